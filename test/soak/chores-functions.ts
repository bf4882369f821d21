/** Functions that do what they should. */
import assert from 'node:assert/strict';
import {
  PutFunctionConcurrencyCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import type { Site } from './site.ts';
import { type Kind, SOURCES } from './sources.ts';

const CALLS = 20;
const CALLERS = 8;
const RESERVED = 4;
const LARGE_BYTES = 5_000_000;

/** Made, called, updated in code and settings, called again, deleted. */
export async function wholeLife(site: Site, kind: Kind): Promise<void> {
  const name = site.name(kind);
  const { lambda } = site.clients;
  const first = site.mark();
  await site.withFunction({ name, kind, mark: first }, async () => {
    for (let call = 0; call < CALLS; call++) {
      assert.deepEqual(await site.answer(name, { do: 'answer' }), { mark: first, stage: null });
    }
    assert.equal(await site.answer(name, { do: 'call' }), 200);
    const second = site.mark();
    const ZipFile = await SOURCES[kind].zip(second);
    await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: name, ZipFile }));
    await site.updated(name);
    assert.deepEqual(await site.answer(name, { do: 'answer' }), { mark: second, stage: null });
    const settings = { MemorySize: 320, Environment: { Variables: { STAGE: second } } };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: name, ...settings }));
    await site.updated(name);
    assert.deepEqual(await site.answer(name, { do: 'answer' }), { mark: second, stage: second });
  });
}

export async function burst(site: Site): Promise<void> {
  const name = site.name('burst');
  await site.withFunction({ name, kind: 'nodejs' }, async () => {
    const reserved = { FunctionName: name, ReservedConcurrentExecutions: RESERVED };
    await site.clients.lambda.send(new PutFunctionConcurrencyCommand(reserved));
    const calls = Array.from({ length: CALLERS }, () => site.perhaps(name, { do: 'sleep', ms: 300 }));
    const answers = (await Promise.all(calls)).filter((answer) => answer !== undefined);
    assert.ok(answers.length >= 1 && answers.every(({ body }) => body === 'slept'), JSON.stringify(answers));
  });
}

export async function large(site: Site): Promise<void> {
  const name = site.name('large');
  await site.withFunction({ name, kind: 'nodejs' }, async () => {
    const answer = await site.answer(name, { do: 'big', bytes: LARGE_BYTES, padding: 'x'.repeat(LARGE_BYTES) });
    assert.equal(String(answer).length, LARGE_BYTES);
    assert.equal(await site.answer(name, { do: 'log', lines: 2_000 }), 2_000);
  });
}
