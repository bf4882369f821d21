/** What goes wrong with a function, in Lambda's error shapes (AWS-recorded, 2025-11), in the real sandbox. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { FunctionVersion, InvocationResult } from './function-version.ts';
import { answerOf, RuntimeRoom, type TestFunction } from './runtime.fixture.ts';

let room: RuntimeRoom;
before(async () => {
  room = await RuntimeRoom.open('sandbox');
});
after(() => room.close());

const ID = '11111111-2222-4333-8444-555555555555';

interface Case extends Partial<TestFunction> {
  readonly name: string;
  readonly source: string;
  readonly event?: unknown;
  /** Of the answer; `trace` and `stackTrace` are compared apart. */
  readonly payload: Readonly<Record<string, unknown>>;
  /** Of the log, in order. */
  readonly log: readonly RegExp[];
}

const node = { runtime: 'nodejs22.x' } as const;
const python = { runtime: 'python3.12', handler: 'lambda_function.lambda_handler' } as const;

const CASES: readonly Case[] = [
  {
    ...node,
    name: 'a thrown error',
    source: 'exports.handler = async () => { throw new TypeError("bad input"); };',
    payload: { errorType: 'TypeError', errorMessage: 'bad input' },
    log: [
      /\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"bad input"/,
      /^END /,
      /^REPORT (?!.*Status)/s,
    ],
  },
  {
    ...node,
    name: 'a rejected string',
    source: 'exports.handler = () => Promise.reject("no");',
    payload: { errorType: 'string', errorMessage: 'no', trace: [] },
    log: [/Invoke Error/],
  },
  {
    ...node,
    name: 'an unhandled rejection',
    source: 'exports.handler = () => new Promise(() => { Promise.reject(new Error("lost")); });',
    payload: { errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: 'Error: lost' },
    log: [/Unhandled Promise Rejection/, /^END /],
  },
  {
    ...node,
    name: 'process.exit(0)',
    source: 'exports.handler = async () => process.exit(0);',
    payload: {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${ID} Error: Runtime exited without providing a reason`,
    },
    log: [
      /^RequestId: .* Error: Runtime exited without providing a reason\n/,
      /^END /,
      /Status: error\tError Type: Runtime.ExitError\n$/,
    ],
  },
  {
    ...node,
    name: 'process.exit(7), with what was printed before',
    source: 'exports.handler = async () => { console.log("bye"); process.exit(7); };',
    payload: {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${ID} Error: Runtime exited with error: exit status 7`,
    },
    log: [/\tINFO\tbye\n/, /exit status 7/],
  },
  {
    ...node,
    name: 'a crash',
    source: 'exports.handler = async () => process.kill(process.pid, "SIGSEGV") && new Promise(() => {});',
    payload: {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${ID} Error: Runtime exited with error: signal: segmentation fault`,
    },
    log: [/signal: segmentation fault/],
  },
  {
    ...node,
    name: 'a timeout',
    timeoutMs: 1_000,
    source: 'exports.handler = () => new Promise((done) => setTimeout(done, 60_000));',
    payload: {
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${ID} Error: Task timed out after 1.00 seconds`,
    },
    log: [
      /^\d{4}-\d\d-\d\dT[\d:.]+Z 11111111-2222-4333-8444-555555555555 Task timed out after 1\.00 seconds\n\n$/,
      /^END /,
      /Duration: 1000\.00 ms\tBilled Duration: 10\d\d ms\t.*\tStatus: timeout\n$/,
    ],
  },
  {
    ...node,
    name: 'an endless loop',
    timeoutMs: 1_000,
    source: 'exports.handler = async () => { for (;;); };',
    payload: {
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${ID} Error: Task timed out after 1.00 seconds`,
    },
    log: [/Task timed out/],
  },
  {
    ...python,
    name: 'out of memory',
    memoryMb: 128,
    source: 'def lambda_handler(event, context):\n    return len(bytearray(400 * 1024 * 1024))\n',
    payload: {
      errorType: 'Runtime.OutOfMemory',
      errorMessage: `RequestId: ${ID} Error: Runtime exited with error: signal: killed`,
    },
    log: [/Max Memory Used: 128 MB\t.*Status: error\tError Type: Runtime\.OutOfMemory\n$/],
  },
  {
    ...node,
    name: 'a heap that outgrows the memory',
    memoryMb: 128,
    timeoutMs: 30_000,
    source: 'const keep = []; exports.handler = async () => { for (;;) keep.push(new Array(100_000).fill(0.5)); };',
    payload: {
      errorType: 'Runtime.OutOfMemory',
      errorMessage: `RequestId: ${ID} Error: Runtime exited with error: signal: killed`,
    },
    log: [/Status: error\tError Type: Runtime\.OutOfMemory\n$/],
  },
  {
    ...node,
    name: 'a result over 6 MB',
    source: 'exports.handler = async () => "x".repeat(6 * 1024 * 1024 + 200);',
    payload: {
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    },
    log: [/^END /],
  },
  {
    ...node,
    name: 'a result that is not JSON',
    source: 'exports.handler = async () => 1n;',
    payload: { errorType: 'Error', errorMessage: 'Unable to stringify response body' },
    log: [/Unable to stringify response body/],
  },
  {
    ...node,
    name: 'a syntax error',
    source: 'exports.handler = async () => {',
    payload: { errorType: 'Runtime.UserCodeSyntaxError', errorMessage: 'SyntaxError: Unexpected end of input' },
    log: [
      /Uncaught Exception/,
      /^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: init\tStatus: error\tError Type: Runtime.UserCodeSyntaxError\n$/,
      /^INIT_REPORT Init Duration: [\d.]+ ms\tPhase: invoke\tStatus: error\tError Type: Runtime.UserCodeSyntaxError\n$/,
      /^START /,
      /^REPORT (?!.*Init Duration)/,
    ],
  },
  {
    ...node,
    name: 'a missing handler',
    source: 'exports.other = () => {};',
    payload: { errorType: 'Runtime.HandlerNotFound', errorMessage: 'index.handler is undefined or not exported' },
    log: [/^INIT_REPORT .*Runtime\.HandlerNotFound/],
  },
  {
    ...node,
    name: 'a missing module',
    handler: 'nothing.handler',
    source: '',
    payload: { errorType: 'Runtime.ImportModuleError' },
    log: [/^INIT_REPORT .*Runtime\.ImportModuleError/],
  },
  {
    runtime: 'nodejs24.x',
    name: 'a callback handler on Node.js 24',
    source: 'exports.handler = (event, context, callback) => callback(null, 1);',
    payload: { errorType: 'Runtime.CallbackHandlerDeprecated' },
    log: [/^INIT_REPORT/],
  },
  {
    ...python,
    name: 'an exception in Python',
    source: 'def lambda_handler(event, context):\n    raise ValueError("bad input")\n',
    payload: {
      errorType: 'ValueError',
      errorMessage: 'bad input',
      requestId: ID,
      stackTrace: [
        '  File "/var/task/lambda_function.py", line 2, in lambda_handler\n    raise ValueError("bad input")\n',
      ],
    },
    log: [/^\[ERROR\] ValueError: bad input\nTraceback \(most recent call last\):\n/],
  },
  {
    ...python,
    name: 'an import that is missing in Python',
    source: 'import nothing_of_the_kind\n',
    payload: {
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Unable to import module 'lambda_function': No module named 'nothing_of_the_kind'",
      requestId: '',
      stackTrace: [],
    },
    log: [/^\[ERROR\] Runtime\.ImportModuleError: /, /^INIT_REPORT/],
  },
  {
    ...python,
    name: 'a result that is not JSON in Python',
    source: 'def lambda_handler(event, context):\n    return {1, 2}\n',
    payload: {
      errorType: 'Runtime.MarshalError',
      errorMessage: 'Unable to marshal response: Object of type set is not JSON serializable',
    },
    log: [/MarshalError/],
  },
  {
    ...python,
    name: 'sys.exit in Python',
    source: 'import sys\ndef lambda_handler(event, context):\n    sys.exit(3)\n',
    payload: {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${ID} Error: Runtime exited with error: exit status 3`,
    },
    log: [/exit status 3/],
  },
  {
    runtime: 'provided.al2023',
    name: 'a package without a bootstrap',
    source: '',
    payload: {
      errorType: 'Runtime.InvalidEntrypoint',
      errorMessage: `RequestId: ${ID} Error: Couldn't find valid bootstrap(s): [/var/task/bootstrap /opt/bootstrap]`,
    },
    log: [/InvalidEntrypoint/],
  },
];

for (const one of CASES) {
  test(`${one.runtime}: ${one.name}`, async () => {
    const fn = await makeCase(one);
    const result = await room.invoke(fn, one.event, ID);
    assert.equal(result.functionError, 'Unhandled', JSON.stringify(answerOf(result)).slice(0, 400));
    const answer = answerOf(result) as Record<string, unknown>;
    for (const [name, value] of Object.entries(one.payload)) assert.deepEqual(answer[name], value);
    assertOrder(room.logOf(fn), one.log);
    assertFrame(room.logOf(fn), result);
    // The next one has a sandbox that is well, and fails alike.
    const again = await room.invoke(fn, one.event, ID);
    assert.deepEqual((answerOf(again) as Record<string, unknown>)['errorType'], answer['errorType']);
  });
}

test('a function that floods its log is cut, and says so', async () => {
  const source =
    'exports.handler = async () => { const line = "x".repeat(100_000); for (let i = 0; i < 400; i++) console.log(line); };';
  const fn = await room.make({ ...node, files: { 'index.js': source }, timeoutMs: 30_000 });
  const result = await room.invoke(fn);
  assert.equal(result.functionError, undefined);
  const lines = room.logOf(fn);
  assert.ok(lines.some((line) => /^\[VIRGA\] \d+ log events \(\d+ bytes\) were dropped/.test(line)));
  assert.ok(lines.reduce((sum, line) => sum + line.length, 0) < 17 * 1024 * 1024);
  assert.equal(result.logTail.byteLength, 4096);
});

async function makeCase(one: Case): Promise<FunctionVersion> {
  const { name: _, source, event: __, payload: ___, log: ____, ...rest } = one;
  const file = one.runtime === 'python3.12' ? 'lambda_function.py' : 'index.js';
  return await room.make({ runtime: 'nodejs22.x', ...rest, files: { [file]: source } });
}

function assertOrder(lines: readonly string[], expected: readonly RegExp[]): void {
  let at = 0;
  for (const pattern of expected) {
    const found = lines.findIndex((line, index) => index >= at && pattern.test(line));
    assert.ok(found >= 0, `no ${pattern} after line ${at} of:\n${lines.join('')}`);
    at = found + 1;
  }
}

/** Every invocation is framed, whatever became of it. */
function assertFrame(lines: readonly string[], result: InvocationResult): void {
  assertOrder(lines, [
    /^INIT_START Runtime Version: /,
    /^START RequestId: .* Version: \$LATEST\n$/,
    /^END RequestId: /,
    /^REPORT /,
  ]);
  assert.match(Buffer.from(result.logTail).toString(), /START RequestId.*REPORT RequestId/s);
}
