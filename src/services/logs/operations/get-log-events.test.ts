import assert from 'node:assert/strict';
import test from 'node:test';
import { type Bench, openBench, START_MS } from '../logs.fixture.ts';
import type { GetLogEventsRequest, GetLogEventsResponse } from '../model.ts';
import { createLogGroup } from './create-log-group.ts';
import { createLogStream } from './create-log-stream.ts';
import { getLogEvents } from './get-log-events.ts';
import { putLogEvents } from './put-log-events.ts';

const STREAM = { logGroupName: 'g', logStreamName: 's' };

async function openWithEvents(count: number): Promise<Bench> {
  const bench = await openBench();
  await createLogGroup(bench.context(), { logGroupName: 'g' });
  await createLogStream(bench.context(), STREAM);
  for (let at = 0; at < count; at++) await put(bench, at, `${at}`);
  return bench;
}

const put = (bench: Bench, atMs: number, message: string) =>
  putLogEvents(bench.context(), { ...STREAM, logEvents: [{ timestamp: START_MS + atMs, message }] });

const get = (bench: Bench, input: Partial<GetLogEventsRequest> = {}) =>
  getLogEvents(bench.context(), { ...STREAM, ...input });

const messages = (page: GetLogEventsResponse): string => (page.events ?? []).map((event) => event.message).join(' ');

test('without a token the newest events come, each page in the order of time', async () => {
  await using bench = await openWithEvents(5);
  const page = await get(bench, { limit: 2 });
  assert.equal(messages(page), '3 4');
  assert.deepEqual(page.events?.[0], { timestamp: START_MS + 3, message: '3', ingestionTime: START_MS });
  assert.equal(messages(await get(bench, { limit: 2, startFromHead: true })), '0 1');
});

test('the forward token leads to the end, and there to itself', async () => {
  await using bench = await openWithEvents(5);
  const seen: string[] = [];
  let page = await get(bench, { limit: 2, startFromHead: true });
  for (let before = ''; before !== page.nextForwardToken; ) {
    seen.push(messages(page));
    before = page.nextForwardToken ?? '';
    page = await get(bench, { limit: 2, nextToken: before });
  }
  assert.deepEqual(seen, ['0 1', '2 3', '4']);
  await put(bench, 9, 'later');
  assert.equal(messages(await get(bench, { nextToken: page.nextForwardToken })), 'later');
});

test('the backward token leads to the beginning, and there to itself', async () => {
  await using bench = await openWithEvents(5);
  const seen: string[] = [];
  let page = await get(bench, { limit: 2 });
  for (let before = ''; before !== page.nextBackwardToken; ) {
    seen.push(messages(page));
    before = page.nextBackwardToken ?? '';
    page = await get(bench, { limit: 2, nextToken: before });
  }
  assert.deepEqual(seen, ['3 4', '1 2', '0']);
  assert.equal(messages(await get(bench, { limit: 2, nextToken: page.nextForwardToken })), '0 1');
});

test('a page forwards and one back are the same events', async () => {
  await using bench = await openWithEvents(6);
  const first = await get(bench, { limit: 2, startFromHead: true });
  const second = await get(bench, { limit: 2, nextToken: first.nextForwardToken });
  const back = await get(bench, { limit: 2, nextToken: second.nextBackwardToken });
  assert.equal(messages(back), messages(first));
});

test('an empty stream has tokens that find what comes later', async () => {
  await using bench = await openWithEvents(0);
  const empty = await get(bench, {});
  assert.deepEqual(empty.events, []);
  await put(bench, 1, 'first');
  assert.equal(messages(await get(bench, { nextToken: empty.nextForwardToken })), 'first');
});

test('start is included, end is not', async () => {
  await using bench = await openWithEvents(5);
  assert.equal(messages(await get(bench, { startTime: START_MS + 1, endTime: START_MS + 3 })), '1 2');
});

test('what is not there, and a token that is none', async () => {
  await using bench = await openWithEvents(1);
  await assert.rejects(get(bench, { logStreamName: 'none' }), {
    name: 'ResourceNotFoundException',
    message: 'The specified log stream does not exist.',
  });
  await assert.rejects(get(bench, { nextToken: 'x' }), {
    name: 'InvalidParameterException',
    message: 'The specified nextToken is invalid.',
  });
});
