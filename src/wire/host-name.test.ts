/** Which names of hosts name a bucket, a website, an account, an API or a function. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createHostNameReader } from './host-name.ts';

// biome-ignore format: one line a case
const CASES: readonly [host: string, mayBeS3: boolean, says: string | undefined][] = [
  ['127.0.0.1:4566', true, undefined],
  ['[::1]:4566', true, undefined],
  ['localhost:4566', true, undefined],
  ['localhost.localstack.cloud:4566', true, undefined],
  ['cloud.example.com', true, undefined],
  ['s3.eu-west-1.amazonaws.com', true, undefined],
  ['s3.localhost:4566', true, undefined],
  ['s3.eu-west-1.localhost:4566', true, undefined],
  ['s3.localhost.localstack.cloud:4566', true, undefined],
  ['photos.s3.localhost:4566', false, 's3 photos'],
  ['photos.s3.eu-west-1.localhost', false, 's3 photos'],
  ['photos.s3.amazonaws.com', false, 's3 photos'],
  ['photos.s3.eu-west-1.amazonaws.com', false, 's3 photos'],
  ['photos.s3.cn-north-1.amazonaws.com.cn', false, 's3 photos'],
  ['photos.s3.dualstack.eu-west-1.amazonaws.com', false, 's3 photos'],
  ['photos.s3.dualstack.cn-north-1.amazonaws.com.cn', false, 's3 photos'],
  ['photos.s3-accelerate.amazonaws.com', false, 's3 photos'],
  ['photos.s3-external-1.amazonaws.com', false, 's3 photos'],
  ['photos.s3.localhost.localstack.cloud:4566', false, 's3 photos'],
  ['photos.s3.us-east-1.localhost.localstack.cloud:4566', false, 's3 photos'],
  ['photos.localhost.localstack.cloud:4566', true, 's3 photos'],
  ['my.photos.s3-eu-west-1.amazonaws.com', false, 's3 my.photos'],
  ['my.s3.s3.amazonaws.com', false, 's3 my.s3'],
  ['Photos.S3.localhost', false, 's3 photos'],
  ['photos.localhost:4566', true, 's3 photos'],
  ['photos.localhost:4566', false, undefined],
  ['my.photos.localhost:4566', true, 's3 my.photos'],
  ['photos.localhost.:4566', true, 's3 photos'],
  ['photos.s3.localhost.', false, 's3 photos'],
  ['photos.s3-website.localhost.:4566', false, 's3-website photos'],
  ['localhost.:4566', true, undefined],
  ['s3.localhost.', true, undefined],
  ['photos.cloud.test:4566', true, 's3 photos'],
  ['photos.s3.cloud.test:4566', true, 's3 photos'],
  ['cloud.test:4566', true, undefined],
  ['photos.s3-website-us-east-1.amazonaws.com', false, 's3-website photos'],
  ['my.photos.s3-website.eu-central-1.amazonaws.com', false, 's3-website my.photos'],
  ['photos.s3-website.localhost:4566', false, 's3-website photos'],
  ['photos.s3-website-eu-west-1.localhost:4566', false, 's3-website photos'],
  ['photos.s3-website.localhost.localstack.cloud:4566', false, 's3-website photos'],
  ['photos.s3-website.us-east-1.localhost.localstack.cloud:4566', false, 's3-website photos'],
  ['photos.s3-website.cloud.test', false, 's3-website photos'],
  ['door-000000000000.s3-accesspoint.eu-west-1.amazonaws.com', true, undefined],
  ['000000000000.localhost:4566', true, 'account 000000000000'],
  ['000000000000.cloud.test:4566', true, 'account 000000000000'],
  ['000000000000.localhost.localstack.cloud:4566', true, 'account 000000000000'],
  ['000000000000.127.0.0.1:4566', true, 'account 000000000000'],
  ['000000000000.s3-control.us-east-1.localhost', true, 'account 000000000000'],
  ['000000000000.s3-control.dualstack.us-east-1.amazonaws.com', true, 'account 000000000000'],
  ['000000000000.s3.localhost', true, 's3 000000000000'],
  ['000000000000.ddb.us-east-1.amazonaws.com', false, undefined],
  ['abc123.execute-api.eu-west-1.amazonaws.com', true, 'execute-api abc123'],
  ['abc123.execute-api.localhost:4566', true, 'execute-api abc123'],
  ['abc123.lambda-url.us-east-1.on.aws', true, 'lambda-url abc123'],
  ['.s3.localhost', true, undefined],
  ['.localhost', true, undefined],
  ['A_b.localhost', true, undefined],
  [`${'a.'.repeat(5_000)}s3.localhost`, true, undefined],
];

const read = createHostNameReader('cloud.test:4566');

for (const [host, mayBeS3, says] of CASES) {
  test(`${host.slice(0, 60)}${mayBeS3 ? ' (it may be S3)' : ''}`, () => {
    const got = read(host, mayBeS3);
    assert.equal(got && `${got.kind} ${got.label}`, says);
  });
}

test('a public name that looks as if a bucket stood in it is an endpoint', () => {
  const ofPublic = createHostNameReader('my.s3.example.com');
  assert.equal(ofPublic('my.s3.example.com:443', true), undefined);
  assert.deepEqual(ofPublic('photos.my.s3.example.com', true), { kind: 's3', label: 'photos' });
});
