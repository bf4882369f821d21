import { noSuchHolder } from '../errors.ts';
import { countOf } from '../holders.ts';
import {
  ACCESS_KEYS_PER_USER,
  GROUPS_MAX,
  GROUPS_PER_USER,
  INLINE_POLICIES_SIZE,
  INSTANCE_PROFILES_MAX,
  MANAGED_POLICY_SIZE,
  POLICIES_MAX,
  POLICIES_PER_HOLDER,
  POLICY_VERSIONS_IN_USE_MAX,
  ROLES_MAX,
  TRUST_POLICY_SIZE,
  USERS_MAX,
  VERSIONS_PER_POLICY,
} from '../limits.ts';
import type { GetAccountSummaryResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { accountRecord, keys } from '../store.ts';

/** What there is none of here counts 0, with AWS's quota. */
export async function getAccountSummary(ctx: IamContext): Promise<GetAccountSummaryResponse> {
  const entry = await ctx.store.get(keys.account(ctx.accountId));
  if (!entry) throw noSuchHolder('user', 'root');
  const account = accountRecord.decode(entry.value);
  return {
    SummaryMap: {
      AccessKeysPerUserQuota: ACCESS_KEYS_PER_USER,
      AccountAccessKeysPresent: account.accessKeys.length > 0 ? 1 : 0,
      AccountMFAEnabled: 0,
      AccountPasswordPresent: 0,
      AccountSigningCertificatesPresent: 0,
      AssumeRolePolicySizeQuota: TRUST_POLICY_SIZE,
      AttachedPoliciesPerGroupQuota: POLICIES_PER_HOLDER,
      AttachedPoliciesPerRoleQuota: POLICIES_PER_HOLDER,
      AttachedPoliciesPerUserQuota: POLICIES_PER_HOLDER,
      GlobalEndpointTokenVersion: 1,
      GroupPolicySizeQuota: INLINE_POLICIES_SIZE.group,
      Groups: await countOf(ctx, 'group'),
      GroupsPerUserQuota: GROUPS_PER_USER,
      GroupsQuota: GROUPS_MAX,
      InstanceProfiles: await countOf(ctx, 'instance-profile'),
      InstanceProfilesQuota: INSTANCE_PROFILES_MAX,
      MFADevices: await countOf(ctx, 'mfa'),
      MFADevicesInUse: await countOf(ctx, 'mfa-in-use'),
      Policies: await countOf(ctx, 'policy'),
      PoliciesQuota: POLICIES_MAX,
      PolicySizeQuota: MANAGED_POLICY_SIZE,
      PolicyVersionsInUse: await countOf(ctx, 'version'),
      PolicyVersionsInUseQuota: POLICY_VERSIONS_IN_USE_MAX,
      Providers: await countOf(ctx, 'oidc-provider'),
      RolePolicySizeQuota: INLINE_POLICIES_SIZE.role,
      Roles: await countOf(ctx, 'role'),
      RolesQuota: ROLES_MAX,
      ServerCertificates: 0,
      ServerCertificatesQuota: 20,
      SigningCertificatesPerUserQuota: 2,
      UserPolicySizeQuota: INLINE_POLICIES_SIZE.user,
      Users: await countOf(ctx, 'user'),
      UsersQuota: USERS_MAX,
      VersionsPerPolicyQuota: VERSIONS_PER_POLICY,
    },
  };
}
