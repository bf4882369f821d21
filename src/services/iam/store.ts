/**
 * The only file that knows the service's keys and record versions. An entity is one record with all that hangs on it
 * (inline policies, attachments, access keys: each bounded by its quota), so that "delete it only where nothing hangs on
 * it" needs no more than the record's own check. Names are keys in lower case, since they are unique whatever their case.
 */
import { jsonRecord } from '../../storage/record.ts';
import type { Key } from '../../storage/store.ts';

export interface InlinePolicy {
  readonly name: string;
  readonly document: string;
}

export type Tags = Readonly<Record<string, string>>;

/** What users, groups and roles have in common. */
export interface Holder {
  /** AIDA…, AGPA…, AROA…: of this one and of no other, not even of one of the same name. */
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdAtMs: number;
  /** ARNs of managed policies, in the order of their attachment. */
  readonly attached: readonly string[];
  readonly inline: readonly InlinePolicy[];
}

export interface AccessKey {
  readonly id: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdAtMs: number;
  /** Base64 of the secret, sealed for this key's id. */
  readonly sealedSecret: string;
}

export interface User extends Holder {
  readonly tags: Tags;
  readonly boundaryArn?: string | undefined;
  /** Ids of groups. */
  readonly groups: readonly string[];
  readonly accessKeys: readonly AccessKey[];
}

export interface Role extends Holder {
  readonly tags: Tags;
  readonly boundaryArn?: string | undefined;
  readonly description?: string | undefined;
  readonly maxSessionSeconds: number;
  /** The trust policy as it was written. */
  readonly trust: string;
  /** The users and roles that it names. */
  readonly trusted: readonly TrustedPrincipal[];
}

export interface TrustedPrincipal {
  readonly arn: string;
  /** That it had when the policy was written. */
  readonly id: string;
}

export interface Group extends Holder {
  readonly members: number;
}

/** A customer's managed policy; the documents of its versions are records of their own. */
export interface ManagedPolicy {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly description?: string | undefined;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly tags: Tags;
  readonly defaultVersionId: string;
  readonly versions: readonly { readonly id: string; readonly createdAtMs: number }[];
  /** Of the next version; numbers are never used again. */
  readonly nextVersion: number;
}

export interface Account {
  readonly accountId: string;
  readonly name?: string | undefined;
  readonly createdAtMs: number;
  /** The root user's. */
  readonly accessKeys: readonly AccessKey[];
  /** The key that the administrator user was made with. */
  readonly adminKeyId: string;
}

/** Whose an access key is; the key itself is in its holder's record. */
export interface KeyPointer {
  readonly accountId: string;
  /** Of a user; the root user has none. */
  readonly userName?: string | undefined;
}

export interface KeyUse {
  readonly atMs: number;
  readonly service: string;
  readonly region: string;
}

export const userRecord = jsonRecord<User>({ name: 'iam.user', version: 1 });
export const roleRecord = jsonRecord<Role>({ name: 'iam.role', version: 1 });
export const groupRecord = jsonRecord<Group>({ name: 'iam.group', version: 1 });
export const policyRecord = jsonRecord<ManagedPolicy>({ name: 'iam.policy', version: 1 });
export const documentRecord = jsonRecord<{ readonly document: string }>({ name: 'iam.document', version: 1 });
export const accountRecord = jsonRecord<Account>({ name: 'iam.account', version: 1 });
export const keyPointerRecord = jsonRecord<KeyPointer>({ name: 'iam.access-key', version: 1 });
export const keyUseRecord = jsonRecord<KeyUse>({ name: 'iam.access-key-use', version: 1 });
/** An entry of an index says everything in its key. */
export const indexRecord = jsonRecord<Record<string, never>>({ name: 'iam.index', version: 1 });
export const groupNameRecord = jsonRecord<{ readonly name: string }>({ name: 'iam.group-name', version: 1 });

export type HolderKind = 'user' | 'group' | 'role';
export type EntityKind = HolderKind | 'policy';
/** What a managed policy is used for. */
export type Usage = 'permissions' | 'boundary';

const iam = (accountId: string, kind: string): Key => ['account', accountId, 'iam', kind];

export const keys = {
  accounts: (): Key => ['global', 'account'],
  account: (accountId: string): Key => ['global', 'account', accountId],
  accessKey: (accessKeyId: string): Key => ['global', 'access-key', accessKeyId],
  accessKeyUse: (accessKeyId: string): Key => ['global', 'access-key-use', accessKeyId],
  entities: (accountId: string, kind: EntityKind): Key => iam(accountId, kind),
  entity: (accountId: string, kind: EntityKind, name: string): Key => [...iam(accountId, kind), name.toLowerCase()],
  /** Groups by their ids, which users keep. */
  groupName: (accountId: string, groupId: string): Key => [...iam(accountId, 'group-name'), groupId],
  members: (accountId: string, groupId: string): Key => [...iam(accountId, 'member'), groupId],
  member: (accountId: string, groupId: string, userName: string): Key => [
    ...iam(accountId, 'member'),
    groupId,
    userName.toLowerCase(),
  ],
  document: (accountId: string, policyId: string, versionId: string): Key => [
    ...iam(accountId, 'document'),
    policyId,
    versionId,
  ],
  /** Who uses a managed policy. */
  uses: (accountId: string, policyArn: string): Key => [...iam(accountId, 'use'), policyArn],
  use: (accountId: string, policyArn: string, usage: Usage, kind: HolderKind, name: string): Key => [
    ...iam(accountId, 'use'),
    policyArn,
    usage,
    kind,
    name.toLowerCase(),
  ],
  /** Counters, for limits and summaries. */
  useCount: (accountId: string, policyArn: string, usage: Usage): Key => [
    ...iam(accountId, 'use-count'),
    policyArn,
    usage,
  ],
  count: (accountId: string, what: EntityKind | 'version'): Key => [...iam(accountId, 'count'), what],
};

export const INDEX_ENTRY: Uint8Array = indexRecord.encode({});

/** The last element of a key: a name or an id. */
export const lastPart = (key: Key): string => String(key.at(-1));

/** An 8-byte counter, as Store.commit's `adds` keeps it. */
export function decodeCounter(value: Uint8Array | undefined): number {
  if (!value) return 0;
  return Number(Buffer.from(value.buffer, value.byteOffset, value.byteLength).readBigInt64BE());
}
