import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BUCKET, openBench } from './s3.fixture.ts';
import { listObjectVersions } from './operations/list-object-versions.ts';
import { listObjectsV2 } from './operations/list-objects-v2.ts';
import { listObjects } from './operations/list-objects.ts';
import { putBucketVersioning } from './operations/put-bucket-versioning.ts';
import { deleteObject } from './operations/delete-object.ts';
import type { ListObjectsV2Request } from './model.ts';

const KEYS = ['a', 'a/1', 'a/2', 'a/b/1', 'b', 'c/1', 'c/2', 'z', 'é', '\ufb01', '\u{1f600}'];

/** Keys and common prefixes in the order in which they come. */
const CASES: readonly (readonly [string, Partial<ListObjectsV2Request>, readonly string[]])[] = [
  ['all, by UTF-8 bytes', {}, KEYS],
  ['a prefix', { Prefix: 'a/' }, ['a/1', 'a/2', 'a/b/1']],
  ['a delimiter', { Delimiter: '/' }, ['a', 'a/', 'b', 'c/', 'z', 'é', '\ufb01', '\u{1f600}']],
  ['prefix and delimiter', { Prefix: 'a/', Delimiter: '/' }, ['a/1', 'a/2', 'a/b/']],
  ['behind a key', { StartAfter: 'c/1' }, ['c/2', 'z', 'é', '\ufb01', '\u{1f600}']],
  ['behind a key in a common prefix', { StartAfter: 'c/1', Delimiter: '/' }, ['c/', 'z', 'é', '\ufb01', '\u{1f600}']],
  ['behind a common prefix', { StartAfter: 'c/', Delimiter: '/' }, ['z', 'é', '\ufb01', '\u{1f600}']],
  ['behind what is before the prefix', { StartAfter: '0', Prefix: 'c' }, ['c/1', 'c/2']],
  ['behind all with the prefix', { StartAfter: 'd', Prefix: 'c' }, []],
  ['a delimiter of several characters', { Delimiter: '/b/' }, ['a', 'a/1', 'a/2', 'a/b/', ...KEYS.slice(4)]],
  ['nothing', { MaxKeys: 0 }, []],
];

test('listings give keys and common prefixes, whatever the size of their pages', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  for (const key of KEYS.toReversed()) await bench.put(key, key);
  for (const [name, query, wanted] of CASES) {
    for (const MaxKeys of query.MaxKeys === 0 ? [0] : [1, 2, 3, 1000]) {
      const found: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const input = { Bucket: BUCKET, ...query, MaxKeys, ContinuationToken };
        const page = await listObjectsV2(bench.context(), input);
        const keys = [
          ...(page.Contents ?? []).map(({ Key }) => Key),
          ...(page.CommonPrefixes ?? []).map((p) => p.Prefix),
        ];
        assert.ok(keys.length <= MaxKeys && page.KeyCount === keys.length);
        found.push(...keys.map(String));
        ContinuationToken = page.NextContinuationToken;
        assert.equal(page.IsTruncated, ContinuationToken !== undefined);
      } while (ContinuationToken !== undefined);
      const sorted = found.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      assert.deepEqual(sorted, wanted, `${name}, pages of ${MaxKeys}`);
    }
  }
});

test('the first version goes on behind its marker', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  for (const key of KEYS) await bench.put(key, key);
  const query = { Bucket: BUCKET, Delimiter: '/', MaxKeys: 2 };
  const first = await listObjects(bench.context(), query);
  assert.equal(first.NextMarker, 'a/');
  const second = await listObjects(bench.context(), { ...query, Marker: 'a/' });
  assert.deepEqual([second.Contents?.[0]?.Key, second.CommonPrefixes?.[0]?.Prefix], ['b', 'c/']);
});

test('keys are encoded as AWS does it where that is asked for', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  await bench.put('a b/(ü)+~*', '');
  const { Contents } = await listObjectsV2(bench.context(), { Bucket: BUCKET, EncodingType: 'url' });
  assert.equal(Contents?.[0]?.Key, 'a+b/%28%C3%BC%29%2B%7E*');
});

test('a token that is none is refused', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const input = { Bucket: BUCKET, ContinuationToken: 'nonsense' };
  await assert.rejects(listObjectsV2(bench.context(), input), {
    code: 'InvalidArgument',
    message: 'The continuation token provided is incorrect',
  });
});

test('all versions are listed, the newest of each key first, whatever the size of the pages', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await bench.put('a', '0');
  await putBucketVersioning(bench.context(), { Bucket: BUCKET, VersioningConfiguration });
  for (const key of ['a', 'b/1', 'b/2', 'c']) for (const body of ['1', '2']) await bench.put(key, body);
  await deleteObject(bench.context(), { Bucket: BUCKET, Key: 'c' });
  for (const MaxKeys of [1, 2, 3, 1000]) {
    const found: string[] = [];
    let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } | undefined = {};
    while (next) {
      const page = await listObjectVersions(bench.context(), { Bucket: BUCKET, MaxKeys, ...next });
      const all = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
      assert.ok(all.length <= MaxKeys);
      for (const { Key, IsLatest, VersionId } of all) found.push(`${Key} ${IsLatest} ${VersionId === 'null'}`);
      const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
      next = IsTruncated ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : undefined;
    }
    const key = (name: string): string[] => [`${name} true false`, `${name} false false`];
    const wanted = [...key('a'), 'a false true', ...key('b/1'), ...key('b/2'), ...key('c'), 'c false false'];
    assert.deepEqual(found.toSorted(), wanted.toSorted(), `pages of ${MaxKeys}`);
  }
  const rolled = await listObjectVersions(bench.context(), { Bucket: BUCKET, Delimiter: '/' });
  assert.deepEqual(rolled.CommonPrefixes, [{ Prefix: 'b/' }]);
  assert.equal(rolled.Versions?.length, 5);
});

test('a common prefix of many keys is passed over', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const counted = bench.context();
  await Promise.all(Array.from({ length: 300 }, (_, at) => bench.put(`many/${at}`, '')));
  await bench.put('z', '');
  let read = 0;
  const store = {
    ...counted.store,
    get: bench.store.get.bind(bench.store),
    getMany: bench.store.getMany.bind(bench.store),
    range: async (request: Parameters<typeof bench.store.range>[0]) => {
      const page = await bench.store.range(request);
      read += page.entries.length;
      return page;
    },
  };
  const page = await listObjectsV2({ ...counted, store }, { Bucket: BUCKET, Delimiter: '/', MaxKeys: 10 });
  assert.deepEqual([page.CommonPrefixes?.length, page.Contents?.length], [1, 1]);
  assert.ok(read < 50, `${read} entries were read`);
});
