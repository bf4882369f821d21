/** Managed policies: AWS's own, which are data, and those of the account, which are records. */
import type { Changes, Entry, Key, Store } from '../../storage/store.ts';
import { findAwsPolicy } from './aws-policies.ts';
import { noSuchPolicy, validationError } from './errors.ts';
import { AWS_POLICIES, entityArn, parseEntityArn } from './names.ts';
import { change, type IamContext, together } from './parts.ts';
import { decodeCounter, documentRecord, keys, type ManagedPolicy, policyRecord, type Usage } from './store.ts';

type Reader = Pick<Store, 'get'>;

export const policyArn = (accountId: string, policy: ManagedPolicy): string => entityArn(accountId, 'policy', policy);

/** Where the account's policy of this ARN is kept; undefined for AWS's. Throws where the text is no policy's ARN. */
export function policyKey(accountId: string, arn: string): Key | undefined {
  const parsed = parseEntityArn(arn, 'policy');
  if (!parsed) throw validationError(`ARN ${arn} is not valid.`);
  return parsed.accountId === accountId ? keys.entity(accountId, 'policy', parsed.name) : undefined;
}

/** Undefined where the entry is not of this very ARN, its path and the case of its name included. */
export function decodePolicy(entry: Entry | undefined, accountId: string, arn: string): ManagedPolicy | undefined {
  const policy = entry && policyRecord.decode(entry.value);
  return policy && policyArn(accountId, policy) === arn ? policy : undefined;
}

/** One of the account's own. */
export async function findPolicy(store: Reader, accountId: string, arn: string): Promise<ManagedPolicy | undefined> {
  const parsed = parseEntityArn(arn, 'policy');
  if (!parsed || parsed.accountId !== accountId) return undefined;
  return decodePolicy(await store.get(keys.entity(accountId, 'policy', parsed.name)), accountId, arn);
}

export async function policyExists(store: Reader, accountId: string, arn: string): Promise<boolean> {
  return findAwsPolicy(arn) !== undefined || (await findPolicy(store, accountId, arn)) !== undefined;
}

/** The text that is in force; undefined where there is no such policy. */
export async function defaultDocument(store: Reader, accountId: string, arn: string): Promise<string | undefined> {
  const aws = findAwsPolicy(arn);
  if (aws) return aws.document;
  const policy = await findPolicy(store, accountId, arn);
  return policy && (await documentOf(store, accountId, policy, policy.defaultVersionId));
}

export async function documentOf(
  store: Reader,
  accountId: string,
  policy: ManagedPolicy,
  versionId: string,
): Promise<string | undefined> {
  const entry = await store.get(keys.document(accountId, policy.id, versionId));
  return entry && documentRecord.decode(entry.value).document;
}

/** Changes one of the account's policies in one commit. Throws `notFound`, or AccessDenied for AWS's own. */
export function changePolicy(
  ctx: IamContext,
  arn: string,
  edit: (policy: ManagedPolicy) => { readonly policy: ManagedPolicy; readonly changes?: Changes },
  notFound: () => Error = () => noSuchPolicy(arn),
): Promise<ManagedPolicy> {
  const key = policyKey(ctx.accountId, arn);
  if (!key) throw notFound();
  return change(ctx, [key], ([entry]) => {
    const present = decodePolicy(entry, ctx.accountId, arn);
    if (!present) throw notFound();
    const { policy, changes = {} } = edit(present);
    return {
      changes: together({ sets: [{ key, value: policyRecord.encode(policy) }] }, changes),
      result: policy,
    };
  });
}

export const isAwsPolicy = (arn: string): boolean => arn.startsWith(`${AWS_POLICIES}/`);

export interface UseCounts {
  readonly permissions: number;
  readonly boundary: number;
}

/** How many users, groups and roles of the account use each policy. */
export async function useCounts(
  store: Pick<Store, 'getMany'>,
  accountId: string,
  arns: readonly string[],
): Promise<readonly UseCounts[]> {
  const counts = async (usage: Usage): Promise<readonly number[]> => {
    const entries = await store.getMany(arns.map((arn) => keys.useCount(accountId, arn, usage)));
    return entries.map((entry) => decodeCounter(entry?.value));
  };
  const [permissions, boundaries] = await Promise.all([counts('permissions'), counts('boundary')]);
  return arns.map((_, at) => ({ permissions: permissions[at] ?? 0, boundary: boundaries[at] ?? 0 }));
}
