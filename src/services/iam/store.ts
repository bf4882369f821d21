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
  readonly password?: Password | undefined;
  /** Serial numbers, in the order in which they were enabled. */
  readonly mfaDevices?: readonly EnabledMfa[];
}

export interface Password {
  /** As passwords.ts writes it. */
  readonly hash: string;
  readonly createdAtMs: number;
  readonly changedAtMs: number;
  readonly resetRequired: boolean;
  /** Hashes of those before, the newest first: as many as the largest PasswordReusePrevention may ask for. */
  readonly previous: readonly string[];
}

export interface EnabledMfa {
  readonly serial: string;
  readonly enabledAtMs: number;
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
  /** Names of the instance profiles that it is in. */
  readonly instanceProfiles?: readonly string[];
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

/** What an account has once: its alias and password policy. */
export interface AccountSettings {
  readonly alias?: string | undefined;
  readonly passwordPolicy?: PasswordPolicyRecord | undefined;
}

export interface PasswordPolicyRecord {
  readonly minimumLength: number;
  readonly symbols: boolean;
  readonly numbers: boolean;
  readonly uppercase: boolean;
  readonly lowercase: boolean;
  readonly usersMayChange: boolean;
  readonly maxAgeDays?: number | undefined;
  readonly reusePrevention?: number | undefined;
  readonly hardExpiry?: boolean | undefined;
}

export interface InstanceProfile {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly createdAtMs: number;
  readonly tags: Tags;
  readonly roleName?: string | undefined;
}

/** A virtual MFA device; whose it is stands in a record of its own, which follows its user's name. */
export interface MfaDevice {
  readonly name: string;
  readonly path: string;
  readonly serial: string;
  /** Base64 of the seed, sealed for this serial number. */
  readonly sealedSeed: string;
  readonly createdAtMs: number;
  readonly tags: Tags;
  /** Of steps that the device's clock is ahead, as its last codes showed. */
  readonly driftSteps: number;
  /** The step of the last code that was used: no code is used twice, and none of before. */
  readonly lastStep: number;
}

export interface MfaHolder {
  readonly userName: string;
  readonly enabledAtMs: number;
}

/** An OpenID Connect provider that roles may trust. */
export interface OidcProvider {
  /** Without `https://`: what its ARN and its condition keys have. */
  readonly url: string;
  readonly clientIds: readonly string[];
  readonly thumbprints: readonly string[];
  readonly createdAtMs: number;
  readonly tags: Tags;
}

/** When a user or role last called a service. */
export interface ServiceUse {
  readonly atMs: number;
  readonly region: string;
}

/** The access reports that were asked for, the newest last. */
export interface AccessReports {
  readonly jobs: readonly AccessReportJob[];
}

export interface AccessReportJob {
  readonly id: string;
  readonly arn: string;
  readonly createdAtMs: number;
}

export interface CredentialReport {
  readonly generatedAtMs: number;
  /** Base64 of the CSV after deflate. */
  readonly packed: string;
}

/** The last deletion of a service-linked role of one name. */
export interface DeletionTask {
  readonly taskId: string;
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
export const settingsRecord = jsonRecord<AccountSettings>({ name: 'iam.account-settings', version: 1 });
export const aliasRecord = jsonRecord<{ readonly accountId: string }>({ name: 'iam.account-alias', version: 1 });
export const profileRecord = jsonRecord<InstanceProfile>({ name: 'iam.instance-profile', version: 1 });
export const mfaRecord = jsonRecord<MfaDevice>({ name: 'iam.mfa-device', version: 1 });
export const mfaHolderRecord = jsonRecord<MfaHolder>({ name: 'iam.mfa-holder', version: 1 });
export const oidcRecord = jsonRecord<OidcProvider>({ name: 'iam.oidc-provider', version: 1 });
export const serviceUseRecord = jsonRecord<ServiceUse>({ name: 'iam.service-use', version: 1 });
export const accessReportsRecord = jsonRecord<AccessReports>({ name: 'iam.access-reports', version: 1 });
export const credentialReportRecord = jsonRecord<CredentialReport>({ name: 'iam.credential-report', version: 1 });
export const deletionTaskRecord = jsonRecord<DeletionTask>({ name: 'iam.deletion-task', version: 1 });
/** An entry of an index says everything in its key. */
export const indexRecord = jsonRecord<Record<string, never>>({ name: 'iam.index', version: 1 });
export const groupNameRecord = jsonRecord<{ readonly name: string }>({ name: 'iam.group-name', version: 1 });

export type HolderKind = 'user' | 'group' | 'role';
export type EntityKind = HolderKind | 'policy';
/** What is counted, for quotas and GetAccountSummary. */
export type Counted = EntityKind | 'version' | 'instance-profile' | 'mfa' | 'mfa-in-use' | 'oidc-provider';
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
  settings: (accountId: string): Key => iam(accountId, 'settings'),
  alias: (alias: string): Key => ['global', 'account-alias', alias],
  profiles: (accountId: string): Key => iam(accountId, 'instance-profile'),
  profile: (accountId: string, name: string): Key => [...iam(accountId, 'instance-profile'), name.toLowerCase()],
  mfas: (accountId: string): Key => iam(accountId, 'mfa'),
  mfa: (accountId: string, serial: string): Key => [...iam(accountId, 'mfa'), serial.toLowerCase()],
  mfaHolder: (accountId: string, serial: string): Key => [...iam(accountId, 'mfa-holder'), serial.toLowerCase()],
  oidcProviders: (accountId: string): Key => iam(accountId, 'oidc-provider'),
  oidcProvider: (accountId: string, url: string): Key => [...iam(accountId, 'oidc-provider'), url],
  /** By the unique id of a user or role, then by service. */
  serviceUses: (accountId: string, uniqueId: string): Key => [...iam(accountId, 'service-use'), uniqueId],
  serviceUse: (accountId: string, uniqueId: string, service: string): Key => [
    ...iam(accountId, 'service-use'),
    uniqueId,
    service,
  ],
  accessReports: (accountId: string): Key => iam(accountId, 'access-reports'),
  credentialReport: (accountId: string): Key => iam(accountId, 'credential-report'),
  deletionTask: (accountId: string, roleName: string): Key => [...iam(accountId, 'deletion-task'), roleName],
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
  count: (accountId: string, what: Counted): Key => [...iam(accountId, 'count'), what],
};

export const INDEX_ENTRY: Uint8Array = indexRecord.encode({});

/** The last element of a key: a name or an id. */
export const lastPart = (key: Key): string => String(key.at(-1));

/** An 8-byte counter, as Store.commit's `adds` keeps it. */
export function decodeCounter(value: Uint8Array | undefined): number {
  if (!value) return 0;
  return Number(Buffer.from(value.buffer, value.byteOffset, value.byteLength).readBigInt64BE());
}
