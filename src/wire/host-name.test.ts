/** Which names of hosts name a bucket, an API or a function. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readHostName } from './host-name.ts';

// biome-ignore format: one line a case
const CASES: readonly [host: string, scope: string | undefined, says: string | undefined][] = [
  ['127.0.0.1:4566', 's3', undefined],
  ['[::1]:4566', 's3', undefined],
  ['localhost:4566', 's3', undefined],
  ['cloud.example.com', 's3', undefined],
  ['s3.eu-west-1.amazonaws.com', 's3', undefined],
  ['s3.localhost:4566', 's3', undefined],
  ['s3.eu-west-1.localhost:4566', 's3', undefined],
  ['photos.s3.localhost:4566', undefined, 's3 photos'],
  ['photos.s3.eu-west-1.localhost', undefined, 's3 photos'],
  ['photos.s3.amazonaws.com', undefined, 's3 photos'],
  ['photos.s3.dualstack.eu-west-1.amazonaws.com', undefined, 's3 photos'],
  ['my.photos.s3-eu-west-1.amazonaws.com', undefined, 's3 my.photos'],
  ['Photos.S3.localhost', undefined, 's3 photos'],
  ['photos.localhost:4566', 's3', 's3 photos'],
  ['photos.localhost:4566', 'lambda', undefined],
  ['photos.localhost:4566', undefined, undefined],
  ['000000000000.localhost:4566', 's3', undefined],
  ['000000000000.127.0.0.1:4566', 's3', undefined],
  ['000000000000.s3-control.us-east-1.localhost', 's3', undefined],
  ['abc123.execute-api.eu-west-1.amazonaws.com', undefined, 'execute-api abc123'],
  ['abc123.execute-api.localhost:4566', 'lambda', 'execute-api abc123'],
  ['abc123.lambda-url.us-east-1.on.aws', undefined, 'lambda-url abc123'],
  ['.s3.localhost', 's3', undefined],
  [`${'a.'.repeat(5_000)}s3.localhost`, 's3', undefined],
];

for (const [host, scope, says] of CASES) {
  test(`${host.slice(0, 60)} (${scope})`, () => {
    const got = readHostName(host, scope);
    assert.equal(got && `${got.kind} ${got.label}`, says);
  });
}
