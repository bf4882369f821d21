/** Errors that the documentation of object operations names, each produced (issue 5, C4). */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { before, after, describe, test } from 'node:test';
import type { GetObjectRequest, PutObjectRequest } from '../model.ts';
import { type Bench, bodyOf, BUCKET, bytesOf, openBench, OTHER_ACCOUNT, START_MS } from '../s3.fixture.ts';
import type { ChecksumInput } from '../checksums.ts';
import { copyObject } from './copy-object.ts';
import { deleteObject } from './delete-object.ts';
import { deleteObjects } from './delete-objects.ts';
import { getObjectTagging } from './get-object-tagging.ts';
import { getObject } from './get-object.ts';
import { headObject } from './head-object.ts';
import { putObjectTagging } from './put-object-tagging.ts';
import { putObject } from './put-object.ts';
import { putBucketVersioning } from './put-bucket-versioning.ts';
import { restoreObject } from './restore-object.ts';
import { selectObjectContent } from './select-object-content.ts';

const HELLO_MD5 = createHash('md5').update('hello').digest();
const ETAG = `"${HELLO_MD5.toString('hex')}"`;
const HOUR_MS = 3_600_000;

let bench: Bench;

before(async () => {
  bench = await openBench();
  await bench.createBucket();
  await bench.put('key', 'hello', { Metadata: { a: 'b' }, CacheControl: 'no-cache' });
});

after(async () => {
  await bench[Symbol.asyncDispose]();
});

type Expected = Readonly<Record<string, unknown>>;

const BAD_PUTS: readonly (readonly [string, Partial<PutObjectRequest & ChecksumInput>, Expected])[] = [
  [
    'a bucket that is not there',
    { Bucket: 'nobody' },
    { name: 'NoSuchBucket', message: 'The specified bucket does not exist' },
  ],
  ['a bucket of another account', { ExpectedBucketOwner: OTHER_ACCOUNT }, { code: 'AccessDenied', status: 403 }],
  [
    'a key that is too long',
    { Key: 'é'.repeat(513) },
    { code: 'KeyTooLongError', status: 400, fields: { Size: '1026', MaxSizeAllowed: '1024' } },
  ],
  [
    'an MD5 that is none',
    { ContentMD5: 'x' },
    { code: 'InvalidDigest', message: 'The Content-MD5 you specified was invalid.' },
  ],
  [
    'an MD5 of other bytes',
    { ContentMD5: HELLO_MD5.toString('base64') },
    { code: 'BadDigest', message: 'The Content-MD5 you specified did not match what we received.' },
  ],
  [
    'a checksum that is none',
    { ChecksumCRC32: 'x' },
    { code: 'InvalidRequest', message: 'Value for x-amz-checksum-crc32 header is invalid.' },
  ],
  [
    'a checksum of other bytes',
    { ChecksumCRC32C: 'AAAAAA==' },
    { code: 'BadDigest', message: 'The CRC32C you specified did not match the calculated checksum.' },
  ],
  [
    'two checksums',
    { ChecksumCRC32C: 'AAAAAA==', ChecksumCRC32: 'AAAAAA==' },
    {
      code: 'InvalidRequest',
      message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    },
  ],
  ['a checksum that does not come', { ChecksumAlgorithm: 'SHA1' }, { code: 'InvalidRequest' }],
  [
    'a checksum of another algorithm',
    { ChecksumAlgorithm: 'SHA1', ChecksumCRC32: 'AAAAAA==' },
    { message: 'Value for x-amz-sdk-checksum-algorithm header is invalid.' },
  ],
  ['metadata of more than 2 KiB', { Metadata: { a: 'x'.repeat(2_048) } }, { code: 'MetadataTooLarge' }],
  ['a redirect to nowhere', { WebsiteRedirectLocation: 'there' }, { code: 'InvalidRedirectLocation' }],
  ['a storage class that is none', { StorageClass: 'COLD' as 'STANDARD' }, { code: 'InvalidStorageClass' }],
  ['an archive', { StorageClass: 'GLACIER' }, { code: 'NotImplemented' }],
  ['keys of KMS', { ServerSideEncryption: 'aws:kms' }, { code: 'NotImplemented' }],
  [
    'an encryption that is none',
    { ServerSideEncryption: 'rot13' as 'AES256' },
    { code: 'InvalidArgument', message: 'The encryption method specified is not supported' },
  ],
  ['an append', { WriteOffsetBytes: 5 }, { code: 'InvalidRequest' }],
  [
    'a key that is there already',
    { Key: 'key', IfNoneMatch: '*' },
    { code: 'PreconditionFailed', fields: { Condition: 'If-None-Match' } },
  ],
  ['another ETag', { Key: 'key', IfMatch: 'x' }, { code: 'PreconditionFailed', fields: { Condition: 'If-Match' } }],
  ['an ETag of nothing', { IfMatch: 'x' }, { name: 'NoSuchKey' }],
  ['an ETag that must not be', { IfNoneMatch: 'x' }, { code: 'NotImplemented', status: 501 }],
  ['tags twice', { Tagging: 'a=1&a=2' }, { code: 'InvalidArgument' }],
  [
    'eleven tags',
    { Tagging: Array.from({ length: 11 }, (_, at) => `k${at}=v`).join('&') },
    { code: 'BadRequest', message: 'Object tags cannot be greater than 10' },
  ],
  [
    'a tag without a name',
    { Tagging: '=v' },
    { code: 'InvalidTag', message: 'The TagKey you have provided is invalid' },
  ],
  ['a tag of AWS', { Tagging: 'aws:x=v' }, { code: 'InvalidTag' }],
  [
    'a value of a tag that is too long',
    { Tagging: `k=${'v'.repeat(257)}` },
    { code: 'InvalidTag', message: 'The TagValue you have provided is invalid' },
  ],
  [
    'object lock in a bucket without',
    { ObjectLockLegalHoldStatus: 'ON' },
    { code: 'InvalidRequest', message: 'Bucket is missing Object Lock Configuration' },
  ],
];

test('puts that are refused leave nothing', async () => {
  for (const [name, more, error] of BAD_PUTS) {
    const input = { Bucket: BUCKET, Key: 'new', Body: bodyOf('body'), ...more };
    await assert.rejects(putObject(bench.context(), input), error, name);
  }
  await assert.rejects(bench.get('new'), { name: 'NoSuchKey' });
  const unknown = { ...bodyOf('body'), lengthBytes: undefined };
  const input = { Bucket: BUCKET, Key: 'new', Body: unknown };
  await assert.rejects(putObject(bench.context(), input), { code: 'MissingContentLength', status: 411 });
  const chunked = { ...input, TransferEncoding: 'chunked' };
  await assert.rejects(putObject(bench.context(), chunked), { code: 'NotImplemented', status: 501 });
});

const READS: readonly (readonly [string, Partial<GetObjectRequest>, string | Expected])[] = [
  ['the ETag', { IfMatch: ETAG }, 'hello'],
  ['one of several ETags', { IfMatch: `"x", ${ETAG}` }, 'hello'],
  ['any ETag', { IfMatch: '*' }, 'hello'],
  ['another ETag', { IfMatch: '"x"' }, { code: 'PreconditionFailed', status: 412 }],
  ['the ETag outweighs the time', { IfMatch: ETAG, IfUnmodifiedSince: START_MS - HOUR_MS }, 'hello'],
  ['modified later', { IfUnmodifiedSince: START_MS - HOUR_MS }, { code: 'PreconditionFailed' }],
  ['not modified later', { IfUnmodifiedSince: START_MS }, 'hello'],
  ['another ETag than', { IfNoneMatch: '"x"' }, 'hello'],
  ['other ETags outweigh the time', { IfNoneMatch: '"x"', IfModifiedSince: START_MS }, 'hello'],
  ['modified since', { IfModifiedSince: START_MS - HOUR_MS }, 'hello'],
  ['first bytes', { Range: 'bytes=0-1' }, 'he'],
  ['from a byte on', { Range: 'bytes=3-' }, 'lo'],
  ['last bytes', { Range: 'bytes=-2' }, 'lo'],
  ['more last bytes than there are', { Range: 'bytes=-99' }, 'hello'],
  ['past the end', { Range: 'bytes=3-99' }, 'lo'],
  ['a range that is none', { Range: 'bytes=4-2' }, 'hello'],
  ['several ranges', { Range: 'bytes=0-1,3-4' }, 'hello'],
  [
    'behind the end',
    { Range: 'bytes=5-' },
    { code: 'InvalidRange', status: 416, fields: { RangeRequested: 'bytes=5-', ActualObjectSize: '5' } },
  ],
  ['no last bytes', { Range: 'bytes=-0' }, { code: 'InvalidRange' }],
  ['the only part', { PartNumber: 1 }, 'hello'],
  ['a second part', { PartNumber: 2 }, { code: 'InvalidPartNumber', status: 416 }],
  ['part and range', { PartNumber: 1, Range: 'bytes=0-1' }, { code: 'InvalidRequest' }],
  ['a key that is not there', { Key: 'none' }, { name: 'NoSuchKey', fields: { Key: 'none' } }],
  ['a version that is none', { VersionId: 'x' }, { code: 'InvalidArgument', message: 'Invalid version id specified' }],
  ['a version that is not there', { VersionId: 'A'.repeat(32) }, { code: 'NoSuchVersion', status: 404 }],
  [
    'a key of the customer for an object without',
    customerKey(randomBytes(32)),
    { code: 'InvalidRequest', message: 'The encryption parameters are not applicable to this object.' },
  ],
];

test('reads and their conditions', async () => {
  for (const [name, more, wanted] of READS) {
    const reading = getObject(bench.context(), { Bucket: BUCKET, Key: 'key', ...more });
    if (typeof wanted === 'string') assert.equal((await bytesOf((await reading).Body)).toString(), wanted, name);
    else await assert.rejects(reading, wanted, name);
  }
});

test('what the client has is not sent again', async () => {
  for (const more of [{ IfNoneMatch: ETAG }, { IfNoneMatch: '*' }, { IfModifiedSince: START_MS }]) {
    const answer = await headObject(bench.context(), { Bucket: BUCKET, Key: 'key', ...more });
    assert.deepEqual(answer, { StatusCode: 304, ETag: ETAG, LastModified: START_MS });
  }
});

test('a date in the future says nothing of what the client has', async () => {
  const IfModifiedSince = START_MS + HOUR_MS;
  const answer = await headObject(bench.context(), { Bucket: BUCKET, Key: 'key', IfModifiedSince });
  assert.equal(answer.StatusCode, undefined);
  const input = { Bucket: BUCKET, Key: 'copied', CopySource: `${BUCKET}/key` };
  await copyObject(bench.context(), { ...input, CopySourceIfModifiedSince: IfModifiedSince });
});

test('overrides of headers are for signed requests', async () => {
  const input = { Bucket: BUCKET, Key: 'key', ResponseContentType: 'text/html', ResponseExpires: START_MS };
  const answer = await getObject(bench.context(), input);
  assert.deepEqual([answer.ContentType, answer.Expires], ['text/html', 'Fri, 27 Nov 2026 12:00:00 GMT']);
  const { principal } = bench.context();
  const anonymous = bench.context({ principal: { ...principal, kind: 'anonymous' } });
  await assert.rejects(getObject(anonymous, input), {
    code: 'InvalidRequest',
    message: 'Request specific response headers cannot be used for anonymous GET requests.',
  });
});

test('overrides of headers are ISO-8859-1', async () => {
  const input = { Bucket: BUCKET, Key: 'key' };
  const latin = 'attachment; filename="é"';
  const answer = await getObject(bench.context(), { ...input, ResponseContentDisposition: latin });
  assert.equal(answer.ContentDisposition, latin);
  const ResponseContentDisposition = 'attachment; filename="日本"';
  await assert.rejects(getObject(bench.context(), { ...input, ResponseContentDisposition }), {
    code: 'InvalidArgument',
    status: 400,
    message: 'Header value cannot be represented using ISO-8859-1.',
    fields: { ArgumentName: 'response-content-disposition', ArgumentValue: ResponseContentDisposition },
  });
});

test('a range has no checksum of the whole', async () => {
  const input = { Bucket: BUCKET, Key: 'key', ChecksumMode: 'ENABLED' } as const;
  assert.ok((await getObject(bench.context(), input)).ChecksumCRC64NVME);
  assert.equal((await getObject(bench.context(), { ...input, Range: 'bytes=0-1' })).ChecksumCRC64NVME, undefined);
});

test('a range of what was replaced since is the whole', async () => {
  const ask = async (IfRange: string): Promise<unknown> => {
    const input = { Bucket: BUCKET, Key: 'key', Range: 'bytes=0-1', IfRange };
    const { ContentLength, StatusCode } = await getObject(bench.context(), input);
    return [StatusCode, ContentLength];
  };
  const { LastModified = 0 } = await getObject(bench.context(), { Bucket: BUCKET, Key: 'key' });
  assert.deepEqual(await ask(ETAG), [206, 2]);
  assert.deepEqual(await ask(new Date(LastModified).toUTCString()), [206, 2]);
  assert.deepEqual(await ask('"x"'), [undefined, 5]);
  assert.deepEqual(await ask(new Date(0).toUTCString()), [undefined, 5]);
});

test('the checksum is asked for in any case, and in no other word', async () => {
  const ask = (mode: string): Promise<unknown> =>
    getObject(bench.context(), { Bucket: BUCKET, Key: 'key', ChecksumMode: mode as 'ENABLED' });
  assert.deepEqual(Object.keys((await ask('enabled')) as object).includes('ChecksumCRC64NVME'), true);
  await assert.rejects(ask('on'), { code: 'InvalidArgument', status: 400 });
});

test('an object that was put at once is its own first part', async () => {
  const input = { Bucket: BUCKET, Key: 'key', PartNumber: 1, ChecksumMode: 'ENABLED' } as const;
  const answer = await getObject(bench.context(), input);
  assert.deepEqual(
    [answer.StatusCode, answer.ContentRange, answer.PartsCount, answer.ChecksumType],
    [206, 'bytes 0-4/5', undefined, 'FULL_OBJECT'],
  );
  await bench.put('nothing', '');
  assert.equal((await getObject(bench.context(), { ...input, Key: 'nothing' })).StatusCode, undefined);
});

test('metadata beyond ASCII comes back as RFC 2047', async () => {
  const utf8 = Buffer.from('Grüße').toString('latin1');
  await bench.put('meta', '', { Metadata: { raw: utf8, word: '=?UTF-8?B?w7w=?=', quoted: '=?UTF-8?Q?=C3=BC_?=' } });
  const { Metadata } = await headObject(bench.context(), { Bucket: BUCKET, Key: 'meta' });
  const encoded = (text: string): string => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`;
  assert.deepEqual(Metadata, { raw: encoded('Grüße'), word: encoded('ü'), quoted: encoded('ü ') });
});

test('a delete marker is no source of a copy', async () => {
  await using own = await openBench();
  await own.createBucket();
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await putBucketVersioning(own.context(), { Bucket: BUCKET, VersioningConfiguration });
  await own.put('key', 'hello');
  const { VersionId } = await deleteObject(own.context(), { Bucket: BUCKET, Key: 'key' });
  const input = { Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/key` };
  await assert.rejects(copyObject(own.context(), input), { name: 'NoSuchKey' });
  await assert.rejects(
    copyObject(own.context(), { ...input, CopySource: `${input.CopySource}?versionId=${VersionId}` }),
    {
      code: 'InvalidRequest',
      status: 400,
      message: 'The source of a copy request may not specifically refer to a delete marker by version id.',
    },
  );
});

const COPIES: readonly (readonly [string, object, Expected])[] = [
  [
    'no source',
    { CopySource: 'key' },
    { code: 'InvalidArgument', message: 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey' },
  ],
  ['a source that is not there', { CopySource: `${BUCKET}/none` }, { name: 'NoSuchKey' }],
  ['a bucket that is not there', { CopySource: 'nobody/none' }, { name: 'NoSuchBucket' }],
  ['onto itself', { Key: 'key' }, { code: 'InvalidRequest' }],
  [
    'another ETag',
    { CopySourceIfMatch: 'x' },
    { code: 'PreconditionFailed', fields: { Condition: 'x-amz-copy-source-If-Match' } },
  ],
  ['that ETag', { CopySourceIfNoneMatch: ETAG }, { code: 'PreconditionFailed' }],
  ['not modified since', { CopySourceIfModifiedSince: START_MS }, { code: 'PreconditionFailed' }],
  ['modified since', { CopySourceIfUnmodifiedSince: START_MS - HOUR_MS }, { code: 'PreconditionFailed' }],
  ['a target that is there', { Key: 'meta', IfNoneMatch: '*' }, { code: 'PreconditionFailed' }],
];

test('copies that are refused', async () => {
  for (const [name, more, error] of COPIES) {
    const input = { Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/key`, ...more };
    await assert.rejects(copyObject(bench.context(), input), error, name);
  }
});

test('a copy takes over what is said of its source, or what the request says', async () => {
  const CopySource = `/${BUCKET}/key`;
  await copyObject(bench.context(), { Bucket: BUCKET, Key: 'copy', CopySource });
  const ask = { Bucket: BUCKET, Key: 'copy' };
  const copied = await headObject(bench.context(), ask);
  assert.deepEqual([copied.Metadata, copied.CacheControl, copied.ETag], [{ a: 'b' }, 'no-cache', ETAG]);
  const Metadata = { c: 'd' };
  await copyObject(bench.context(), {
    ...ask,
    CopySource,
    MetadataDirective: 'REPLACE',
    Metadata,
    Tagging: 'a=1',
    TaggingDirective: 'REPLACE',
  });
  const replaced = await headObject(bench.context(), ask);
  assert.deepEqual([replaced.Metadata, replaced.CacheControl, replaced.TagCount], [{ c: 'd' }, undefined, 1]);
  await copyObject(bench.context(), { Bucket: BUCKET, Key: 'second', CopySource: `${BUCKET}/copy` });
  const asked = bench.asked.findLast(({ action }) => action === 's3:GetObjectTagging');
  assert.equal(asked?.context?.['s3:ExistingObjectTag/a'], '1', 'a policy may withhold the tags by the tags');
  const { TagSet } = await getObjectTagging(bench.context(), { Bucket: BUCKET, Key: 'second' });
  assert.deepEqual(TagSet, [{ Key: 'a', Value: '1' }]);
});

test('deletions with conditions', async () => {
  await bench.put('gone', 'hello');
  const ask = { Bucket: BUCKET, Key: 'gone' };
  await assert.rejects(deleteObject(bench.context(), { ...ask, IfMatch: 'x' }), { code: 'PreconditionFailed' });
  await assert.rejects(deleteObject(bench.context(), { ...ask, IfMatchSize: 6 }), { code: 'PreconditionFailed' });
  await assert.rejects(deleteObject(bench.context(), { ...ask, IfMatchLastModifiedTime: 0 }), {
    code: 'PreconditionFailed',
  });
  await deleteObject(bench.context(), { ...ask, IfMatch: ETAG, IfMatchSize: 5, IfMatchLastModifiedTime: START_MS });
  await assert.rejects(deleteObject(bench.context(), { ...ask, IfMatch: ETAG }), { name: 'NoSuchKey' });
});

describe('many deletions', () => {
  test('each is allowed and answered on its own', async () => {
    await bench.put('one', '');
    await bench.put('two', '');
    const Objects = [{ Key: 'one' }, { Key: 'two', ETag: 'x' }, { Key: 'three' }];
    const { Deleted, Errors } = await deleteObjects(bench.context(), { Bucket: BUCKET, Delete: { Objects } });
    assert.deepEqual(Deleted, [{ Key: 'one' }, { Key: 'three' }]);
    assert.deepEqual(
      Errors?.map(({ Key, Code }) => [Key, Code]),
      [['two', 'PreconditionFailed']],
    );
    const quiet = { Bucket: BUCKET, Delete: { Objects: [{ Key: 'two' }], Quiet: true } };
    assert.deepEqual(await deleteObjects(bench.context(), quiet), { Deleted: [] });
  });

  test('none, and more than a thousand, are refused', async () => {
    for (const length of [0, 1_001]) {
      const Objects = Array.from({ length }, () => ({ Key: 'k' }));
      const input = { Bucket: BUCKET, Delete: { Objects } };
      await assert.rejects(deleteObjects(bench.context(), input), { code: 'MalformedXML' });
    }
  });
});

test('what only archives and older accounts have is refused as AWS does', async () => {
  const ask = { Bucket: BUCKET, Key: 'key' };
  await assert.rejects(restoreObject(bench.context(), ask), { name: 'InvalidObjectState' });
  const select = {
    ...ask,
    Expression: '',
    ExpressionType: 'SQL',
    InputSerialization: {},
    OutputSerialization: {},
  } as const;
  await assert.rejects(selectObjectContent(bench.context(), select), { code: 'MethodNotAllowed', status: 405 });
  const Tagging = {
    TagSet: [
      { Key: 'a', Value: '1' },
      { Key: 'a', Value: '2' },
    ],
  };
  await assert.rejects(putObjectTagging(bench.context(), { ...ask, Tagging }), {
    code: 'InvalidTag',
    message: 'Cannot provide multiple Tags with the same key',
  });
});

function customerKey(key: Buffer): object {
  return {
    SSECustomerAlgorithm: 'AES256',
    SSECustomerKey: key.toString('base64'),
    SSECustomerKeyMD5: createHash('md5').update(key).digest('base64'),
  };
}
