/** The Runtime API as a runtime sees it: a bootstrap that speaks it by hand, in the real sandbox. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { after, before, test } from 'node:test';
import type { FunctionVersion } from '../function-version.ts';
import { answerOf, RuntimeRoom } from '../runtime.fixture.ts';

const SKIP = existsSync('/usr/bin/python3') ? false : 'the bootstrap is written for /usr/bin/python3';
const BOOTSTRAP = `#!/usr/bin/python3
import concurrent.futures, json, os, urllib.error, urllib.request
base = "http://" + os.environ["AWS_LAMBDA_RUNTIME_API"] + "/2018-06-01/runtime/"
def call(method, path, body=None, headers={}):
    request = urllib.request.Request(base + path, body, headers, method=method)
    try:
        with urllib.request.urlopen(request) as answer: return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error: return error.code, {}, error.read()
if os.environ.get("FAIL_INIT"):
    call("POST", "init/error", b'{"errorType":"Init","errorMessage":"no"}', {"Lambda-Runtime-Function-Error-Type": "Runtime.NoInit"})
    os._exit(1)
while True:
    _, headers, event = call("GET", "invocation/next")
    event = json.loads(event)
    id = headers["lambda-runtime-aws-request-id"]
    print("event", event, flush=True)
    if event.get("error"):
        call("POST", f"invocation/{id}/error", b'{"errorType":"Refused","errorMessage":"I will not"}', {"Lambda-Runtime-Function-Error-Type": "Refused"})
    elif event.get("big"):
        print("status", call("POST", f"invocation/{id}/response", b"x" * 7000000)[0], flush=True)
    elif event.get("twice"):
        with concurrent.futures.ThreadPoolExecutor() as pool:
            both = list(pool.map(lambda n: call("POST", f"invocation/{id}/response", b"1")[0], range(2)))
        print("twice", sorted(both), flush=True)
    elif event.get("stream"):
        print(call("POST", f"invocation/{id}/response", b"1", {"Lambda-Runtime-Function-Response-Mode": "streaming"})[2], flush=True)
    else:
        seen = [call("POST", "invocation/other/response", b"1")[0], call("GET", "invocation/next")[0], call("GET", "nothing")[0]]
        answer = {"seen": seen, "headers": {k: v for k, v in headers.items() if k.startswith("lambda-")}, "handler": os.environ["_HANDLER"]}
        call("POST", f"invocation/{id}/response", json.dumps(answer).encode())
`;

let room: RuntimeRoom;
let fn: FunctionVersion;
before(async () => {
  room = await RuntimeRoom.open('sandbox');
  fn = await room.make({ runtime: 'provided.al2023', files: { bootstrap: { text: BOOTSTRAP, mode: 0o755 } } });
});
after(() => room.close());

test('next and response, and what is refused', { skip: SKIP }, async () => {
  const requestId = '11111111-2222-4333-8444-555555555555';
  const told = answerOf(await room.invoke(fn, {}, requestId)) as Record<string, Record<string, string>>;
  assert.deepEqual(told['seen'], [400, 403, 404]);
  assert.equal(told['handler'], 'index.handler');
  assert.equal(told['headers']?.['lambda-runtime-aws-request-id'], requestId);
  assert.equal(told['headers']['lambda-runtime-invoked-function-arn'], fn.arn);
  assert.match(
    told['headers']['lambda-runtime-trace-id'] ?? '',
    /^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/,
  );
  const leftMs = Number(told['headers']['lambda-runtime-deadline-ms']) - Date.now();
  assert.ok(leftMs > 0 && leftMs <= 10_000, String(leftMs));
});

test('an error of the function', { skip: SKIP }, async () => {
  const result = await room.invoke(fn, { error: true });
  assert.equal(result.functionError, 'Unhandled');
  assert.deepEqual(answerOf(result), { errorType: 'Refused', errorMessage: 'I will not' });
});

test('a response that is too large is answered 413', { skip: SKIP }, async () => {
  const result = await room.invoke(fn, { big: true });
  assert.equal((answerOf(result) as Record<string, string>)['errorType'], 'Function.ResponseSizeTooLarge');
  await room.invoke(fn);
  assert.ok(room.logOf(fn).includes('status 413\n'));
});

test('streaming is refused clearly', { skip: SKIP }, async () => {
  const result = await room.invoke(fn, { stream: true });
  assert.equal((answerOf(result) as Record<string, string>)['errorType'], 'Runtime.StreamingNotSupported');
});

test('of two answers at once the first counts, and the other is refused', { skip: SKIP }, async () => {
  assert.equal(answerOf(await room.invoke(fn, { twice: true })), 1);
  await room.invoke(fn);
  assert.ok(room.logOf(fn).includes('twice [202, 400]\n'), room.logOf(fn).join(''));
});

test('an error at init', { skip: SKIP }, async () => {
  const result = await room.invoke({ ...fn, revisionId: 'failing', environment: { FAIL_INIT: '1' } });
  assert.equal(result.functionError, 'Unhandled');
  assert.deepEqual(answerOf(result), { errorType: 'Init', errorMessage: 'no' });
  assert.ok(room.logOf(fn).some((line) => /^INIT_REPORT .*Error Type: Runtime\.NoInit\n$/.test(line)));
});
