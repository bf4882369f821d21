/** What S3's requests are recognised by, with its own table and S3 Control's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRouter, type RequestHead, type RoutedService } from './route.ts';
import { loadSchema } from './schema.ts';
import { compileUris } from './uri-trie.ts';

function routed(name: string): RoutedService {
  const schema = loadSchema(new URL(`../services/${name}/model.json`, import.meta.url));
  const uris = compileUris(schema.operations.values(), ({ input }) => input && schema.shape(input));
  return { name, metadata: schema.metadata, uris: () => uris };
}

const route = createRouter([routed('s3'), routed('s3-control'), routed('lambda')], 'cloud.test');
const SIGNED = { authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20261127/eu-west-1/s3/aws4_request, Signature=x' };
const OLD = 'AWSAccessKeyId=AKIA&Signature=x&Expires=1';
const PRESIGNED = 'X-Amz-Credential=AKIA%2F20261127%2Feu-west-1%2Fs3%2Faws4_request&X-Amz-Signature=x';
const ACCOUNT = { 'x-amz-account-id': '000000000000' };

// biome-ignore format: one line a case
const CASES: readonly [why: string, method: string, host: string, target: string, headers: RequestHead['headers'], says: string][] = [
  ['the path', 'GET', '127.0.0.1:4566', '/photos/a/b', SIGNED, 's3 GetObject photos a/b'],
  ['the path, nobody signed', 'GET', 'localhost:4566', '/photos/a', {}, 's3 GetObject photos a'],
  ['an old signature in the query', 'GET', '127.0.0.1:4566', `/photos/a?${OLD}`, {}, 's3 GetObject photos a'],
  ['an old signature in a header', 'GET', '127.0.0.1:4566', '/', { authorization: 'AWS AKIA:x' }, 's3 ListBuckets'],
  ['an old signature, virtual host', 'PUT', 'photos.localhost', `/a?${OLD}`, {}, 's3 PutObject photos a'],
  ['the host', 'PUT', 'photos.s3.localhost', '/', SIGNED, 's3 CreateBucket photos'],
  ['the host, a key with slashes at both ends', 'PUT', 'photos.localhost', '//a/', SIGNED, 's3 PutObject photos /a/'],
  ['the public host', 'GET', 'photos.cloud.test', '/?list-type=2', SIGNED, 's3 ListObjectsV2 photos'],
  ['a key that looks as S3 Control', 'GET', 'photos.localhost', '/v20180820/tags/x', SIGNED, 's3 GetObject photos v20180820/tags/x'],
  ['a bucket that looks as S3 Control', 'GET', '127.0.0.1', '/v20180820/tags/x', SIGNED, 's3 GetObject v20180820 tags/x'],
  ['S3 Control by its host', 'GET', '000000000000.127.0.0.1:4566', '/v20180820/tags/arn%3Aaws%3As3%3A%3A%3Aphotos', SIGNED, 's3-control ListTagsForResource arn:aws:s3:::photos'],
  ['S3 Control by its header', 'GET', '127.0.0.1:4566', '/v20180820/tags/arn%3Aaws%3As3%3A%3A%3Aphotos', { ...SIGNED, ...ACCOUNT }, 's3-control ListTagsForResource arn:aws:s3:::photos'],
  ['S3 Control, without that path', 'GET', '000000000000.localhost', '/photos/a', SIGNED, 's3 GetObject photos a'],
  ['a website', 'GET', 'photos.s3-website.localhost', '/a/', {}, 's3 website photos'],
  ['a preflight', 'OPTIONS', '127.0.0.1', '/photos/a/b', {}, 's3 photos a/b'],
  ['a preflight, virtual host', 'OPTIONS', 'photos.localhost', '/', {}, 's3 photos'],
  ['a preflight of a presigned URL', 'OPTIONS', '127.0.0.1', `/photos/a/b?${PRESIGNED}`, {}, 's3 photos a/b'],
  ['a preflight of a URL that was presigned of old', 'OPTIONS', '127.0.0.1', `/photos/a/b?${OLD}`, {}, 's3 photos a/b'],
  ['no operation has this method', 'PATCH', '127.0.0.1', '/photos/a/b', SIGNED, 's3 photos a/b'],
  ['a sub-resource that has not this method', 'DELETE', '127.0.0.1', '/photos?acl', SIGNED, 's3 photos'],
  ['a sub-resource of another method, of an object', 'HEAD', '127.0.0.1', '/photos/a?tagging', SIGNED, 's3 photos a'],
  ['a sub-resource without what it requires', 'PUT', '127.0.0.1', '/photos/a?renameObject', SIGNED, 's3 RenameObject photos a'],
  ['a sub-resource of a newer client', 'PUT', '127.0.0.1', '/photos/a?annotation&annotationName=n', SIGNED, 's3 photos a'],
  ['a sub-resource of a newer client, nobody signed', 'PUT', '127.0.0.1', '/photos/a?annotation=', {}, 's3 photos a'],
  ['a part', 'PUT', '127.0.0.1', '/photos/a?partNumber=1&uploadId=u', SIGNED, 's3 UploadPart photos a'],
  ['a parameter that names nothing', 'DELETE', '127.0.0.1', '/photos?x', SIGNED, 's3 DeleteBucket photos'],
  ['a form', 'POST', '127.0.0.1', '/photos', { 'content-type': 'multipart/form-data; boundary=x' }, 's3 photos'],
  ['a form, virtual host', 'POST', 'photos.localhost', '/', { 'content-type': 'multipart/form-data; boundary=x' }, 's3 photos'],
  ['another service’s paths', 'GET', '127.0.0.1', '/2015-03-31/functions/f', {}, 'lambda GetFunction f'],
  ['a form for another', 'POST', 'photos.localhost', '/', { 'content-type': 'application/x-www-form-urlencoded' }, 'none'],
];

for (const [why, method, host, target, headers, says] of CASES) {
  test(why, () => {
    const [rawPath = '', rawQuery = ''] = target.split('?');
    const { service, operation, labels, website } = route({ method, rawPath, rawQuery, headers: { ...headers, host } });
    const name = website ? 'website' : operation;
    assert.equal([service, name, ...Object.values(labels)].filter(Boolean).join(' ') || 'none', says);
  });
}
