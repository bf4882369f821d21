/** Functions and callers that fail, hang and leave things behind. */
import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { InvokeCommand, ResourceNotFoundException } from '@aws-sdk/client-lambda';
import type { Site } from './site.ts';
import { brokenZip, type Kind } from './sources.ts';

const REFUSED = /TypeError/;
const TIMED_OUT = /Task timed out after 1\.00 seconds/;
const ENDED = /Runtime exited|Runtime\.ExitError|OutOfMemory|signal: killed/;

export async function errors(site: Site, kind: Kind): Promise<void> {
  const name = site.name(`${kind}-errors`);
  await site.withFunction({ name, kind }, async () => {
    for (let turn = 0; turn < 5; turn++) await site.fails(name, { do: 'refuse' }, REFUSED);
    await site.fails(name, { do: 'exit' }, ENDED);
    await site.fails(name, { do: 'eat' }, ENDED);
    assert.equal(await site.answer(name, { do: 'sleep', ms: 1 }), 'slept');
  });
}

export async function timeouts(site: Site): Promise<void> {
  for (const kind of ['nodejs', 'python'] as const) {
    const name = site.name(`${kind}-timeouts`);
    await site.withFunction({ name, kind, timeoutSeconds: 1 }, async () => {
      const sleeps = [1, 2].map(() => site.fails(name, { do: 'sleep', ms: 60_000 }, TIMED_OUT));
      await Promise.all(sleeps);
      await site.fails(name, { do: 'spin' }, TIMED_OUT);
      // On a machine without a moment to spare, being loaded again takes the second that it has.
      const again = await site.call(name, { do: 'sleep', ms: 1 });
      assert.ok(again.body === 'slept' || TIMED_OUT.test(JSON.stringify(again.body)), JSON.stringify(again));
    });
  }
}

export async function broken(site: Site): Promise<void> {
  const name = site.name('broken');
  await site.withFunction({ name, kind: 'nodejs', zip: await brokenZip() }, async () => {
    for (let turn = 0; turn < 3; turn++) await site.fails(name, { do: 'answer' }, /RangeError/);
  });
}

/** Processes that go on, a filled /tmp, open files: all goes with the sandbox. */
export async function leftovers(site: Site): Promise<void> {
  for (const kind of ['nodejs', 'python', 'custom'] as const) {
    const name = site.name(`${kind}-leftovers`);
    await site.withFunction({ name, kind }, async () => {
      assert.equal(await site.answer(name, { do: 'children' }), 'left');
      assert.equal(await site.answer(name, { do: 'open' }), 'opened');
      assert.ok(Number(await site.answer(name, { do: 'fill' })) > 0);
    });
  }
}

/** A running invocation is finished, or was too late to begin. */
export async function deletedWhileRunning(site: Site): Promise<void> {
  const name = site.name('deleted');
  let running: Promise<unknown> = Promise.resolve();
  await site.withFunction({ name, kind: 'nodejs' }, async () => {
    await site.answer(name, { do: 'sleep', ms: 1 });
    running = site.call(name, { do: 'sleep', ms: 600 }).catch((error: unknown) => error);
    await wait(100);
  });
  const outcome = await running;
  if (outcome instanceof Error) {
    if (!(outcome instanceof ResourceNotFoundException)) throw outcome;
    return;
  }
  assert.deepEqual(outcome, { error: undefined, body: 'slept' });
}

export async function cutCallers(site: Site): Promise<void> {
  const name = site.name('cut');
  await site.withFunction({ name, kind: 'nodejs' }, async () => {
    await site.answer(name, { do: 'sleep', ms: 1 });
    const Payload = JSON.stringify({ do: 'sleep', ms: 400 });
    const calls = [20, 60, 100, 200].map(async (ms) => {
      const options = { abortSignal: AbortSignal.timeout(ms) };
      const command = new InvokeCommand({ FunctionName: name, Payload });
      await assert.rejects(site.clients.lambda.send(command, options), /abort/i);
      site.count('callers that hung up');
    });
    await Promise.all(calls);
    assert.equal(await site.answer(name, { do: 'sleep', ms: 1 }), 'slept');
  });
}

const BEGINNINGS = [
  '',
  'GET / HTTP/1.1\r\nHost: a\r\nX-A: ',
  'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nhalf',
  '\u0016\u0003\u0001\u0002\u0000\u0001',
  'POST /2015-03-31/functions/x/invocations HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
];

/** Half requests and nonsense; some hang up, some are cut by the server. */
export async function hostile(site: Site): Promise<void> {
  const port = Number(new URL(site.url).port);
  const attempts = BEGINNINGS.map(async (beginning, at) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(beginning, 'latin1');
    await wait(50 * at);
    socket.destroy();
    site.count('hostile connections');
  });
  await Promise.all(attempts);
  const scope = 'Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/sts/aws4_request';
  const authorization = `AWS4-HMAC-SHA256 ${scope}, SignedHeaders=host;x-amz-date, Signature=00`;
  const headers = { authorization, 'x-amz-date': '20260101T000000Z' };
  const answer = await fetch(site.url, {
    method: 'POST',
    headers,
    body: 'Action=GetCallerIdentity&Version=2011-06-15',
  });
  assert.equal(answer.status, 403, await answer.text());
  site.count('requests that were refused');
}
