/** Who calls. Made by sigv4.ts from what a PrincipalSource (the IAM and STS services) knows of a key. */
import type { PolicyOrigin, CompiledPolicy } from './policy/policy.ts';

/** A web identity is the bearer of an OIDC provider's token, before it has assumed a role. */
export type PrincipalKind =
  | 'root'
  | 'user'
  | 'assumed-role'
  | 'federated-user'
  | 'web-identity'
  | 'service'
  | 'anonymous';

export interface Principal {
  readonly kind: PrincipalKind;
  /** Twelve digits; empty for anonymous. */
  readonly accountId: string;
  /** As GetCallerIdentity and denials say it: `arn:aws:iam::<account>:user/<name>`, `arn:aws:sts::<account>:assumed-role/<role>/<session>`, … */
  readonly arn: string;
  /** `aws:userid`: AIDA…, `AROA…:session`, the account id for root. */
  readonly userId: string;
  /** `aws:username`, of users only. */
  readonly userName?: string;
  readonly accessKeyId?: string;
  /** `aws:PrincipalTag/…`: of the user or role, overridden by the session's. */
  readonly tags: Readonly<Record<string, string>>;
  /** Of temporary credentials only. */
  readonly session?: PrincipalSession;
  /** `kind: 'service'` only: `lambda.amazonaws.com`. */
  readonly service?: string;
  /** `kind: 'web-identity'` only: ARN of the OIDC provider that vouches for it. */
  readonly provider?: string;
}

/** Whoever does not say who calls. */
export const ANONYMOUS: Principal = { kind: 'anonymous', accountId: '', arn: '', userId: 'anonymous', tags: {} };

export interface PrincipalSession {
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly mfaAuthenticated: boolean;
  readonly sourceIdentity?: string;
  /** Of assumed roles: the role that speaks (`arn:aws:iam::<account>:role/<path><name>`) and its name. */
  readonly roleArn?: string;
  readonly roleName?: string;
  /** Of federated users: the user that made it, whose policies it has; the root user where it is left out. */
  readonly federatedBy?: { readonly name: string; readonly arn: string; readonly uniqueId: string };
  /** Of roles that a web identity assumed: `aws:FederatedProvider`. */
  readonly federatedProvider?: string;
  /** The session's own tags, inherited ones included, and which of them go on to the sessions that it assumes. */
  readonly tags?: Readonly<Record<string, string>>;
  readonly transitiveTagKeys?: readonly string[];
  /** Session policies: those that the token carries, and the ARNs of managed ones. Either makes the layer. */
  readonly policies?: readonly AttachedPolicy[];
  readonly policyArns?: readonly string[];
}

/** A principal's key, as found by its id. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Present for temporary credentials; the request must carry the same. */
  readonly sessionToken?: string;
  readonly active: boolean;
  readonly expiresAtMs?: number;
  readonly principal: Principal;
}

/** The policies that speak for a principal, compiled. Root has none and needs none. */
export interface PrincipalPolicies {
  readonly identity: readonly AttachedPolicy[];
  /** A permission boundary limits what identity policies allow. */
  readonly boundary?: AttachedPolicy;
  /** Session policies limit further; all of them together are one layer (any of them may allow). */
  readonly session?: readonly AttachedPolicy[];
}

export interface AttachedPolicy {
  readonly origin: PolicyOrigin;
  readonly policy: CompiledPolicy;
}

/** What auth needs to know of identities; the IAM service fulfils it, with STS's sessions behind it. */
export interface PrincipalSource {
  /** Undefined where no such key exists. `sessionToken` as the request brought it. */
  findCredential(accessKeyId: string, sessionToken: string | undefined): Promise<Credential | undefined>;
  policiesOf(principal: Principal): Promise<PrincipalPolicies>;
  /** Grows with each change to identities or policies: whoever caches decisions drops them then. */
  generation(): number;
  /** Called after a verified request, of temporary keys too; must coalesce in memory. */
  keyUsed(accessKeyId: string, service: string, region: string, principal: Principal): void;
}
