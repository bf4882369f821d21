/** Identity and Access Management: what it does and who may, loaded at the first request. */
import type { OperationTable } from '../service.ts';
import { iamAccess } from './access.ts';
import type { Operations } from './model.ts';
import { addClientIdToOpenIdConnectProvider } from './operations/add-client-id-to-open-id-connect-provider.ts';
import { addRoleToInstanceProfile } from './operations/add-role-to-instance-profile.ts';
import { addUserToGroup } from './operations/add-user-to-group.ts';
import { attachGroupPolicy } from './operations/attach-group-policy.ts';
import { attachRolePolicy } from './operations/attach-role-policy.ts';
import { attachUserPolicy } from './operations/attach-user-policy.ts';
import { changePassword } from './operations/change-password.ts';
import { createAccessKey } from './operations/create-access-key.ts';
import { createAccountAlias } from './operations/create-account-alias.ts';
import { createGroup } from './operations/create-group.ts';
import { createInstanceProfile } from './operations/create-instance-profile.ts';
import { createLoginProfile } from './operations/create-login-profile.ts';
import { createOpenIdConnectProvider } from './operations/create-open-id-connect-provider.ts';
import { createPolicyVersion } from './operations/create-policy-version.ts';
import { createPolicy } from './operations/create-policy.ts';
import { createRole } from './operations/create-role.ts';
import { createServiceLinkedRole } from './operations/create-service-linked-role.ts';
import { createUser } from './operations/create-user.ts';
import { createVirtualMfaDevice } from './operations/create-virtual-mfa-device.ts';
import { deactivateMfaDevice } from './operations/deactivate-mfa-device.ts';
import { deleteAccessKey } from './operations/delete-access-key.ts';
import { deleteAccountAlias } from './operations/delete-account-alias.ts';
import { deleteAccountPasswordPolicy } from './operations/delete-account-password-policy.ts';
import { deleteGroupPolicy } from './operations/delete-group-policy.ts';
import { deleteGroup } from './operations/delete-group.ts';
import { deleteInstanceProfile } from './operations/delete-instance-profile.ts';
import { deleteLoginProfile } from './operations/delete-login-profile.ts';
import { deleteOpenIdConnectProvider } from './operations/delete-open-id-connect-provider.ts';
import { deletePolicyVersion } from './operations/delete-policy-version.ts';
import { deletePolicy } from './operations/delete-policy.ts';
import { deleteRolePermissionsBoundary } from './operations/delete-role-permissions-boundary.ts';
import { deleteRolePolicy } from './operations/delete-role-policy.ts';
import { deleteRole } from './operations/delete-role.ts';
import { deleteServiceLinkedRole } from './operations/delete-service-linked-role.ts';
import { deleteUserPermissionsBoundary } from './operations/delete-user-permissions-boundary.ts';
import { deleteUserPolicy } from './operations/delete-user-policy.ts';
import { deleteUser } from './operations/delete-user.ts';
import { deleteVirtualMfaDevice } from './operations/delete-virtual-mfa-device.ts';
import { detachGroupPolicy } from './operations/detach-group-policy.ts';
import { detachRolePolicy } from './operations/detach-role-policy.ts';
import { detachUserPolicy } from './operations/detach-user-policy.ts';
import { enableMfaDevice } from './operations/enable-mfa-device.ts';
import { generateCredentialReport } from './operations/generate-credential-report.ts';
import { generateServiceLastAccessedDetails } from './operations/generate-service-last-accessed-details.ts';
import { getAccessKeyLastUsed } from './operations/get-access-key-last-used.ts';
import { getAccountAuthorizationDetails } from './operations/get-account-authorization-details.ts';
import { getAccountPasswordPolicy } from './operations/get-account-password-policy.ts';
import { getAccountSummary } from './operations/get-account-summary.ts';
import { getContextKeysForCustomPolicy } from './operations/get-context-keys-for-custom-policy.ts';
import { getContextKeysForPrincipalPolicy } from './operations/get-context-keys-for-principal-policy.ts';
import { getCredentialReport } from './operations/get-credential-report.ts';
import { getGroupPolicy } from './operations/get-group-policy.ts';
import { getGroup } from './operations/get-group.ts';
import { getInstanceProfile } from './operations/get-instance-profile.ts';
import { getLoginProfile } from './operations/get-login-profile.ts';
import { getMfaDevice } from './operations/get-mfa-device.ts';
import { getOpenIdConnectProvider } from './operations/get-open-id-connect-provider.ts';
import { getPolicyVersion } from './operations/get-policy-version.ts';
import { getPolicy } from './operations/get-policy.ts';
import { getRolePolicy } from './operations/get-role-policy.ts';
import { getRole } from './operations/get-role.ts';
import { getServiceLastAccessedDetails } from './operations/get-service-last-accessed-details.ts';
import { getServiceLinkedRoleDeletionStatus } from './operations/get-service-linked-role-deletion-status.ts';
import { getUserPolicy } from './operations/get-user-policy.ts';
import { getUser } from './operations/get-user.ts';
import { listAccessKeys } from './operations/list-access-keys.ts';
import { listAccountAliases } from './operations/list-account-aliases.ts';
import { listAttachedGroupPolicies } from './operations/list-attached-group-policies.ts';
import { listAttachedRolePolicies } from './operations/list-attached-role-policies.ts';
import { listAttachedUserPolicies } from './operations/list-attached-user-policies.ts';
import { listEntitiesForPolicy } from './operations/list-entities-for-policy.ts';
import { listGroupPolicies } from './operations/list-group-policies.ts';
import { listGroupsForUser } from './operations/list-groups-for-user.ts';
import { listGroups } from './operations/list-groups.ts';
import { listInstanceProfileTags } from './operations/list-instance-profile-tags.ts';
import { listInstanceProfilesForRole } from './operations/list-instance-profiles-for-role.ts';
import { listInstanceProfiles } from './operations/list-instance-profiles.ts';
import { listMfaDeviceTags } from './operations/list-mfa-device-tags.ts';
import { listMfaDevices } from './operations/list-mfa-devices.ts';
import { listOpenIdConnectProviderTags } from './operations/list-open-id-connect-provider-tags.ts';
import { listOpenIdConnectProviders } from './operations/list-open-id-connect-providers.ts';
import { listPolicies } from './operations/list-policies.ts';
import { listPolicyTags } from './operations/list-policy-tags.ts';
import { listPolicyVersions } from './operations/list-policy-versions.ts';
import { listRolePolicies } from './operations/list-role-policies.ts';
import { listRoleTags } from './operations/list-role-tags.ts';
import { listRoles } from './operations/list-roles.ts';
import { listUserPolicies } from './operations/list-user-policies.ts';
import { listUserTags } from './operations/list-user-tags.ts';
import { listUsers } from './operations/list-users.ts';
import { listVirtualMfaDevices } from './operations/list-virtual-mfa-devices.ts';
import { putGroupPolicy } from './operations/put-group-policy.ts';
import { putRolePermissionsBoundary } from './operations/put-role-permissions-boundary.ts';
import { putRolePolicy } from './operations/put-role-policy.ts';
import { putUserPermissionsBoundary } from './operations/put-user-permissions-boundary.ts';
import { putUserPolicy } from './operations/put-user-policy.ts';
import { removeClientIdFromOpenIdConnectProvider } from './operations/remove-client-id-from-open-id-connect-provider.ts';
import { removeRoleFromInstanceProfile } from './operations/remove-role-from-instance-profile.ts';
import { removeUserFromGroup } from './operations/remove-user-from-group.ts';
import { resyncMfaDevice } from './operations/resync-mfa-device.ts';
import { setDefaultPolicyVersion } from './operations/set-default-policy-version.ts';
import { simulateCustomPolicy } from './operations/simulate-custom-policy.ts';
import { simulatePrincipalPolicy } from './operations/simulate-principal-policy.ts';
import { tagInstanceProfile } from './operations/tag-instance-profile.ts';
import { tagMfaDevice } from './operations/tag-mfa-device.ts';
import { tagOpenIdConnectProvider } from './operations/tag-open-id-connect-provider.ts';
import { tagPolicy } from './operations/tag-policy.ts';
import { tagRole } from './operations/tag-role.ts';
import { tagUser } from './operations/tag-user.ts';
import { untagInstanceProfile } from './operations/untag-instance-profile.ts';
import { untagMfaDevice } from './operations/untag-mfa-device.ts';
import { untagOpenIdConnectProvider } from './operations/untag-open-id-connect-provider.ts';
import { untagPolicy } from './operations/untag-policy.ts';
import { untagRole } from './operations/untag-role.ts';
import { untagUser } from './operations/untag-user.ts';
import { updateAccessKey } from './operations/update-access-key.ts';
import { updateAccountPasswordPolicy } from './operations/update-account-password-policy.ts';
import { updateAssumeRolePolicy } from './operations/update-assume-role-policy.ts';
import { updateGroup } from './operations/update-group.ts';
import { updateLoginProfile } from './operations/update-login-profile.ts';
import { updateOpenIdConnectProviderThumbprint } from './operations/update-open-id-connect-provider-thumbprint.ts';
import { updateRoleDescription } from './operations/update-role-description.ts';
import { updateRole } from './operations/update-role.ts';
import { updateUser } from './operations/update-user.ts';
import type { IamParts } from './parts.ts';

export const operations: OperationTable<IamParts, Operations> = {
  AddClientIDToOpenIDConnectProvider: addClientIdToOpenIdConnectProvider,
  AddRoleToInstanceProfile: addRoleToInstanceProfile,
  AddUserToGroup: addUserToGroup,
  AttachGroupPolicy: attachGroupPolicy,
  AttachRolePolicy: attachRolePolicy,
  AttachUserPolicy: attachUserPolicy,
  ChangePassword: changePassword,
  CreateAccessKey: createAccessKey,
  CreateAccountAlias: createAccountAlias,
  CreateGroup: createGroup,
  CreateInstanceProfile: createInstanceProfile,
  CreateLoginProfile: createLoginProfile,
  CreateOpenIDConnectProvider: createOpenIdConnectProvider,
  CreatePolicy: createPolicy,
  CreatePolicyVersion: createPolicyVersion,
  CreateRole: createRole,
  CreateServiceLinkedRole: createServiceLinkedRole,
  CreateUser: createUser,
  CreateVirtualMFADevice: createVirtualMfaDevice,
  DeactivateMFADevice: deactivateMfaDevice,
  DeleteAccessKey: deleteAccessKey,
  DeleteAccountAlias: deleteAccountAlias,
  DeleteAccountPasswordPolicy: deleteAccountPasswordPolicy,
  DeleteGroup: deleteGroup,
  DeleteGroupPolicy: deleteGroupPolicy,
  DeleteInstanceProfile: deleteInstanceProfile,
  DeleteLoginProfile: deleteLoginProfile,
  DeleteOpenIDConnectProvider: deleteOpenIdConnectProvider,
  DeletePolicy: deletePolicy,
  DeletePolicyVersion: deletePolicyVersion,
  DeleteRole: deleteRole,
  DeleteRolePermissionsBoundary: deleteRolePermissionsBoundary,
  DeleteRolePolicy: deleteRolePolicy,
  DeleteServiceLinkedRole: deleteServiceLinkedRole,
  DeleteUser: deleteUser,
  DeleteUserPermissionsBoundary: deleteUserPermissionsBoundary,
  DeleteUserPolicy: deleteUserPolicy,
  DeleteVirtualMFADevice: deleteVirtualMfaDevice,
  DetachGroupPolicy: detachGroupPolicy,
  DetachRolePolicy: detachRolePolicy,
  DetachUserPolicy: detachUserPolicy,
  EnableMFADevice: enableMfaDevice,
  GenerateCredentialReport: generateCredentialReport,
  GenerateServiceLastAccessedDetails: generateServiceLastAccessedDetails,
  GetAccessKeyLastUsed: getAccessKeyLastUsed,
  GetAccountAuthorizationDetails: getAccountAuthorizationDetails,
  GetAccountPasswordPolicy: getAccountPasswordPolicy,
  GetAccountSummary: getAccountSummary,
  GetContextKeysForCustomPolicy: getContextKeysForCustomPolicy,
  GetContextKeysForPrincipalPolicy: getContextKeysForPrincipalPolicy,
  GetCredentialReport: getCredentialReport,
  GetGroup: getGroup,
  GetGroupPolicy: getGroupPolicy,
  GetInstanceProfile: getInstanceProfile,
  GetLoginProfile: getLoginProfile,
  GetMFADevice: getMfaDevice,
  GetOpenIDConnectProvider: getOpenIdConnectProvider,
  GetPolicy: getPolicy,
  GetPolicyVersion: getPolicyVersion,
  GetRole: getRole,
  GetRolePolicy: getRolePolicy,
  GetServiceLastAccessedDetails: getServiceLastAccessedDetails,
  GetServiceLinkedRoleDeletionStatus: getServiceLinkedRoleDeletionStatus,
  GetUser: getUser,
  GetUserPolicy: getUserPolicy,
  ListAccessKeys: listAccessKeys,
  ListAccountAliases: listAccountAliases,
  ListAttachedGroupPolicies: listAttachedGroupPolicies,
  ListAttachedRolePolicies: listAttachedRolePolicies,
  ListAttachedUserPolicies: listAttachedUserPolicies,
  ListEntitiesForPolicy: listEntitiesForPolicy,
  ListGroupPolicies: listGroupPolicies,
  ListGroups: listGroups,
  ListGroupsForUser: listGroupsForUser,
  ListInstanceProfileTags: listInstanceProfileTags,
  ListInstanceProfiles: listInstanceProfiles,
  ListInstanceProfilesForRole: listInstanceProfilesForRole,
  ListMFADeviceTags: listMfaDeviceTags,
  ListMFADevices: listMfaDevices,
  ListOpenIDConnectProviderTags: listOpenIdConnectProviderTags,
  ListOpenIDConnectProviders: listOpenIdConnectProviders,
  ListPolicies: listPolicies,
  ListPolicyTags: listPolicyTags,
  ListPolicyVersions: listPolicyVersions,
  ListRolePolicies: listRolePolicies,
  ListRoleTags: listRoleTags,
  ListRoles: listRoles,
  ListUserPolicies: listUserPolicies,
  ListUserTags: listUserTags,
  ListUsers: listUsers,
  ListVirtualMFADevices: listVirtualMfaDevices,
  PutGroupPolicy: putGroupPolicy,
  PutRolePermissionsBoundary: putRolePermissionsBoundary,
  PutRolePolicy: putRolePolicy,
  PutUserPermissionsBoundary: putUserPermissionsBoundary,
  PutUserPolicy: putUserPolicy,
  RemoveClientIDFromOpenIDConnectProvider: removeClientIdFromOpenIdConnectProvider,
  RemoveRoleFromInstanceProfile: removeRoleFromInstanceProfile,
  RemoveUserFromGroup: removeUserFromGroup,
  ResyncMFADevice: resyncMfaDevice,
  SetDefaultPolicyVersion: setDefaultPolicyVersion,
  SimulateCustomPolicy: simulateCustomPolicy,
  SimulatePrincipalPolicy: simulatePrincipalPolicy,
  TagInstanceProfile: tagInstanceProfile,
  TagMFADevice: tagMfaDevice,
  TagOpenIDConnectProvider: tagOpenIdConnectProvider,
  TagPolicy: tagPolicy,
  TagRole: tagRole,
  TagUser: tagUser,
  UntagInstanceProfile: untagInstanceProfile,
  UntagMFADevice: untagMfaDevice,
  UntagOpenIDConnectProvider: untagOpenIdConnectProvider,
  UntagPolicy: untagPolicy,
  UntagRole: untagRole,
  UntagUser: untagUser,
  UpdateAccessKey: updateAccessKey,
  UpdateAccountPasswordPolicy: updateAccountPasswordPolicy,
  UpdateAssumeRolePolicy: updateAssumeRolePolicy,
  UpdateGroup: updateGroup,
  UpdateLoginProfile: updateLoginProfile,
  UpdateOpenIDConnectProviderThumbprint: updateOpenIdConnectProviderThumbprint,
  UpdateRole: updateRole,
  UpdateRoleDescription: updateRoleDescription,
  UpdateUser: updateUser,
};

export const access = iamAccess;
