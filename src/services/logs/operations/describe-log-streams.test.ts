import assert from 'node:assert/strict';
import test from 'node:test';
import { type Bench, openBench, START_MS } from '../logs.fixture.ts';
import type { DescribeLogStreamsRequest } from '../model.ts';
import { createLogGroup } from './create-log-group.ts';
import { createLogStream } from './create-log-stream.ts';
import { deleteLogStream } from './delete-log-stream.ts';
import { describeLogStreams } from './describe-log-streams.ts';
import { putLogEvents } from './put-log-events.ts';

async function openWithStreams(...names: readonly string[]): Promise<Bench> {
  const bench = await openBench();
  await createLogGroup(bench.context(), { logGroupName: 'g' });
  for (const logStreamName of names) await createLogStream(bench.context(), { logGroupName: 'g', logStreamName });
  return bench;
}

const put = (bench: Bench, logStreamName: string, atMs: number) =>
  putLogEvents(bench.context(), {
    logGroupName: 'g',
    logStreamName,
    logEvents: [{ timestamp: START_MS + atMs, message: 'x' }],
  });

async function pages(bench: Bench, input: Partial<DescribeLogStreamsRequest>): Promise<readonly string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await describeLogStreams(bench.context(), { logGroupName: 'g', ...input, nextToken });
    found.push((page.logStreams ?? []).map((stream) => stream.logStreamName).join(' '));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

test('a new stream is described without events', async () => {
  await using bench = await openWithStreams('s');
  const [stream] = (await describeLogStreams(bench.context(), { logGroupName: 'g' })).logStreams ?? [];
  assert.match(stream?.uploadSequenceToken ?? '', /^[0-9]{56}$/);
  assert.deepEqual(stream, {
    logStreamName: 's',
    creationTime: START_MS,
    uploadSequenceToken: stream?.uploadSequenceToken,
    arn: 'arn:aws:logs:us-east-1:000000000000:log-group:g:log-stream:s',
    storedBytes: 0,
  });
});

test('streams come by name, backwards if asked, by prefix', async () => {
  await using bench = await openWithStreams('b/1', 'a/1', 'b/2');
  assert.deepEqual(await pages(bench, { limit: 2 }), ['a/1 b/1', 'b/2']);
  assert.deepEqual(await pages(bench, { limit: 2, descending: true }), ['b/2 b/1', 'a/1']);
  assert.deepEqual(await pages(bench, { logStreamNamePrefix: 'b/' }), ['b/1 b/2']);
});

test('streams come by the time of their last event', async () => {
  await using bench = await openWithStreams('a', 'b', 'c', 'd');
  await put(bench, 'a', 30);
  await put(bench, 'b', 20);
  await put(bench, 'c', 10);
  await put(bench, 'c', 25);
  const byTime = { orderBy: 'LastEventTime' } as const;
  assert.deepEqual(await pages(bench, { ...byTime, limit: 3 }), ['d b c', 'a']);
  assert.deepEqual(await pages(bench, { ...byTime, descending: true, limit: 3 }), ['a c b', 'd']);
  await deleteLogStream(bench.context(), { logGroupName: 'g', logStreamName: 'c' });
  assert.deepEqual(await pages(bench, byTime), ['d b a']);
  await assert.rejects(pages(bench, { ...byTime, logStreamNamePrefix: 'a' }), {
    name: 'InvalidParameterException',
    message: 'Cannot order by LastEventTime with a logStreamNamePrefix.',
  });
});

test('a second stream of the name is refused, and so is one in no group', async () => {
  await using bench = await openWithStreams('s');
  await assert.rejects(createLogStream(bench.context(), { logGroupName: 'g', logStreamName: 's' }), {
    name: 'ResourceAlreadyExistsException',
    message: 'The specified log stream already exists',
  });
  await assert.rejects(createLogStream(bench.context(), { logGroupName: 'none', logStreamName: 's' }), {
    name: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  });
  await assert.rejects(deleteLogStream(bench.context(), { logGroupName: 'g', logStreamName: 'none' }), {
    name: 'ResourceNotFoundException',
    message: 'The specified log stream does not exist.',
  });
});
