import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { encodeKey } from '../../../storage/key.ts';
import { type Bench, MINUTE, openBench, PLACE, START_MS } from '../cloudwatch.fixture.ts';
import { metricKeys } from '../store.ts';
import { metricId } from './identity.ts';

/** Flips bits of the row of this minute, as a failing disk does. */
function damage(bench: Bench, name: string): void {
  const id = metricId({ namespace: 'A', name, dimensions: [] });
  const key = encodeKey(metricKeys.row(PLACE, id, 60, START_MS));
  using database = new DatabaseSync(path.join(bench.folder, 'telemetry.db'));
  const { changes } = database.prepare("UPDATE entries SET value = x'0201ff' WHERE key = ?").run(key);
  assert.equal(changes, 1);
}

test('a damaged row is an error to who reads it, and holds up neither other metrics nor later writes', async () => {
  await using bench = await openBench();
  const put = (): Promise<unknown> =>
    bench.call('PutMetricData', {
      Namespace: 'A',
      MetricData: ['m', 'n'].map((MetricName) => ({ MetricName, Value: 1 })),
    });
  const sum = async (MetricName: string): Promise<number | undefined> => {
    const { Datapoints } = await bench.call('GetMetricStatistics', {
      Namespace: 'A',
      MetricName,
      StartTime: START_MS,
      EndTime: START_MS + MINUTE,
      Period: 60,
      Statistics: ['Sum'],
    });
    return Datapoints?.[0]?.Sum;
  };
  await put();
  damage(bench, 'm');
  await assert.rejects(sum('m'), { name: 'RecordDamagedError' });
  assert.equal(await sum('n'), 1);
  await put();
  assert.deepEqual([await sum('m'), await sum('n')], [1, 2]);
});
