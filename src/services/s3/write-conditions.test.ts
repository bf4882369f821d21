/** Policies that ask what a write says: that it is conditional, and for how long it locks. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BOB, decision, policyText } from './access.fixture.ts';
import type { s3Access } from './access.ts';
import { putBucketPolicy } from './operations/put-bucket-policy.ts';
import { BUCKET, openBench } from './s3.fixture.ts';

const DAY_MS = 24 * 3_600_000;
const KEY = { Bucket: BUCKET, Key: 'a' };
const PART = { ...KEY, UploadId: 'u', PartNumber: 1 };
const FROM = { CopySource: `${BUCKET}/b` };
const LOCK = { ObjectLockMode: 'GOVERNANCE' };

/** User guide, conditional-writes-enforce, example 1. */
const UNCONDITIONAL = { Null: { 's3:if-none-match': 'true' }, Bool: { 's3:ObjectCreationOperation': 'true' } };
/** User guide, object-lock-managing: limits on retention periods. */
const LONG = { NumericGreaterThan: { 's3:object-lock-remaining-retention-days': '10' } };
const SHORT = { NumericLessThan: { 's3:object-lock-remaining-retention-days': '10' } };
const LATE = { DateGreaterThan: { 's3:object-lock-retain-until-date': '2100-01-01T00:00:00Z' } };
const COMPLIANT = { StringEquals: { 's3:object-lock-mode': 'COMPLIANCE' } };
const HELD = { StringEquals: { 's3:object-lock-legal-hold': 'ON' } };
const OURS = { StringEquals: { 's3:ResourceAccount': '000000000000' } };

type Input = object | ((nowMs: number) => object);

/** Ten days, asked for a moment ago. */
const until =
  (days: number): Input =>
  (nowMs) => ({ ...KEY, ...LOCK, ObjectLockRetainUntilDate: nowMs + days * DAY_MS - 500 });
const retained =
  (days: number, Mode = 'GOVERNANCE'): Input =>
  (nowMs) => ({ ...KEY, Retention: { Mode, RetainUntilDate: nowMs + days * DAY_MS - 500 } });

// biome-ignore format: one line a case
const CASES: readonly [why: string, denied: object, operation: keyof typeof s3Access, input: Input, answer: 'allowed' | 'denied'][] = [
  ['a put without a condition', UNCONDITIONAL, 'PutObject', KEY, 'denied'],
  ['a put with one', UNCONDITIONAL, 'PutObject', { ...KEY, IfNoneMatch: '*' }, 'allowed'],
  ['a copy without a condition', UNCONDITIONAL, 'CopyObject', { ...KEY, ...FROM }, 'denied'],
  ['the beginning of an upload', UNCONDITIONAL, 'CreateMultipartUpload', KEY, 'allowed'],
  ['a part', UNCONDITIONAL, 'UploadPart', PART, 'allowed'],
  ['a copied part', UNCONDITIONAL, 'UploadPartCopy', { ...PART, ...FROM }, 'allowed'],
  ['the end of an upload without a condition', UNCONDITIONAL, 'CompleteMultipartUpload', PART, 'denied'],
  ['the end of an upload with one', UNCONDITIONAL, 'CompleteMultipartUpload', { ...PART, IfNoneMatch: '*' }, 'allowed'],
  ['a put that locks for long', LONG, 'PutObject', until(11), 'denied'],
  ['a put that locks as long as it may', LONG, 'PutObject', until(10), 'allowed'],
  ['a put that locks too shortly', SHORT, 'PutObject', until(9), 'denied'],
  ['a put that locks just long enough', SHORT, 'PutObject', until(10), 'allowed'],
  ['a put that locks nothing', LONG, 'PutObject', KEY, 'allowed'],
  ['an upload that locks for long', LONG, 'CreateMultipartUpload', until(11), 'denied'],
  ['a retention that is long', LONG, 'PutObjectRetention', retained(11), 'denied'],
  ['a retention that is not', LONG, 'PutObjectRetention', retained(10), 'allowed'],
  ['a retention until a date', LATE, 'PutObjectRetention', retained(36_500), 'denied'],
  ['the mode of a put', COMPLIANT, 'PutObject', { ...KEY, ObjectLockMode: 'COMPLIANCE', ObjectLockRetainUntilDate: 1 }, 'denied'],
  ['the mode of a retention', COMPLIANT, 'PutObjectRetention', retained(1, 'COMPLIANCE'), 'denied'],
  ['another mode', COMPLIANT, 'PutObjectRetention', retained(1), 'allowed'],
  ['a legal hold', HELD, 'PutObjectLegalHold', { ...KEY, LegalHold: { Status: 'ON' } }, 'denied'],
  ['the end of a legal hold', HELD, 'PutObjectLegalHold', { ...KEY, LegalHold: { Status: 'OFF' } }, 'allowed'],
  ['a put with a legal hold', HELD, 'PutObject', { ...KEY, ObjectLockLegalHoldStatus: 'ON' }, 'denied'],
  ['an object of the account that is denied', OURS, 'GetObject', KEY, 'denied'],
  ['a listing of the account that is denied', OURS, 'ListObjectsV2', { Bucket: BUCKET }, 'denied'],
];

for (const [why, Condition, operation, input, answer] of CASES) {
  test(`${why}: ${answer}`, async () => {
    await using bench = await openBench();
    await bench.createBucket();
    const all = {
      Principal: { AWS: BOB.arn },
      Action: 's3:*',
      Resource: [`arn:aws:s3:::${BUCKET}`, `arn:aws:s3:::${BUCKET}/*`],
    };
    const Policy = policyText({ ...all, Effect: 'Allow' }, { ...all, Effect: 'Deny', Condition });
    await putBucketPolicy(bench.context(), { Bucket: BUCKET, Policy });
    const asked = typeof input === 'function' ? input(bench.context().clock.nowMs()) : input;
    const got = await decision(bench, { principal: BOB, allowed: 's3:*' }, operation, asked);
    assert.equal(got === 'allowed' ? got : 'denied', answer);
  });
}
