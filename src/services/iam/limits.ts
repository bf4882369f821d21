/** Every bound of the service by name, with its source: "IAM and AWS STS quotas" (user guide, 2026-11-24) unless said. */

export const USERS_MAX = 5_000;
export const GROUPS_MAX = 300;
export const ROLES_MAX = 1_000;
export const POLICIES_MAX = 1_500;
export const POLICY_VERSIONS_IN_USE_MAX = 10_000;
export const VERSIONS_PER_POLICY = 5;
export const GROUPS_PER_USER = 10;
export const ACCESS_KEYS_PER_USER = 2;
export const POLICIES_PER_HOLDER = 10;
/** Characters, "IAM does not count white space when calculating the size of a policy". */
export const MANAGED_POLICY_SIZE = 6_144;
export const TRUST_POLICY_SIZE = 2_048;
/** All inline policies of one together. */
export const INLINE_POLICIES_SIZE = { user: 2_048, group: 5_120, role: 10_240 } as const;
export const TAGS_MAX = 50;
/** CreateRole, MaxSessionDuration: "If you do not specify a value for this setting, the default value of one hour is applied". */
export const SESSION_SECONDS_DEFAULT = 3_600;

/** "If you do not include this parameter, the number of items defaults to 100" (ListUsers, API reference, 2026-11-24). */
export const PAGE_DEFAULT = 100;
/** Ours: records read at once, and looked at for one page before it ends with a marker. */
export const SCAN_PAGE = 200;
export const SCAN_MAX = 10_000;

/** Ours: access keys whose credential is held between requests. */
export const CACHED_CREDENTIALS_MAX = 10_000;
/** Ours: principals whose policies are held between requests. */
export const CACHED_PRINCIPALS_MAX = 5_000;
/** Ours: compiled documents that are held, whoever uses them. */
export const COMPILED_DOCUMENTS_MAX = 5_000;
/** Ours: uses of keys that wait for the next flush; past it the oldest are written at once. */
export const KEY_USES_MAX = 5_000;
/** Ours: uses written together. */
export const KEY_USES_PIECE = 100;
/** Ours: time between flushes. AWS records the last use of a key only every 15 minutes or so. */
export const KEY_USES_EVERY_MS = 60_000;
/** Ours: accounts listed. */
export const ACCOUNTS_MAX = 10_000;

/** UpdateAccountPasswordPolicy: "If you do not specify a value for this parameter, then the operation uses the default value of 6". */
export const PASSWORD_LENGTH_LEAST = 6;
/** "Minimum password length of 8 characters": AWS's policy where the account has none. */
export const PASSWORD_LENGTH_DEFAULT = 8;
/** PasswordReusePrevention: at most 24. */
export const PASSWORD_REUSE_MAX = 24;
export const INSTANCE_PROFILES_MAX = 1_000;
/** Ours: AWS names none; a role's record lists them. */
export const PROFILES_PER_ROLE = 100;
/** Ours: actions on resources that one simulation asks about. */
export const SIMULATIONS_MAX = 10_000;
/** Ours: as for access keys. */
export const SERVICE_USES_MAX = 5_000;
export const SERVICE_USES_PIECE = 100;
export const SERVICE_USES_EVERY_MS = 60_000;
/** Ours: services that one user or role is remembered to have called. */
export const SERVICES_MAX = 200;
/** Ours: access reports that are kept of an account, and for how long; AWS says nothing of either. */
export const ACCESS_REPORTS_MAX = 100;
export const ACCESS_REPORT_KEPT_MS = 24 * 3_600_000;
/** "You can generate a credential report as often as once every four hours" (IAM user guide, 2026-11-24). */
export const CREDENTIAL_REPORT_MS = 4 * 3_600_000;
/** Ours: users read at once for a report, and what the largest report unpacks to: 5,000 users with the longest names and paths. */
export const USERS_PAGE = 200;
export const REPORT_BYTES_MAX = 16 * 1024 * 1024;
/** "MFA devices in use by an IAM user: 8"; "virtual MFA devices (assigned or unassigned) in an account: equal to the user quota". */
export const MFA_PER_USER = 8;
export const MFA_DEVICES_MAX = USERS_MAX;
/** 64 Base32 characters, as AWS's seeds are. */
export const MFA_SEED_BYTES = 40;
/** Of `serialNumberType` in the model, by which every other operation takes a device. */
export const MFA_SERIAL_MAX = 256;
/** Ours: steps of thirty seconds that a device may be off: at sign-in, and where two codes in a row say it. RFC 6238, 5.2 asks for few. */
export const MFA_STEPS_OFF = 1;
export const MFA_RESYNC_STEPS_OFF = 20;
/** "OpenID Connect providers in an account: 100", "client IDs of one: 100", "thumbprints of one: 5". */
export const OIDC_PROVIDERS_MAX = 100;
export const CLIENT_IDS_MAX = 100;
export const THUMBPRINTS_MAX = 5;
