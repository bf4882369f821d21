/** Why a decision is as it is, as plain JSON: all policies looked at, the statement that decided, what would allow. */
import type { PrincipalPolicies } from '../principal.ts';
import { allPolicies, type EvaluationQuestion, type Outcome } from './evaluate.ts';
import type { CompiledStatement, PolicyOrigin } from './policy.ts';

export interface Explanation {
  readonly principal: string;
  readonly action: string;
  readonly resource: string;
  readonly allowed: boolean;
  /** AWS's words; empty where allowed. */
  readonly message: string;
  /** In one sentence. */
  readonly reason: string;
  readonly policies: readonly ExplainedPolicy[];
  readonly decidedBy?: { readonly origin: PolicyOrigin; readonly index: number; readonly sid?: string };
  /** The smallest statement, and where it has to stand, that would allow the request. */
  readonly wouldAllow?: { readonly where: string; readonly statement: SmallestStatement };
}

export interface ExplainedPolicy {
  readonly origin: PolicyOrigin;
  readonly outcome: 'allow' | 'deny' | 'no match';
  readonly statements: readonly ExplainedStatement[];
}

export interface ExplainedStatement {
  readonly index: number;
  readonly sid?: string;
  readonly effect: 'Allow' | 'Deny';
  readonly matches: {
    readonly principal: boolean;
    readonly action: boolean;
    readonly resource: boolean;
    readonly conditions: boolean;
  };
}

export interface SmallestStatement {
  readonly Effect: 'Allow';
  readonly Principal?: Readonly<Record<string, string>> | '*';
  readonly Action: string;
  /** Missing in trust policies. */
  readonly Resource?: string;
}

export function explain(
  question: EvaluationQuestion,
  policies: PrincipalPolicies,
  outcome: Outcome,
  message: string,
): Explanation {
  const { principal, action, resource } = question;
  const wouldAllow = outcome.allowed ? undefined : smallestStatement(question, outcome);
  const { by } = outcome;
  return {
    principal: principal.arn || principal.service || principal.userId,
    action,
    resource,
    allowed: outcome.allowed,
    message,
    reason: reasonOf(question, outcome),
    policies: allPolicies(policies, question.resourcePolicy).map(({ origin, policy }) => {
      const statements = policy.statements.map((statement, index) => explainStatement(statement, index, question));
      return { origin, outcome: outcomeOf(statements), statements };
    }),
    ...(by && {
      decidedBy: { origin: by.origin, index: by.index, ...(by.statement.sid && { sid: by.statement.sid }) },
    }),
    ...(wouldAllow && { wouldAllow }),
  };
}

function explainStatement(
  statement: CompiledStatement,
  index: number,
  question: EvaluationQuestion,
): ExplainedStatement {
  return {
    index,
    ...(statement.sid && { sid: statement.sid }),
    effect: statement.effect,
    matches: {
      principal: statement.matchesPrincipal(question),
      action: statement.matchesAction(question.action),
      resource: statement.matchesResource(question),
      conditions: statement.matchesConditions(question),
    },
  };
}

function outcomeOf(statements: readonly ExplainedStatement[]): ExplainedPolicy['outcome'] {
  const matching = statements.filter(({ matches }) => Object.values(matches).every(Boolean));
  if (matching.some(({ effect }) => effect === 'Deny')) return 'deny';
  return matching.length > 0 ? 'allow' : 'no match';
}

function reasonOf({ principal }: EvaluationQuestion, { allowed, by, missing }: Outcome): string {
  if (allowed && !by) return `${principal.arn} is the account's root, which needs no policy.`;
  if (by) {
    const name = by.origin.arn ?? by.origin.name ?? '';
    const where = [`${by.origin.type} policy`, name, by.origin.holder && `of ${by.origin.holder}`];
    const statement = by.statement.sid ? `Statement ${by.statement.sid}` : `Statement number ${by.index + 1}`;
    return `${statement} of the ${where.filter(Boolean).join(' ')} ${allowed ? 'allows it' : 'denies it explicitly'}.`;
  }
  return `No statement of the ${missing} kind of policy allows it.`;
}

/** None where something denies explicitly: no statement helps there. */
function smallestStatement(question: EvaluationQuestion, outcome: Outcome): Explanation['wouldAllow'] {
  const { principal, action, resource } = question;
  const { missing, by } = outcome;
  if (by || !missing) return undefined;
  const statement: SmallestStatement = { Effect: 'Allow', Action: action, Resource: resource };
  const arn = principal.session?.roleArn ?? principal.arn;
  switch (missing) {
    case 'resource-based': {
      const { Resource: _own, ...withoutResource } = statement;
      const who: SmallestStatement = question.resourcePolicyRequired ? withoutResource : statement;
      return { where: `the policy of ${resource}`, statement: { ...who, Principal: principalNamed(question, arn) } };
    }
    case 'permissions boundary':
      return { where: `the permissions boundary of ${arn}`, statement };
    case 'session':
      return { where: `the session policy of ${principal.arn}`, statement };
    case 'identity-based':
    case 'service control':
    case 'VPC endpoint':
      return { where: `an identity policy of ${arn}`, statement };
  }
}

function principalNamed({ principal }: EvaluationQuestion, arn: string): NonNullable<SmallestStatement['Principal']> {
  if (principal.kind === 'anonymous') return '*';
  if (principal.provider !== undefined) return { Federated: principal.provider };
  return principal.service !== undefined ? { Service: principal.service } : { AWS: arn };
}
