/** What this room needs of others: roles, policies and keys (the IAM service), and decisions (auth). */
import type { AuthorizationRequest, CompiledPolicy } from '../../auth/policy/policy.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Context } from '../service.ts';
import type { IssuerKeys } from './issuer-keys.ts';
import type { Sessions } from './sessions.ts';

export interface AssumableRole {
  readonly accountId: string;
  readonly name: string;
  readonly arn: string;
  /** AROA…: of this role, and of no other of the same name. */
  readonly uniqueId: string;
  readonly maxSessionSeconds: number;
  readonly trust: CompiledPolicy;
  readonly tags: Readonly<Record<string, string>>;
}

export interface OidcProvider {
  readonly arn: string;
  /** Audiences that its tokens may be for. */
  readonly clientIds: readonly string[];
}

export interface Identities {
  /** Of any account; the whole ARN must be the role's, its path included. */
  findRole(roleArn: string): Promise<AssumableRole | undefined>;
  /** By the URL that its tokens name as issuer, without `https://`. */
  findOidcProvider(accountId: string, url: string): Promise<OidcProvider | undefined>;
  /** AWS's own, or one of this account. */
  managedPolicyExists(policyArn: string, accountId: string): Promise<boolean>;
  /** Of a lasting access key. */
  accountOfKey(accessKeyId: string): Promise<string | undefined>;
}

/** Codes of MFA devices (the IAM service). A right one is used up by asking. */
export interface MfaCodes {
  use(principal: Principal, serial: string, code: string): Promise<'right' | 'wrong code' | 'no such device'>;
}

/** Auth's authorizer. */
export interface Decider {
  decide(
    request: AuthorizationRequest & {
      readonly resourcePolicy?: CompiledPolicy;
      readonly resourcePolicyRequired?: boolean;
    },
  ): Promise<{ readonly allowed: boolean }>;
}

export interface StsParts {
  readonly sessions: Sessions;
  readonly identities: Identities;
  readonly mfa: MfaCodes;
  readonly authorizer: Decider;
  readonly issuerKeys: IssuerKeys;
  /** For development: AWS refuses roles to root. */
  readonly rootMayAssume: boolean;
}

export type StsContext = Context<StsParts>;
