import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { requireGroup } from '../groups.ts';
import type { FilteredLogEvent } from '../model.ts';
import { type Bench, openBench, START_MS } from '../logs.fixture.ts';
import { createLogGroup } from './create-log-group.ts';
import { createLogStream } from './create-log-stream.ts';
import { deleteLogStream } from './delete-log-stream.ts';
import { type FilterLogEventsInput, filterLogEvents } from './filter-log-events.ts';
import { putLogEvents } from './put-log-events.ts';
import { putRetentionPolicy } from './put-retention-policy.ts';

const GROUP = 'g';

async function withStreams(bench: Bench, names: readonly string[]): Promise<void> {
  await createLogGroup(bench.context(), { logGroupName: GROUP });
  for (const name of names) await createLogStream(bench.context(), { logGroupName: GROUP, logStreamName: name });
}

function put(bench: Bench, stream: string, ...events: readonly (readonly [atMs: number, message: string])[]) {
  return putLogEvents(bench.context(), {
    logGroupName: GROUP,
    logStreamName: stream,
    logEvents: events.map(([atMs, message]) => ({ timestamp: START_MS + atMs, message })),
  });
}

/** All pages, as a paginator reads them. */
async function readAll(bench: Bench, input: Partial<FilterLogEventsInput>): Promise<readonly FilteredLogEvent[]> {
  const events: FilteredLogEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await filterLogEvents(bench.context(), { logGroupName: GROUP, ...input, nextToken });
    assert.ok((page.events ?? []).length <= (input.limit ?? 10_000));
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

const byText = (a = '', b = ''): number => (a < b ? -1 : Number(a > b));

const messages = (events: readonly FilteredLogEvent[] | undefined): readonly (string | undefined)[] =>
  (events ?? []).map((event) => event.message);

test('events of all streams come in order of their time, with stable ids', async () => {
  await using bench = await openBench();
  await withStreams(bench, ['a', 'b']);
  await put(bench, 'a', [0, 'one'], [20, 'three']);
  await put(bench, 'b', [10, 'two'], [20, 'four']);
  const page = await filterLogEvents(bench.context(), { logGroupName: GROUP });
  assert.deepEqual(messages(page.events), ['one', 'two', 'three', 'four']);
  assert.equal(page.nextToken, undefined);
  assert.deepEqual(page.searchedLogStreams, []);
  const [first] = page.events ?? [];
  assert.deepEqual(first && { ...first, eventId: undefined }, {
    logStreamName: 'a',
    timestamp: START_MS,
    message: 'one',
    ingestionTime: START_MS,
    eventId: undefined,
  });
  assert.match(first?.eventId ?? '', /^[0-9]{56}$/);
  const again = await filterLogEvents(bench.context(), { logGroupName: GROUP });
  assert.deepEqual(again.events, page.events);
});

test('start and end time are both included', async () => {
  await using bench = await openBench();
  await withStreams(bench, ['a']);
  await put(bench, 'a', [0, '0'], [1, '1'], [2, '2'], [3, '3']);
  const events = await readAll(bench, { startTime: START_MS + 1, endTime: START_MS + 2 });
  assert.deepEqual(messages(events), ['1', '2']);
});

test('streams are chosen by name or by prefix, not by both', async () => {
  await using bench = await openBench();
  await withStreams(bench, ['app/1', 'app/2', 'web/1']);
  for (const name of ['app/1', 'app/2', 'web/1']) await put(bench, name, [0, name]);
  assert.deepEqual(messages(await readAll(bench, { logStreamNames: ['web/1', 'app/2'] })).toSorted(byText), [
    'app/2',
    'web/1',
  ]);
  assert.deepEqual(messages(await readAll(bench, { logStreamNamePrefix: 'app/' })).toSorted(byText), [
    'app/1',
    'app/2',
  ]);
  await assert.rejects(readAll(bench, { logStreamNames: ['a'], logStreamNamePrefix: 'a' }), {
    name: 'InvalidParameterException',
  });
  await assert.rejects(readAll(bench, { logStreamNames: ['none'] }), {
    name: 'ResourceNotFoundException',
    message: 'The specified log stream does not exist.',
  });
});

test('a prefix of more streams than are merged is read by group', async () => {
  await using bench = await openBench();
  const names = Array.from({ length: 120 }, (_, at) => `app/${at}`);
  await withStreams(bench, [...names, 'other']);
  for (const [at, name] of names.entries()) await put(bench, name, [at, name]);
  await put(bench, 'other', [3, 'other']);
  assert.deepEqual(messages(await readAll(bench, { logStreamNamePrefix: 'app/', limit: 50 })), names);
});

test('a pattern that finds nothing for long gives an empty page with a token, and finds it later', async () => {
  await using bench = await openBench();
  await withStreams(bench, ['a']);
  const hay = 'hay '.repeat(25_000);
  for (let batch = 0; batch < 10; batch++) {
    await put(bench, 'a', ...Array.from({ length: 10 }, (_, at) => [batch * 10 + at, hay] as const));
  }
  await put(bench, 'a', [100, 'needle']);
  const first = await filterLogEvents(bench.context(), { logGroupName: GROUP, filterPattern: 'needle' });
  assert.deepEqual(first.events, []);
  assert.ok(first.nextToken);
  assert.deepEqual(messages(await readAll(bench, { filterPattern: 'needle' })), ['needle']);
  await assert.rejects(readAll(bench, { filterPattern: '{ $.a' }), { name: 'InvalidParameterException' });
});

test('backwards since 2026-06-18: startFromHead false, kept by the token', async () => {
  await using bench = await openBench();
  await withStreams(bench, ['a', 'b']);
  for (let at = 0; at < 6; at++) await put(bench, at % 2 === 0 ? 'a' : 'b', [at * 50_000, `${at}`]);
  const events = await readAll(bench, { startFromHead: false, startTime: START_MS, limit: 2 });
  assert.deepEqual(messages(events), ['5', '4', '3', '2', '1', '0']);
  await assert.rejects(readAll(bench, { startFromHead: false }), { name: 'InvalidParameterException' });
});

test('events of a deleted stream are unseen, also after one of the same name was made', async () => {
  await using bench = await openBench();
  await withStreams(bench, ['a', 'b']);
  await put(bench, 'a', [0, 'old']);
  await put(bench, 'b', [1, 'kept']);
  await deleteLogStream(bench.context(), { logGroupName: GROUP, logStreamName: 'a' });
  assert.deepEqual(messages(await readAll(bench, {})), ['kept']);
  await createLogStream(bench.context(), { logGroupName: GROUP, logStreamName: 'a' });
  await put(bench, 'a', [2, 'new']);
  assert.deepEqual(messages(await readAll(bench, {})), ['kept', 'new']);
});

test('events past the retention are unseen at once', async () => {
  await using bench = await openBench();
  await withStreams(bench, ['a']);
  await put(bench, 'a', [0, 'old']);
  bench.clock.advance(24 * 3_600_000);
  await put(bench, 'a', [24 * 3_600_000, 'new']);
  await putRetentionPolicy(bench.context(), { logGroupName: GROUP, retentionInDays: 1 });
  assert.deepEqual(messages(await readAll(bench, {})), ['old', 'new']);
  bench.clock.advance(1);
  assert.deepEqual(messages(await readAll(bench, {})), ['new']);
});

test('a token that is none, or older than a day, is refused', async () => {
  await using bench = await openBench();
  await withStreams(bench, ['a']);
  await put(bench, 'a', [0, '0'], [1, '1']);
  const { nextToken } = await filterLogEvents(bench.context(), { logGroupName: GROUP, limit: 1 });
  assert.ok(nextToken);
  const refused = { name: 'InvalidParameterException', message: 'The specified nextToken is invalid.' };
  await assert.rejects(filterLogEvents(bench.context(), { logGroupName: GROUP, nextToken: 'x' }), refused);
  bench.clock.advance(24 * 3_600_000 + 1);
  await assert.rejects(filterLogEvents(bench.context(), { logGroupName: GROUP, nextToken }), refused);
});

test('the group must be there, and be named once', async () => {
  await using bench = await openBench();
  await assert.rejects(filterLogEvents(bench.context(), { logGroupName: 'none' }), {
    name: 'ResourceNotFoundException',
    message: 'The specified log group does not exist.',
  });
  await assert.rejects(filterLogEvents(bench.context(), {}), { name: 'InvalidParameterException' });
  const both = { logGroupName: 'a', logGroupIdentifier: 'a' };
  await assert.rejects(filterLogEvents(bench.context(), both), { name: 'InvalidParameterException' });
});

/** A small generator of numbers that are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

test('paging gives exactly what a sorted list gives, whatever is written and asked', async () => {
  for (let seed = 1; seed <= 12; seed++) {
    await using bench = await openBench();
    const random = numbers(seed);
    const names = Array.from({ length: 1 + random(8) }, (_, at) => `${at % 2 === 0 ? 'app' : 'web'}/${at}`);
    await withStreams(bench, names);
    const model: { atMs: number; stream: string; message: string }[] = [];
    for (let batch = 0; batch < 40; batch++) {
      const stream = names[random(names.length)] ?? '';
      const spanMs = [10, 5_000, 300_000][random(3)] ?? 10;
      const startMs = random(400_000);
      const times = Array.from({ length: 1 + random(20) }, () => startMs + random(spanMs)).toSorted((a, b) => a - b);
      const events = times.map((atMs, at) => [atMs, `${batch}.${at} ${random(4) === 0 ? 'ERROR' : 'INFO'}`] as const);
      await put(bench, stream, ...events);
      for (const [atMs, message] of events) model.push({ atMs, stream, message });
    }
    for (let question = 0; question < 12; question++) {
      const [one, other] = [random(700_000), random(700_000)];
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      const choice =
        [{}, { logStreamNamePrefix: 'app/' }, { logStreamNames: names.slice(0, 1 + random(names.length)) }][
          random(3)
        ] ?? {};
      const reverse = random(2) === 1;
      const filter = random(2) === 1 ? { filterPattern: 'ERROR' } : {};
      const found = await readAll(bench, {
        ...choice,
        ...filter,
        startFromHead: !reverse,
        startTime: START_MS + from,
        endTime: START_MS + to,
        limit: 1 + random(30),
      });
      const wanted = model
        .filter((event) => event.atMs >= from && event.atMs <= to)
        .filter((event) => !('logStreamNamePrefix' in choice) || event.stream.startsWith('app/'))
        .filter((event) => !('logStreamNames' in choice) || choice.logStreamNames?.includes(event.stream))
        .filter((event) => !('filterPattern' in filter) || event.message.includes('ERROR'))
        // Batches were written in order, so that a stable sort by time is the documented order.
        .toSorted((a, b) => a.atMs - b.atMs)
        .map((event) => event.message);
      assert.deepEqual(messages(found), reverse ? wanted.toReversed() : wanted, `seed ${seed}, question ${question}`);
      assert.equal(new Set(found.map((event) => event.eventId)).size, found.length);
    }
  }
});

/** As CLI v2's `aws logs tail --follow` does it (awscli/customizations/logs/tail.py, 2026-11-23), without its pauses. */
async function* follow(bench: Bench, startTime: number, stop: () => boolean): AsyncGenerator<string> {
  const input: { -readonly [Name in keyof FilterLogEventsInput]: FilterLogEventsInput[Name] } = {
    logGroupName: GROUP,
    startTime,
    limit: 7,
  };
  let seen = new Map<number, Set<string>>();
  for (let last = false; ; ) {
    const page = await filterLogEvents(bench.context(), input);
    for (const { timestamp = 0, eventId = '', message = '' } of page.events ?? []) {
      const ids = seen.get(timestamp) ?? new Set();
      if (!ids.has(eventId)) yield message;
      seen.set(timestamp, ids.add(eventId));
    }
    const newest = Math.max(...seen.keys());
    seen = new Map([...seen].filter(([timestamp]) => timestamp === newest));
    input.nextToken = page.nextToken;
    if (page.nextToken !== undefined) continue;
    if (seen.size > 0) input.startTime = newest;
    if (last) return;
    last = stop();
    // The CLI pauses here; without a turn of the event loop the writers would never get theirs.
    await setImmediate();
  }
}

test('a follower neither loses nor doubles an event while streams are written', async () => {
  await using bench = await openBench();
  const names = ['a', 'b', 'c'];
  await withStreams(bench, names);
  const group = await requireGroup(bench.context(), GROUP);
  const written: string[] = [];
  let writing = names.length;
  /** As functions write: stamped when it is handed over, many writers at once, many events in one millisecond. */
  const write = async (streamName: string): Promise<void> => {
    for (let at = 0; at < 150; at++) {
      if (at % 10 === 9) bench.clock.advance(1);
      const ingestedMs = bench.clock.nowMs();
      const texts = [`${streamName} ${at}`, `${streamName} ${at} again`];
      const events = texts.map((message) => ({ timestampMs: ingestedMs, message }));
      written.push(...texts);
      await bench.appends.append({ group, streamName, ingestedMs, create: false, parts: [{ events }] });
    }
    writing--;
  };
  const read = async (): Promise<string[]> => {
    const found: string[] = [];
    for await (const message of follow(bench, START_MS, () => writing === 0)) found.push(message);
    return found;
  };
  const [found] = await Promise.all([read(), ...names.map(write)]);
  assert.deepEqual(found.toSorted(byText), written.toSorted(byText));
});
