/** A policy document that was found to be well formed: what parse.ts makes of the text and compile.ts reads. */
import type { ConditionDocument } from './conditions.ts';
import type { PrincipalDocument } from './principals.ts';

/**
 * `identity` is for boundaries and session policies too. `resource` policies name whom they mean, `trust` policies of
 * roles no resource, being that of their role.
 */
export type PolicyKind = 'identity' | 'resource' | 'trust';

export interface PolicyDocument {
  readonly version: '2008-10-17' | '2012-10-17';
  readonly statements: readonly StatementDocument[];
}

export interface StatementDocument {
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly isNotAction: boolean;
  /** Undefined in trust policies. */
  readonly resources: readonly string[] | undefined;
  readonly isNotResource: boolean;
  /** Undefined in identity policies. */
  readonly principals: readonly PrincipalDocument[] | undefined;
  readonly isNotPrincipal: boolean;
  readonly conditions: readonly ConditionDocument[];
}
