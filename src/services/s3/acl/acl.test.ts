/** Access control lists: what is kept of them, what is refused, and whom they let in. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ALICE, BOB, decision, NOBODY } from '../access.fixture.ts';
import { canonicalUserId } from '../buckets.ts';
import type { AccessControlPolicy } from '../model.ts';
import { createBucket } from '../operations/create-bucket.ts';
import { getBucketAcl } from '../operations/get-bucket-acl.ts';
import { getObjectAcl } from '../operations/get-object-acl.ts';
import { putBucketAcl } from '../operations/put-bucket-acl.ts';
import { putBucketOwnershipControls } from '../operations/put-bucket-ownership-controls.ts';
import { putObjectAcl } from '../operations/put-object-acl.ts';
import { putPublicAccessBlock } from '../operations/put-public-access-block.ts';
import { ACCOUNT, type Bench, BUCKET, openBench, OTHER_ACCOUNT } from '../s3.fixture.ts';

const Bucket = BUCKET;
const OWNER = canonicalUserId(ACCOUNT);
const OTHER = canonicalUserId(OTHER_ACCOUNT);
const ALL = 'http://acs.amazonaws.com/groups/global/AllUsers';
const FULL = { Grantee: { Type: 'CanonicalUser', ID: OWNER }, Permission: 'FULL_CONTROL' };
const READ_BY_ALL = { Grantee: { Type: 'Group', URI: ALL }, Permission: 'READ' };
const GET = { Bucket, Key: 'a' };
const OFF = { code: 'AccessControlListNotSupported', status: 400, message: 'The bucket does not allow ACLs' };

/** Where lists count, and public ones are not blocked. */
async function openLists(): Promise<Bench> {
  const bench = await openBench();
  await createBucket(bench.context(), { Bucket, ObjectOwnership: 'ObjectWriter' });
  await putPublicAccessBlock(bench.context(), { Bucket, PublicAccessBlockConfiguration: {} });
  await bench.put('a', 'bytes');
  return bench;
}

test('by default lists are off, and everything is the owner’s', async () => {
  await using bench = await openBench();
  await bench.createBucket();
  const own = { Owner: { ID: OWNER }, Grants: [FULL] };
  assert.deepEqual(await getBucketAcl(bench.context(), { Bucket }), own);
  await assert.rejects(putBucketAcl(bench.context(), { Bucket, ACL: 'private' }), OFF);
  await assert.rejects(bench.put('a', 'b', { ACL: 'public-read' }), OFF);
  await bench.put('a', 'b', { ACL: 'bucket-owner-full-control' });
  assert.deepEqual(await getObjectAcl(bench.context(), GET), own);
  await assert.rejects(putObjectAcl(bench.context(), { ...GET, ACL: 'private' }), OFF);
});

test('a canned list, grants in headers, a document: each takes the place of the whole list', async () => {
  await using bench = await openLists();
  const grants = async (): Promise<unknown> => (await getBucketAcl(bench.context(), { Bucket })).Grants;
  await putBucketAcl(bench.context(), { Bucket, ACL: 'public-read' });
  assert.deepEqual(await grants(), [FULL, READ_BY_ALL]);
  await putBucketAcl(bench.context(), {
    Bucket,
    GrantRead: `id="${OTHER}", uri="${ALL}"`,
    GrantWriteACP: `id=${OWNER}`,
  });
  assert.deepEqual(await grants(), [
    { Grantee: { Type: 'CanonicalUser', ID: OTHER }, Permission: 'READ' },
    READ_BY_ALL,
    { Grantee: { Type: 'CanonicalUser', ID: OWNER }, Permission: 'WRITE_ACP' },
  ]);
  const AccessControlPolicy = { Owner: { ID: OWNER }, Grants: [FULL, READ_BY_ALL] } as AccessControlPolicy;
  await putBucketAcl(bench.context(), { Bucket, AccessControlPolicy });
  assert.deepEqual(await grants(), [FULL, READ_BY_ALL]);
  await putObjectAcl(bench.context(), { ...GET, ACL: 'public-read' });
  assert.deepEqual((await getObjectAcl(bench.context(), GET)).Grants, [FULL, READ_BY_ALL]);
  await bench.put('a', 'again');
  assert.deepEqual((await getObjectAcl(bench.context(), GET)).Grants, [FULL]);
});

test('what is refused', async () => {
  await using bench = await openLists();
  const put = (input: object): Promise<unknown> => putBucketAcl(bench.context(), { Bucket, ...input });
  const document = (more: object): object => ({
    AccessControlPolicy: { Owner: { ID: OWNER }, Grants: [FULL], ...more },
  });
  const grantee = (Grantee: object): object => document({ Grants: [{ Grantee, Permission: 'READ' }] });
  const cases: readonly (readonly [object, string, string])[] = [
    [{}, 'MissingSecurityHeader', 'Your request was missing a required header'],
    [
      { ACL: 'private', GrantRead: `id=${OWNER}` },
      'InvalidRequest',
      'Specifying both Canned ACLs and Header Grants is not allowed',
    ],
    [{ ACL: 'wrong' }, 'InvalidArgument', ''],
    [{ GrantRead: 'name=a' }, 'InvalidArgument', 'Argument format not recognized'],
    [{ GrantRead: 'uri=http://example.com' }, 'InvalidArgument', 'Invalid group uri'],
    [{ GrantRead: `id=${'a'.repeat(64)}` }, 'InvalidArgument', 'Invalid id'],
    [
      { GrantRead: 'emailAddress=a@example.com' },
      'UnresolvableGrantByEmailAddress',
      'The e-mail address you provided does not match any account on record.',
    ],
    [{ ACL: 'private', ...document({}) }, 'UnexpectedContent', 'This request does not support content'],
    [document({ Owner: { ID: OTHER } }), 'InvalidArgument', 'Invalid id'],
    [
      document({ Owner: undefined }),
      'MalformedACLError',
      'The XML you provided was not well-formed or did not validate against our published schema',
    ],
    [
      document({ Grants: Array.from({ length: 101 }, () => FULL) }),
      'MalformedACLError',
      'The XML you provided was not well-formed or did not validate against our published schema',
    ],
    [grantee({ Type: 'Group', URI: 'http://example.com' }), 'InvalidArgument', 'Invalid group uri'],
    [grantee({ Type: 'CanonicalUser', ID: 'x' }), 'InvalidArgument', 'Invalid id'],
    [
      { ACL: 'aws-exec-read' },
      'NotImplemented',
      'Virga does not implement the canned access control list aws-exec-read.',
    ],
  ];
  for (const [input, code, message] of cases)
    await assert.rejects(put(input), { code, message }, JSON.stringify(input));
});

test('public lists are refused where they are blocked', async () => {
  await using bench = await openLists();
  const PublicAccessBlockConfiguration = { BlockPublicAcls: true };
  await putPublicAccessBlock(bench.context(), { Bucket, PublicAccessBlockConfiguration });
  const words = (action: string, resource: string): object => ({
    code: 'AccessDenied',
    message: `User: arn:aws:iam::${ACCOUNT}:root is not authorized to perform: ${action} on resource: "${resource}" because public access control lists (ACLs) are blocked by the BlockPublicAcls block public access setting.`,
  });
  const ACL = 'public-read';
  await assert.rejects(putBucketAcl(bench.context(), { Bucket, ACL }), words('s3:PutBucketAcl', 'arn:aws:s3:::bench'));
  const object = 'arn:aws:s3:::bench/a';
  await assert.rejects(putObjectAcl(bench.context(), { ...GET, ACL }), words('s3:PutObjectAcl', object));
  await assert.rejects(bench.put('a', 'b', { ACL }), words('s3:PutObject', object));
  await bench.put('a', 'b', { GrantRead: `id=${OTHER}` });
});

test('a bucket is made with a list, or not', async () => {
  await using bench = await openBench();
  const make = (input: object): Promise<unknown> => createBucket(bench.context(), { Bucket, ...input });
  await assert.rejects(make({ ACL: 'public-read' }), { code: 'InvalidBucketAclWithObjectOwnership' });
  const open = { ACL: 'public-read', ObjectOwnership: 'ObjectWriter' };
  await assert.rejects(make(open), { code: 'InvalidBucketAclWithBlockPublicAccessError' });
  await make({ GrantRead: `id=${OTHER}`, ObjectOwnership: 'ObjectWriter' });
  const Rules = [{ ObjectOwnership: 'BucketOwnerEnforced' as const }];
  const enforce = (): Promise<unknown> =>
    putBucketOwnershipControls(bench.context(), { Bucket, OwnershipControls: { Rules } });
  await assert.rejects(enforce(), { code: 'InvalidBucketAclWithObjectOwnership' });
  await putBucketAcl(bench.context(), { Bucket, ACL: 'private' });
  await enforce();
});

describe('whom lists let in', () => {
  test('everybody, until public lists are ignored or lists are off', async () => {
    await using bench = await openLists();
    await putObjectAcl(bench.context(), { ...GET, ACL: 'public-read' });
    assert.equal(await decision(bench, { principal: NOBODY }, 'GetObject', GET), 'allowed');
    assert.equal(await decision(bench, { principal: NOBODY }, 'PutObject', GET), 'Access Denied');
    assert.equal(await decision(bench, { principal: NOBODY }, 'GetObject', { ...GET, Key: 'b' }), 'Access Denied');
    const PublicAccessBlockConfiguration = { IgnorePublicAcls: true };
    await putPublicAccessBlock(bench.context(), { Bucket, PublicAccessBlockConfiguration });
    assert.equal(await decision(bench, { principal: NOBODY }, 'GetObject', GET), 'Access Denied');
    await putPublicAccessBlock(bench.context(), { Bucket, PublicAccessBlockConfiguration: {} });
    const Rules = [{ ObjectOwnership: 'BucketOwnerEnforced' as const }];
    await putBucketOwnershipControls(bench.context(), { Bucket, OwnershipControls: { Rules } });
    assert.equal(await decision(bench, { principal: NOBODY }, 'GetObject', GET), 'Access Denied');
  });

  test('another account, whose own policy must allow, too', async () => {
    await using bench = await openLists();
    await putObjectAcl(bench.context(), { ...GET, GrantRead: `id=${OTHER}` });
    assert.equal(await decision(bench, { principal: BOB, allowed: 's3:*' }, 'GetObject', GET), 'allowed');
    assert.equal(await decision(bench, { principal: BOB }, 'GetObject', GET), 'Access Denied');
    assert.equal(await decision(bench, { principal: BOB, allowed: 's3:*' }, 'GetObjectAcl', GET), 'Access Denied');
    assert.match(await decision(bench, { principal: ALICE }, 'GetObject', GET), /no identity-based policy/);
  });

  test('into a bucket: its list says who lists and who writes', async () => {
    await using bench = await openLists();
    await putBucketAcl(bench.context(), { Bucket, ACL: 'public-read-write' });
    assert.equal(await decision(bench, { principal: NOBODY }, 'ListObjectsV2', { Bucket }), 'allowed');
    assert.equal(await decision(bench, { principal: NOBODY }, 'PutObject', GET), 'allowed');
    assert.equal(await decision(bench, { principal: NOBODY }, 'GetObject', GET), 'Access Denied');
    await putBucketAcl(bench.context(), { Bucket, ACL: 'authenticated-read' });
    assert.equal(await decision(bench, { principal: NOBODY }, 'ListObjectsV2', { Bucket }), 'Access Denied');
    assert.equal(await decision(bench, { principal: BOB, allowed: 's3:*' }, 'ListObjectsV2', { Bucket }), 'allowed');
  });
});
