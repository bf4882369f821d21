import assert from 'node:assert/strict';
import test from 'node:test';
import { openBench } from '../lambda.fixture.ts';
import { getFunction } from './get-function.ts';
import { listFunctions } from './list-functions.ts';
import { listVersionsByFunction } from './list-versions-by-function.ts';

test('pages in the order of names, until there are no more', async () => {
  await using bench = await openBench();
  const names = ['a', 'b', 'c', 'd', 'e'];
  for (const FunctionName of names.toReversed()) await bench.create({ FunctionName });
  const seen: (string | undefined)[][] = [];
  let Marker: string | undefined;
  do {
    const page = await listFunctions(bench.context(), { MaxItems: 2, Marker });
    seen.push((page.Functions ?? []).map(({ FunctionName }) => FunctionName));
    Marker = page.NextMarker;
  } while (Marker !== undefined);
  assert.deepEqual(seen, [['a', 'b'], ['c', 'd'], ['e']]);
});

test('lists have no state, and with ALL qualified ARNs (recorded from AWS, 2026-11-24)', async () => {
  await using bench = await openBench();
  await bench.create();
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:hello';
  const { Functions } = await listFunctions(bench.context(), {});
  assert.deepEqual([Functions?.[0]?.FunctionArn, Functions?.[0]?.State], [arn, undefined]);
  const all = await listFunctions(bench.context(), { FunctionVersion: 'ALL' });
  assert.equal(all.Functions?.[0]?.FunctionArn, `${arn}:$LATEST`);
  const { Versions } = await listVersionsByFunction(bench.context(), { FunctionName: 'hello' });
  assert.deepEqual(
    Versions?.map(({ Version, FunctionArn }) => [Version, FunctionArn]),
    [['$LATEST', `${arn}:$LATEST`]],
  );
  const { Configuration } = await getFunction(bench.context(), { FunctionName: arn, Qualifier: '$LATEST' });
  assert.equal(Configuration?.FunctionArn, `${arn}:$LATEST`);
});

test('other accounts, regions and master regions have their own', async () => {
  await using bench = await openBench();
  await bench.create();
  for (const elsewhere of [{ accountId: '111111111111' }, { region: 'eu-west-1' }]) {
    assert.deepEqual(await listFunctions(bench.context(elsewhere), {}), { Functions: [] });
  }
  assert.deepEqual(await listFunctions(bench.context(), { MasterRegion: 'eu-west-1' }), { Functions: [] });
});
