import assert from 'node:assert/strict';
import test from 'node:test';
import { type Bench, openBench, START_MS } from '../logs.fixture.ts';
import { createLogGroup } from './create-log-group.ts';
import { createLogStream } from './create-log-stream.ts';
import { describeLogGroups } from './describe-log-groups.ts';
import { describeLogStreams } from './describe-log-streams.ts';
import { getLogEvents } from './get-log-events.ts';
import { putLogEvents } from './put-log-events.ts';
import { putRetentionPolicy } from './put-retention-policy.ts';

const STREAM = { logGroupName: 'g', logStreamName: 's' };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

async function openWithStream(): Promise<Bench> {
  const bench = await openBench();
  await createLogGroup(bench.context(), { logGroupName: 'g' });
  await createLogStream(bench.context(), STREAM);
  return bench;
}

function put(bench: Bench, ...events: readonly (readonly [atMs: number, message: string])[]) {
  const logEvents = events.map(([atMs, message]) => ({ timestamp: START_MS + atMs, message }));
  return putLogEvents(bench.context(), { ...STREAM, logEvents });
}

const stored = async (bench: Bench): Promise<readonly (string | undefined)[]> =>
  ((await getLogEvents(bench.context(), { ...STREAM, startFromHead: true })).events ?? []).map(
    (event) => event.message,
  );

test('what is accepted is there, and is counted', async () => {
  await using bench = await openWithStream();
  const { nextSequenceToken, rejectedLogEventsInfo } = await put(bench, [0, 'one'], [5, 'zwei ☂']);
  assert.match(nextSequenceToken ?? '', /^[0-9]{56}$/);
  assert.equal(rejectedLogEventsInfo, undefined);
  assert.deepEqual(await stored(bench), ['one', 'zwei ☂']);
  const [group] = (await describeLogGroups(bench.context(), {})).logGroups ?? [];
  assert.equal(group?.storedBytes, 3 + 8 + 2 * 26);
  const [stream] = (await describeLogStreams(bench.context(), { logGroupName: 'g' })).logStreams ?? [];
  assert.equal(stream?.firstEventTimestamp, START_MS);
  assert.equal(stream?.lastEventTimestamp, START_MS + 5);
  assert.equal(stream?.lastIngestionTime, START_MS);
});

test('it survives being read from the same files by another', async () => {
  await using bench = await openWithStream();
  const texts = Array.from({ length: 50 }, (_, at) => `${at}`);
  await Promise.all(texts.map((text, at) => put(bench, [at, text])));
  assert.deepEqual(await stored(bench), texts);
});

test('old and future events are rejected by their place, the rest is kept', async () => {
  await using bench = await openWithStream();
  const answer = await put(bench, [-15 * DAY_MS, 'too old'], [-HOUR_MS, 'kept'], [3 * HOUR_MS, 'too new']);
  assert.deepEqual(answer.rejectedLogEventsInfo, { tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 });
  assert.deepEqual(await stored(bench), ['kept']);
  await putRetentionPolicy(bench.context(), { logGroupName: 'g', retentionInDays: 1 });
  const late = await put(bench, [-2 * DAY_MS, 'expired'], [0, 'now']);
  assert.deepEqual(late.rejectedLogEventsInfo, { expiredLogEventEndIndex: 1 });
  const none = await put(bench, [-20 * DAY_MS, 'too old']);
  assert.deepEqual(none.rejectedLogEventsInfo, { tooOldLogEventEndIndex: 1, expiredLogEventEndIndex: 1 });
  assert.deepEqual(await stored(bench), ['kept', 'now']);
});

test('the bounds of a batch, in the words of AWS', async () => {
  await using bench = await openWithStream();
  const refused = (message: string | RegExp) => ({ name: 'InvalidParameterException', message });
  await assert.rejects(
    put(bench, [5, 'a'], [4, 'b']),
    refused('Log events in a single PutLogEvents request must be in chronological order.'),
  );
  await assert.rejects(
    put(bench, [-25 * HOUR_MS, 'a'], [0, 'b']),
    refused('The batch of log events in a single PutLogEvents request cannot span more than 24 hours.'),
  );
  const largest = 1_048_576 - 26;
  await assert.rejects(put(bench, [0, 'x'.repeat(largest + 1)]), refused(/^Log event too large: 1048577 bytes/));
  await assert.rejects(put(bench, [0, 'x'.repeat(largest)], [0, '']), refused(/^Upload too large: 1048602 bytes/));
  await put(bench, [0, 'x'.repeat(largest)]);
  assert.deepEqual(
    (await stored(bench)).map((message) => message?.length),
    [largest],
  );
});

test('a group or stream that is not there', async () => {
  await using bench = await openWithStream();
  const logEvents = [{ timestamp: START_MS, message: 'x' }];
  await assert.rejects(putLogEvents(bench.context(), { logGroupName: 'none', logStreamName: 's', logEvents }), {
    name: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  });
  await assert.rejects(putLogEvents(bench.context(), { ...STREAM, logStreamName: 'none', logEvents }), {
    name: 'ResourceNotFoundException',
    message: 'The specified log stream does not exist.',
  });
});

test('any sequence token is accepted', async () => {
  await using bench = await openWithStream();
  const logEvents = [{ timestamp: START_MS, message: 'x' }];
  await putLogEvents(bench.context(), { ...STREAM, logEvents, sequenceToken: 'nonsense' });
  await putLogEvents(bench.context(), { ...STREAM, logEvents, sequenceToken: 'nonsense' });
  assert.deepEqual(await stored(bench), ['x', 'x']);
});
