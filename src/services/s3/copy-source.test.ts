import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseCopySource } from './copy-source.ts';

const CASES: readonly (readonly [string, string, string?])[] = [
  ['bucket/key', 'key'],
  ['/bucket/a/b', 'a/b'],
  ['bucket%2Fa%2Fb', 'a/b'],
  ['bucket/a%20b', 'a b'],
  ['bucket/a+b', 'a b'],
  ['bucket%2Fdir%2F%C3%A9+%C3%BC.txt', 'dir/\u00E9 \u00FC.txt'],
  ['bucket/a%2Bb', 'a+b'],
  ['bucket/a%2520b', 'a%20b'],
  ['bucket/a?versionId=v1', 'a', 'v1'],
  ['bucket/a%3FversionId=v1', 'a?versionId=v1'],
  ['bucket/100%', '100%'],
];

for (const [CopySource, key, versionId] of CASES) {
  test(`x-amz-copy-source ${CopySource} is ${key}`, () => {
    const { Bucket, Key, VersionId } = parseCopySource({ CopySource });
    assert.deepEqual([Bucket, Key, VersionId], ['bucket', key, versionId]);
  });
}
