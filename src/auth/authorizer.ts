/** Whether a principal may do something: the policies that speak for it, the resource's own, and the decision. */
import type { Log } from '../kit/log.ts';
import type { AuthorizationRequest, CompiledPolicy, PolicyOrigin } from './policy/policy.ts';
import type { PrincipalSource } from './principal.ts';

/** One question: may this principal perform this action on this resource? */
export interface AuthorizationQuestion extends AuthorizationRequest {
  readonly resourcePolicy?: CompiledPolicy;
  /** Nothing is allowed without the resource policy: the trust policies of roles. See AccessCheck. */
  readonly resourcePolicyRequired?: boolean;
}

export interface Decision {
  readonly allowed: boolean;
  /** AWS's words; empty where allowed. */
  readonly message: string;
  explain(): Explanation;
}

/** Plain JSON, for `virga explain`. */
export interface Explanation {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  readonly message: string;
  /** In one sentence. */
  readonly reason: string;
  readonly policies: readonly ExplainedPolicy[];
  readonly decidedBy?: ExplainedStatement;
  /** The smallest statement, and where it has to stand, that would allow the request. */
  readonly wouldAllow?: { readonly where: string; readonly statement: SmallestStatement };
}

export interface ExplainedPolicy {
  readonly origin: PolicyOrigin;
  readonly outcome: 'allow' | 'deny' | 'no match';
  readonly statements: readonly ExplainedStatement[];
}

export interface ExplainedStatement {
  readonly origin: PolicyOrigin;
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  /** Undefined where an earlier part already did not match. */
  readonly matches: {
    readonly principal: boolean;
    readonly action: boolean;
    readonly resource: boolean;
    readonly conditions: boolean;
  };
}

export interface SmallestStatement {
  readonly Effect: 'Allow';
  readonly Action: string;
  readonly Resource: string;
  readonly Principal?: { readonly AWS: string };
}

export interface Authorizer {
  decide(question: AuthorizationQuestion): Promise<Decision>;
}

export interface AuthorizerParts {
  readonly principals: PrincipalSource;
  readonly log: Log;
}

export function createAuthorizer(_parts: AuthorizerParts): Authorizer {
  return {
    decide: () => Promise.reject(new Error('The authorizer is being written')),
  };
}
