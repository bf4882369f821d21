/**
 * Principal and NotPrincipal: whom a resource or trust policy means, and how directly, since grants to a role are
 * limited by its boundary and grants to an account leave the decision to that account's own policies.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
import type { Principal } from '../principal.ts';
import type { PrincipalGrant } from './policy.ts';

export type PrincipalType = 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';

export interface PrincipalDocument {
  readonly type: PrincipalType;
  readonly value: string;
}

/** The most direct of the ways in which the list means the principal. */
export function grantTo(documents: readonly PrincipalDocument[], principal: Principal): PrincipalGrant | undefined {
  let best: PrincipalGrant | undefined;
  for (const document of documents) {
    const grant = grantOf(document, principal);
    if (grant === 'direct') return grant;
    if (grant === 'role' || best === undefined) best = grant ?? best;
  }
  return best;
}

/**
 * Whether NotPrincipal leaves the principal out. The user or session must be named, and its role, and its account:
 * "you must also specify the account ARN of the not-denied principal. Otherwise, the policy might deny access to the
 * entire account containing the principal."
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html
 */
export function isExcepted(documents: readonly PrincipalDocument[], principal: Principal): boolean {
  if (isStranger(principal)) {
    return grantTo(documents, principal) !== undefined;
  }
  const named = new Set(documents.filter(({ type }) => type === 'AWS').map(({ value }) => value));
  if (named.has('*')) return true;
  const account = named.has(principal.accountId) || named.has(rootArn(principal.accountId));
  const role = principal.session?.roleArn;
  return account && (principal.kind === 'root' || named.has(principal.arn)) && (role === undefined || named.has(role));
}

/** Of no account: only a resource's own policy speaks of it. */
export function isStranger({ kind }: Principal): boolean {
  return kind === 'service' || kind === 'anonymous' || kind === 'web-identity';
}

/** As a policy may write it. */
export function isValidPrincipal({ type, value }: PrincipalDocument): boolean {
  switch (type) {
    case 'AWS':
      return value === '*' || ACCOUNT.test(value) || UNIQUE_ID.test(value) || PRINCIPAL_ARN.test(value);
    case 'Service':
      return /^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i.test(value);
    case 'Federated':
      return /^arn:[a-z-]+:iam::\d{12}:(?:saml|oidc)-provider\/.+$|^[a-z0-9-]+(?:\.[a-z0-9-]+)+$/.test(value);
    case 'CanonicalUser':
      return /^[0-9a-f]{64}$/.test(value);
  }
}

const ACCOUNT = /^\d{12}$/;
const UNIQUE_ID = /^A(?:ID|RO)A[A-Z0-9]{12,124}$/;
const PRINCIPAL_ARN =
  /^arn:[a-z-]+:(?:iam::\d{12}:(?:root|(?:user|role)\/[\w+=,.@/-]+)|sts::\d{12}:(?:assumed-role\/[\w+=,.@-]+\/[\w+=,.@-]+|federated-user\/[\w+=,.@-]+))$/;

function grantOf({ type, value }: PrincipalDocument, principal: Principal): PrincipalGrant | undefined {
  if (type === 'Service') return principal.kind === 'service' && principal.service === value ? 'direct' : undefined;
  if (type === 'Federated')
    return principal.provider !== undefined && principal.provider === value ? 'direct' : undefined;
  if (type !== 'AWS') return undefined;
  if (value === '*') return 'direct';
  if (isStranger(principal)) return undefined;
  if (value === principal.accountId || value === rootArn(principal.accountId)) {
    return principal.kind === 'root' ? 'direct' : 'account';
  }
  if (value === principal.arn || value === principal.userId) return 'direct';
  if (value === principal.session?.federatedBy?.arn || value === principal.session?.federatedBy?.uniqueId)
    return 'role';
  if (value === principal.session?.roleArn || principal.userId.startsWith(`${value}:`)) return 'role';
  return undefined;
}

const rootArn = (accountId: string): string => `arn:aws:iam::${accountId}:root`;
