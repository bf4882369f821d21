import assert from 'node:assert/strict';
import test from 'node:test';
import { RandomIds } from '../../../kit/ids.ts';
import { ensureGroup } from '../groups.ts';
import { ACCOUNT, type Bench, openBench, REGION, START_MS } from '../logs.fixture.ts';
import { filterLogEvents } from '../operations/filter-log-events.ts';
import { Appends } from './appends.ts';

const PLACE = { accountId: ACCOUNT, region: REGION };

const groupOf = (bench: Bench) => ensureGroup(bench.state, bench.ids, PLACE, 'g', START_MS);

test('blocks of a process whose clock was ahead are seen', async () => {
  await using bench = await openBench();
  const group = await groupOf(bench);
  const earlier = new Appends(bench.telemetry, new IdsAhead());
  const parts = (message: string) => [{ events: [{ timestampMs: START_MS, message }] }];
  const appending = { group, streamName: 's', ingestedMs: START_MS, create: true };
  await earlier.append({ ...appending, parts: parts('before the restart') });
  await bench.appends.append({ ...appending, parts: parts('after it') });
  const { events } = await filterLogEvents(bench.context(), { logGroupName: 'g' });
  assert.deepEqual(events?.map((event) => event.message).toSorted(), ['after it', 'before the restart']);
});

/** Of a clock that is an hour ahead. */
class IdsAhead extends RandomIds {
  override timeOrdered(): string {
    const id = super.timeOrdered();
    return (Number.parseInt(id.slice(0, 12), 16) + 3_600_000).toString(16).padStart(12, '0') + id.slice(12);
  }
}

test('a reader sees what began before it, also where it is not yet written', async () => {
  await using bench = await openBench();
  const group = await groupOf(bench);
  const append = (message: string): Promise<unknown> =>
    bench.appends.append({
      group,
      streamName: message,
      ingestedMs: START_MS,
      create: true,
      parts: [{ events: [{ timestampMs: START_MS, message }] }],
    });
  const writing = append('begun');
  const reading = filterLogEvents(bench.context(), { logGroupName: 'g' });
  const { events } = await reading;
  assert.deepEqual(
    events?.map((event) => event.message),
    ['begun'],
  );
  await writing;
});
