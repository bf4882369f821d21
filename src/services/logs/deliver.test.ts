import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import { systemClock } from '../../kit/clock.ts';
import { silentLog } from '../../kit/log.ts';
import type { LogBatch } from '../../runtime/function-version.ts';
import { openSpool } from '../../storage/spool.ts';
import { StoreUnavailableError } from '../../storage/store.ts';
import { deliverLogs, type SpooledEntry, spoolSink } from './deliver.ts';
import { ACCOUNT, type Bench, openBench, REGION, START_MS } from './logs.fixture.ts';
import { openLogs } from './open.ts';
import { deleteLogGroup } from './operations/delete-log-group.ts';
import { describeLogStreams } from './operations/describe-log-streams.ts';
import { filterLogEvents } from './operations/filter-log-events.ts';

const GROUP = '/aws/lambda/f';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/r`;

function batch(logStream: string, ...messages: readonly string[]): LogBatch {
  const events = messages.map((message, at) => ({ timestampMs: START_MS + at, message }));
  return { accountId: ACCOUNT, region: REGION, logGroup: GROUP, logStream, roleArn: ROLE, events };
}

async function messages(bench: Bench): Promise<string> {
  const page = await filterLogEvents(bench.context(), { logGroupName: GROUP });
  return (page.events ?? []).map((event) => event.message).join(' ');
}

test('what a function wrote is there at the next read, in groups and streams made for it', async () => {
  await using bench = await openBench();
  bench.logs.sink.write(batch('s', 'one\n', 'two\n'));
  bench.logs.sink.write(batch('t', 'three\n'));
  bench.logs.sink.write(batch('s', ''));
  const page = await filterLogEvents(bench.context(), { logGroupName: GROUP });
  assert.deepEqual(
    page.events?.map(({ logStreamName, message }) => [logStreamName, message]),
    [
      ['s', 'one\n'],
      ['t', 'three\n'],
      ['s', 'two\n'],
    ],
  );
  const streams = await describeLogStreams(bench.context(), { logGroupName: GROUP });
  assert.equal(streams.logStreams?.length, 2);
});

test('a role that may not write logs writes none', async () => {
  await using bench = await openBench();
  const group = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:${GROUP}:log-stream:`;
  bench.denied.add('logs:CreateLogGroup');
  bench.logs.sink.write(batch('s', 'lost'));
  await assert.rejects(messages(bench), { name: 'ResourceNotFoundException' });
  assert.deepEqual(bench.asked, [`${ROLE} logs:PutLogEvents ${group}s`, `${ROLE} logs:CreateLogGroup ${group}`]);
  bench.denied.clear();
  bench.logs.sink.write(batch('s', 'kept'));
  assert.equal(await messages(bench), 'kept');
  bench.denied.add('logs:CreateLogStream');
  bench.logs.sink.write(batch('t', 'no stream'));
  bench.logs.sink.write(batch('s', 'there'));
  assert.equal(await messages(bench), 'kept there');
  bench.denied.add('logs:PutLogEvents');
  bench.logs.sink.write(batch('s', 'lost'));
  assert.equal(await messages(bench), 'kept there');
  bench.logs.sink.write({ ...batch('s', 'of the platform'), roleArn: undefined } as unknown as LogBatch);
  assert.equal(await messages(bench), 'kept there of the platform');
});

test('a group that was deleted is made again by the next line', async () => {
  await using bench = await openBench();
  bench.logs.sink.write(batch('s', 'before'));
  assert.equal(await messages(bench), 'before');
  await deleteLogGroup(bench.context(), { logGroupName: GROUP });
  bench.logs.sink.write(batch('s', 'after'));
  assert.equal(await messages(bench), 'after');
});

test('an entry of the spool that is delivered again is written once', async () => {
  await using bench = await openBench();
  const entries: SpooledEntry[] = [];
  bench.spool.ingest('copy', (found) => {
    entries.push(...found);
    return Promise.resolve();
  });
  const { sink } = openLogs({
    ...bench,
    log: silentLog,
    permissions: { mayWriteLogs: () => Promise.resolve(true) },
    spool: { append: (_, payload) => bench.spool.append('copy', payload), ingest() {}, drain: () => Promise.resolve() },
  });
  for (let at = 0; at < 6; at++) sink.write(batch(at % 2 === 0 ? 's' : 't', `${at}`));
  await bench.spool.drain();
  assert.equal(entries.length, 6);
  const parts = { ...bench, log: silentLog, permissions: { mayWriteLogs: () => Promise.resolve(true) } };
  await deliverLogs(parts, entries.slice(0, 2));
  await deliverLogs(parts, entries.slice(0, 4));
  await deliverLogs(parts, entries);
  await deliverLogs(parts, entries);
  const page = await filterLogEvents(bench.context(), { logGroupName: GROUP });
  assert.deepEqual(page.events?.map((event) => event.message).toSorted(), ['0', '1', '2', '3', '4', '5']);
});

test('what was spooled and not yet delivered when the process ended is delivered at the next start', async () => {
  await using bench = await openBench();
  const folder = path.join(bench.folder, 'other-spool');
  const before = await openSpool({ folder, clock: systemClock, log: silentLog });
  const parts = { ...bench, log: silentLog, permissions: { mayWriteLogs: () => Promise.resolve(true) } };
  const ended = openLogs({
    ...parts,
    spool: { ...before, append: before.append.bind(before), ingest() {}, drain: () => Promise.resolve() },
  });
  ended.sink.write(batch('s', 'spooled'));
  await ended.close();
  await before.close();
  const after = await openSpool({ folder, clock: systemClock, log: silentLog });
  const started = openLogs({ ...parts, spool: after });
  await after.drain();
  assert.equal(await messages(bench), 'spooled');
  await started.close();
  await after.close();
});

test('a line above the size of an event is cut, between characters', async () => {
  await using bench = await openBench();
  bench.logs.sink.write(batch('s', '€'.repeat(400_000)));
  const page = await filterLogEvents(bench.context(), { logGroupName: GROUP });
  const [event] = page.events ?? [];
  assert.equal(event?.message, '€'.repeat(Math.floor((1_048_576 - 26) / 3)));
});

test('where the spool takes no more, the invocation goes on and the platform says what was lost', async () => {
  await using bench = await openBench();
  const said: string[] = [];
  const log = {
    info() {},
    warn() {},
    error: (message: string, _: unknown, fields = {}) => said.push(`${message} ${JSON.stringify(fields)}`),
  };
  const full = (): never => {
    throw new StoreUnavailableError('The spool is full');
  };
  const sink = spoolSink(full, log, bench.clock);
  sink.write(batch('s', 'one', 'two'));
  sink.write(batch('s', 'three'));
  bench.clock.advance(10_000);
  sink.write(batch('s', 'four'));
  const lost = (count: number): string =>
    `logs: lines of functions could not be kept {"logGroup":"${GROUP}","lost":${count}}`;
  assert.deepEqual(said, [lost(2), lost(2)]);
});
