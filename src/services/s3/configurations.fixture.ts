/** For the tests of configurations: calls by name, and what is put. */
import assert from 'node:assert/strict';
import { configOperations } from './config-operations.ts';
import type { CORSRule, Tag, WebsiteConfiguration } from './model.ts';
import type { S3Context } from './parts.ts';
import { type Bench, BUCKET } from './s3.fixture.ts';

export type Name = keyof typeof configOperations;

export async function call(bench: Bench, name: Name, input: object = {}): Promise<unknown> {
  const operation = configOperations[name] as ((ctx: S3Context, input: object) => Promise<unknown>) | undefined;
  assert.ok(operation, name);
  return await operation(bench.context(), { Bucket: BUCKET, ...input });
}

export const RULE: CORSRule = { AllowedMethods: ['GET'], AllowedOrigins: ['https://*.example.com'], MaxAgeSeconds: 60 };
export const SITE: WebsiteConfiguration = {
  IndexDocument: { Suffix: 'index.html' },
  ErrorDocument: { Key: 'error.html' },
};
export const TAGS: readonly Tag[] = [
  { Key: 'team', Value: 'a' },
  { Key: 'stage', Value: '' },
];

export const cors = (rule: object): object => ({ CORSConfiguration: { CORSRules: [{ ...RULE, ...rule }] } });
export const website = (change: object): object => ({ WebsiteConfiguration: { ...SITE, ...change } });
export const routing = (rule: object): object =>
  website({ RoutingRules: [{ Redirect: { HostName: 'example.com' }, ...rule }] });
export const tagging = (...TagSet: readonly Tag[]): object => ({ Tagging: { TagSet } });
export const encryption = (...Rules: readonly object[]): object => ({ ServerSideEncryptionConfiguration: { Rules } });
export const lock = (ObjectLockConfiguration: object | undefined): object => ({ ObjectLockConfiguration });
export const retention = (DefaultRetention: object): object =>
  lock({ ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention } });
export const AES: object = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } };
