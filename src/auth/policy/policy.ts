/** The pieces of a compiled policy that others name; parse.ts makes them, evaluate.ts reads them. */
import type { Principal } from '../principal.ts';

export type PolicyType =
  | 'identity-based'
  | 'resource-based'
  | 'permissions boundary'
  | 'session'
  | 'service control'
  | 'VPC endpoint';

/** Where a policy stands, for denials and for `virga explain`. */
export interface PolicyOrigin {
  readonly type: PolicyType;
  /** Of a managed policy. */
  readonly arn?: string;
  /** Of an inline policy: its name and whom it hangs on (`user/alice`, `group/dev`, `role/x`, `function:my-fn`). */
  readonly name?: string;
  readonly holder?: string;
}

/**
 * How a resource policy's statement means the caller: itself (user, session, service, everyone), by its role, or only by
 * its account, which leaves the decision to the account's own policies.
 */
export type PrincipalGrant = 'direct' | 'role' | 'account';

export interface CompiledStatement {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  matchesAction(action: string): boolean;
  /** True for statements of identity policies, which name no principal. */
  matchesPrincipal(request: AuthorizationRequest): boolean;
  /** Of statements that name principals; where it is missing, matchesPrincipal is a direct grant. */
  grant?(request: AuthorizationRequest): PrincipalGrant | undefined;
  /** The statement has a NotPrincipal: as a Deny it meets every caller that has a boundary. */
  readonly notPrincipal?: boolean;
  matchesResource(request: AuthorizationRequest): boolean;
  matchesConditions(request: AuthorizationRequest): boolean;
  /** Whether the outcome depends on more than principal, action and resource, so that it must not be cached. */
  readonly readsRequest: boolean;
}

export interface CompiledPolicy {
  readonly statements: readonly CompiledStatement[];
}

/** A condition key's value: several for multivalued keys. Names are matched without regard to case. */
export type ConditionValue = string | readonly string[];
export type ConditionContext = Readonly<Record<string, ConditionValue | undefined>>;

export interface AuthorizationRequest {
  readonly principal: Principal;
  /** `lambda:CreateFunction`. */
  readonly action: string;
  /** An ARN, or `*` where the action has no resource. */
  readonly resource: string;
  /** Account that owns the resource; the caller's own unless said. */
  readonly resourceAccountId?: string;
  readonly context: ConditionContext;
  /** Of the policy simulator: the context speaks for the principal too. Never of a request that is really asked. */
  readonly simulated?: boolean;
}
