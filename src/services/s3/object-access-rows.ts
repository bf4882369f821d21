/** The rows of access.ts for objects: what a request says, and what is there already, may ask for more than one action. */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import type { Access, AccessCheck } from '../service.ts';
import { type AclHeaders, saysAcl } from './acl/read-acl.ts';
import { type KeyInput, objectCheck, writeKeys } from './access-rows.ts';
import { requireBucket } from './buckets.ts';
import { type CopySourceInput, parseCopySource } from './copy-source.ts';
import { existingObject, type ExistingObject } from './find-object.ts';
import { readTagHeader, readTagSet } from './object-tags.ts';
import type { LockInput } from './object-lock.ts';
import type { PutObjectLegalHoldRequest, PutObjectRetentionRequest, PutObjectTaggingRequest } from './model.ts';
import type { S3Context, S3Parts } from './parts.ts';
import type { AclGrant, Tags } from './store.ts';
import { CREATES, CREATES_LATER, lockKeys } from './write-conditions.ts';

export interface ReadOptions {
  /** Where the input names a version. */
  readonly versionAction: string;
  /** Asked for besides, with the action for versions. */
  readonly also?: readonly [string, string];
}

/** Asks also for s3:ListBucket where the object is missing: find-object.ts. */
export function onExisting(action: string, { versionAction, also }: ReadOptions): Access<S3Parts, KeyInput> {
  return {
    actions: also ? [action, also[0], 's3:ListBucket'] : [action, 's3:ListBucket'],
    checks: async (ctx, input) => {
      const ofVersion = input.VersionId !== undefined;
      const pairs: (readonly [string, string])[] = [[action, versionAction], ...(also ? [also] : [])];
      const existing = await existingOf(ctx, input);
      const actions = pairs.map(([plain, versioned]) => (ofVersion ? versioned : plain));
      return await checksOf(ctx, input, actions, existing.context, existing.acl);
    },
  };
}

/** What the caller says of a version that is there; who passes over governance needs to be allowed that, too. */
export function onChanged<Input extends KeyInput & BypassInput>(
  action: string,
  versionAction: string,
  keysOf: (input: Input, nowMs: number) => ConditionContext = () => ({}),
): Access<S3Parts, Input> {
  return {
    actions: [action, 's3:ListBucket'],
    checks: async (ctx, input) => {
      const { context, acl } = await existingOf(ctx, input);
      const asked = input.VersionId === undefined ? action : versionAction;
      const keys = { ...context, ...keysOf(input, ctx.clock.nowMs()) };
      return await checksOf(ctx, input, bypassing(input, asked), keys, acl);
    },
  };
}

interface BypassInput {
  readonly BypassGovernanceRetention?: boolean | undefined;
}

/** Tags of what is deleted are no condition key of these actions (service authorization reference, 2026-11-28). */
export const deletion: Access<S3Parts, KeyInput & BypassInput> = {
  actions: ['s3:DeleteObject', 's3:BypassGovernanceRetention'],
  checks: async (ctx, input) => {
    const context = { 's3:VersionId': input.VersionId, 's3:if-match': textOf(input, 'IfMatch') };
    const action = input.VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
    return await checksOf(ctx, input, bypassing(input, action), context);
  },
};

export const retention: Access<S3Parts, KeyInput & BypassInput & Pick<PutObjectRetentionRequest, 'Retention'>> = {
  actions: ['s3:PutObjectRetention', 's3:BypassGovernanceRetention', 's3:ListBucket'],
  checks: async (ctx, input) => {
    const { Mode, RetainUntilDate } = input.Retention ?? {};
    const asked = { ObjectLockMode: Mode, ObjectLockRetainUntilDate: RetainUntilDate };
    const context = { ...(await existingOf(ctx, input)).context, ...lockKeys(asked, ctx.clock.nowMs()) };
    return await checksOf(ctx, input, bypassing(input, 's3:PutObjectRetention'), context);
  },
};

export const legalHold = onChanged(
  's3:PutObjectLegalHold',
  's3:PutObjectLegalHold',
  ({ LegalHold }: KeyInput & Pick<PutObjectLegalHoldRequest, 'LegalHold'>, nowMs) =>
    lockKeys({ ObjectLockLegalHoldStatus: LegalHold?.Status }, nowMs),
);

function bypassing({ BypassGovernanceRetention }: BypassInput, action: string): readonly string[] {
  return BypassGovernanceRetention ? [action, 's3:BypassGovernanceRetention'] : [action];
}

export interface PutInput extends KeyInput, LockInput, AclHeaders {
  readonly Tagging?: string | undefined;
  readonly TaggingDirective?: string | undefined;
}

/** A new object: what is said of it beside its bytes has actions of its own. */
export const puts: Access<S3Parts, PutInput> = {
  actions: ['s3:PutObject', 's3:PutObjectAcl', 's3:PutObjectTagging', 's3:PutObjectRetention', 's3:PutObjectLegalHold'],
  checks: async (ctx, input) => await putChecks(ctx, input, CREATES),
};

export const uploads: Access<S3Parts, PutInput> = {
  ...puts,
  checks: async (ctx, input) => await putChecks(ctx, input, CREATES_LATER),
};

async function putChecks(ctx: S3Context, input: PutInput, creation: ConditionContext): Promise<readonly AccessCheck[]> {
  const actions = ['s3:PutObject'];
  if (saysAcl(input)) actions.push('s3:PutObjectAcl');
  if (input.Tagging !== undefined && input.TaggingDirective !== 'COPY') actions.push('s3:PutObjectTagging');
  if (input.ObjectLockMode !== undefined || input.ObjectLockRetainUntilDate !== undefined) {
    actions.push('s3:PutObjectRetention');
  }
  if (input.ObjectLockLegalHoldStatus !== undefined) actions.push('s3:PutObjectLegalHold');
  const tags = requestedTags(readTagHeader(input.Tagging));
  const context = { ...writeKeys(input), ...lockKeys(input, ctx.clock.nowMs()), ...tags, ...creation };
  return await checksOf(ctx, input, actions, context);
}

/** Reads one object and writes another; missing tags of the source are asked for by the operation. */
export const copies: Access<S3Parts, PutInput & CopySourceInput> = {
  actions: [...puts.actions, 's3:GetObject', 's3:ListBucket'],
  checks: async (ctx, input) => [...(await putChecks(ctx, input, CREATES)), ...(await sourceChecks(ctx, input))],
};

export const partCopies: Access<S3Parts, KeyInput & CopySourceInput> = {
  actions: ['s3:PutObject', 's3:GetObject'],
  checks: async (ctx, input) => [
    ...(await checksOf(ctx, input, ['s3:PutObject'], { ...writeKeys(input), ...CREATES_LATER })),
    ...(await sourceChecks(ctx, input)),
  ],
};

async function sourceChecks(ctx: S3Context, input: CopySourceInput): Promise<readonly AccessCheck[]> {
  const source = parseCopySource(input);
  const action = source.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  const { context, acl } = await existingOf(ctx, source);
  return await checksOf(ctx, source, [action], context, acl);
}

export const tagging = onChanged('s3:PutObjectTagging', 's3:PutObjectVersionTagging', (input: KeyInput) =>
  requestedTags(readTagSet((input as PutObjectTaggingRequest).Tagging.TagSet)),
);

async function checksOf(
  ctx: S3Context,
  input: KeyInput,
  actions: readonly string[],
  context: ConditionContext,
  acl?: readonly AclGrant[],
): Promise<readonly AccessCheck[]> {
  const bucket = await requireBucket(ctx, input);
  return await Promise.all(actions.map((action) => objectCheck(bucket, input.Key, action, context, acl)));
}

async function existingOf(ctx: S3Context, input: KeyInput): Promise<ExistingObject> {
  return await existingObject(ctx, await requireBucket(ctx, input), input.Key, input.VersionId);
}

function requestedTags(tags: Tags | undefined): ConditionContext {
  if (!tags || tags.length === 0) return {};
  const requested = tags.map(([key, value]) => [`s3:RequestObjectTag/${key}`, value] as const);
  return { 's3:RequestObjectTagKeys': tags.map(([key]) => key), ...Object.fromEntries(requested) };
}

function textOf(input: object, name: string): string | undefined {
  const value = (input as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
}
