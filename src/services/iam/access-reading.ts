/** Access to what reads everything: the account's details, the simulator, reports. */
import type { Access, AccessTable } from '../service.ts';
import { onAccount } from './access-rows.ts';
import type { Operations } from './model.ts';
import type { IamParts } from './parts.ts';

export const readingAccess: AccessTable<IamParts, Operations> = {
  GenerateCredentialReport: onAccount('iam:GenerateCredentialReport'),
  GenerateServiceLastAccessedDetails: {
    actions: ['iam:GenerateServiceLastAccessedDetails'],
    checks: (_ctx, { Arn: arn }) => [{ action: 'iam:GenerateServiceLastAccessedDetails', resource: arn }],
  },
  GetAccountAuthorizationDetails: onAccount('iam:GetAccountAuthorizationDetails'),
  GetContextKeysForCustomPolicy: onAccount('iam:GetContextKeysForCustomPolicy'),
  GetContextKeysForPrincipalPolicy: onPolicySource('iam:GetContextKeysForPrincipalPolicy'),
  GetCredentialReport: onAccount('iam:GetCredentialReport'),
  GetServiceLastAccessedDetails: onAccount('iam:GetServiceLastAccessedDetails'),
  SimulateCustomPolicy: onAccount('iam:SimulateCustomPolicy'),
  SimulatePrincipalPolicy: onPolicySource('iam:SimulatePrincipalPolicy'),
};

function onPolicySource(action: string): Access<IamParts, { readonly PolicySourceArn: string }> {
  return { actions: [action], checks: (_ctx, { PolicySourceArn: resource }) => [{ action, resource }] };
}
