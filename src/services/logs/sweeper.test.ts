import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import test from 'node:test';
import { encodeKey } from '../../storage/key.ts';
import { requireGroup } from './groups.ts';
import { SWEEP_GROUPS } from './limits.ts';
import { type Bench, openBench, START_MS } from './logs.fixture.ts';
import { createLogGroup } from './operations/create-log-group.ts';
import { createLogStream } from './operations/create-log-stream.ts';
import { deleteLogGroup } from './operations/delete-log-group.ts';
import { deleteLogStream } from './operations/delete-log-stream.ts';
import { deleteRetentionPolicy } from './operations/delete-retention-policy.ts';
import { describeLogGroups } from './operations/describe-log-groups.ts';
import { filterLogEvents } from './operations/filter-log-events.ts';
import { putLogEvents } from './operations/put-log-events.ts';
import { putRetentionPolicy } from './operations/put-retention-policy.ts';
import { closedRecord, eventKeys, type Group, stateKeys } from './store.ts';

const DAY_MS = 86_400_000;
const [group, stream] = [{ logGroupName: 'g' }, { logGroupName: 'g', logStreamName: 's' }];

async function openWithStream(): Promise<Bench> {
  const bench = await openBench();
  await createLogGroup(bench.context(), group);
  await createLogStream(bench.context(), stream);
  return bench;
}

const put = (bench: Bench, message: string) =>
  putLogEvents(bench.context(), { ...stream, logEvents: [{ timestamp: bench.clock.nowMs(), message }] });

async function messages(bench: Bench): Promise<string> {
  return ((await filterLogEvents(bench.context(), group)).events ?? []).map((event) => event.message).join(' ');
}

async function blocks(bench: Bench, of: Group): Promise<number> {
  const prefixes = [eventKeys.blocks(of), eventKeys.groupIndex(of), eventKeys.streamIndexes(of)];
  const counts = await Promise.all(
    prefixes.map(async (prefix) => (await bench.telemetry.range({ prefix, limit: 1000 })).entries.length),
  );
  assert.equal(new Set(counts).size, 1, `blocks and both indexes: ${counts.join(', ')}`);
  return counts[0] ?? 0;
}

test('events past the retention are removed, the others stay', async () => {
  await using bench = await openWithStream();
  const of = await requireGroup(bench.context(), 'g');
  await put(bench, 'old');
  bench.clock.advance(2 * DAY_MS);
  await put(bench, 'new');
  await bench.sweep();
  assert.equal(await blocks(bench, of), 2);
  await putRetentionPolicy(bench.context(), { ...group, retentionInDays: 1 });
  await bench.sweep();
  assert.equal(await blocks(bench, of), 1);
  assert.equal(await messages(bench), 'new');
  const [described] = (await describeLogGroups(bench.context(), {})).logGroups ?? [];
  assert.equal(described?.storedBytes, 'new'.length + 26);
  await deleteRetentionPolicy(bench.context(), group);
  bench.clock.advance(9 * DAY_MS);
  await bench.sweep();
  assert.equal(await messages(bench), 'new');
});

test('only the retentions of AWS are accepted', async () => {
  await using bench = await openWithStream();
  await assert.rejects(putRetentionPolicy(bench.context(), { ...group, retentionInDays: 2 }), {
    name: 'InvalidParameterException',
    message: /^1 validation error detected: Value '2' at 'retentionInDays' failed to satisfy constraint/,
  });
  await putRetentionPolicy(bench.context(), { ...group, retentionInDays: 3653 });
  const [described] = (await describeLogGroups(bench.context(), {})).logGroups ?? [];
  assert.equal(described?.retentionInDays, 3653);
});

test('of a deleted stream nothing stays', async () => {
  await using bench = await openWithStream();
  const of = await requireGroup(bench.context(), 'g');
  await put(bench, 'old');
  await deleteLogStream(bench.context(), stream);
  await createLogStream(bench.context(), stream);
  await put(bench, 'new');
  await bench.sweep();
  assert.equal(await blocks(bench, of), 1);
  assert.equal(await messages(bench), 'new');
  assert.equal((await bench.telemetry.range({ prefix: eventKeys.deletedStreams(), limit: 10 })).entries.length, 0);
});

test('of a deleted group nothing stays, and nothing can be written into it', async () => {
  await using bench = await openWithStream();
  const of = await requireGroup(bench.context(), 'g');
  for (let at = 0; at < 250; at++) await put(bench, `${at}`);
  await deleteLogGroup(bench.context(), group);
  await bench.sweep();
  assert.equal(await blocks(bench, of), 0);
  for (const prefix of [eventKeys.streams(of), eventKeys.streamTimes(of)]) {
    assert.equal((await bench.telemetry.range({ prefix, limit: 10 })).entries.length, 0);
  }
  assert.equal((await bench.state.range({ prefix: stateKeys.deleted(), limit: 10 })).entries.length, 0);
  const events = [{ timestampMs: START_MS, message: 'late' }];
  const late = { group: of, streamName: 's', ingestedMs: START_MS, create: true, parts: [{ events }] };
  assert.equal(await bench.appends.append(late), undefined);
  assert.equal(await blocks(bench, of), 0);
  bench.clock.advance(DAY_MS + 60_001);
  await bench.sweep();
  assert.equal((await bench.telemetry.range({ prefix: eventKeys.closed(), limit: 10 })).entries.length, 0);
});

test('a group that was deleted long ago is forgotten, however many were deleted since', async () => {
  await using bench = await openWithStream();
  // By their ids the old one is the last.
  const names = [...Array.from({ length: SWEEP_GROUPS }, (_, at) => `0-${at}`), 'z'];
  const sets = names.map((id) => ({
    key: eventKeys.closedGroup(id),
    value: closedRecord.encode({ closedAtMs: id === 'z' ? 0 : bench.clock.nowMs() }),
  }));
  await bench.telemetry.commit({ id: 'closed', sets });
  await bench.sweep();
  await bench.sweep();
  const { entries } = await bench.telemetry.range({ prefix: eventKeys.closed(), limit: 1_000 });
  assert.equal(entries.length, SWEEP_GROUPS);
  assert.ok(!entries.some(({ key }) => key.at(-1) === 'z'));
});

test('a damaged record keeps no other group from being swept', async () => {
  await using bench = await openWithStream();
  await put(bench, 'old');
  await putRetentionPolicy(bench.context(), { ...group, retentionInDays: 1 });
  await createLogGroup(bench.context(), { logGroupName: 'gone' });
  const gone = await requireGroup(bench.context(), 'gone');
  await deleteLogGroup(bench.context(), { logGroupName: 'gone' });
  const database = new DatabaseSync(path.join(bench.folder, 'state.db'));
  const marker = encodeKey(stateKeys.deletedGroup(gone.id));
  const { changes } = database.prepare('UPDATE entries SET checksum = checksum + 1 WHERE key = ?').run(marker);
  database.close();
  assert.equal(changes, 1);
  bench.clock.advance(2 * DAY_MS);
  await bench.sweep();
  assert.equal(await messages(bench), '');
});
