/**
 * The documented decision: an explicit deny anywhere; else what identity policies allow within boundary and session
 * policies; else what the resource's own policy grants, as directly as it names the caller; both across accounts.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
import type { AttachedPolicy, PrincipalPolicies } from '../principal.ts';
import type {
  AuthorizationRequest,
  CompiledPolicy,
  CompiledStatement,
  PolicyOrigin,
  PolicyType,
  PrincipalGrant,
} from './policy.ts';
import { isStranger } from './principals.ts';

export interface EvaluationQuestion extends AuthorizationRequest {
  readonly resourcePolicy?: CompiledPolicy | undefined;
  readonly resourcePolicyRequired?: boolean | undefined;
}

export interface Outcome {
  readonly allowed: boolean;
  /** The statement that allowed or denied; none where nothing allows, or root needs nothing. */
  readonly by?: { readonly origin: PolicyOrigin; readonly index: number; readonly statement: CompiledStatement };
  /** Where nothing allows: which kind of policy would have to. */
  readonly missing?: PolicyType;
  /** Whether a condition or variable that took part reads more than principal, action and resource. */
  readonly readsRequest: boolean;
}

const RESOURCE_POLICY: PolicyOrigin = { type: 'resource-based' };
const NO_POLICIES: readonly AttachedPolicy[] = [];
const DIRECTNESS: Readonly<Record<PrincipalGrant, number>> = { account: 1, role: 2, direct: 3 };

export function evaluate(question: EvaluationQuestion, policies: PrincipalPolicies): Outcome {
  const evaluation = new Evaluation(question, policies);
  const decided = evaluation.explicitDeny() ?? evaluation.allow();
  return { ...decided, readsRequest: evaluation.readsRequest };
}

type Decided = Omit<Outcome, 'readsRequest'>;
type Found = NonNullable<Outcome['by']>;
/** What one layer of policies says. */
interface Layer {
  readonly allow?: Found;
  readonly deny?: Found;
}

class Evaluation {
  readsRequest = false;
  readonly #question: EvaluationQuestion;
  readonly #identity: Layer;
  /** Undefined where there is no such layer. */
  readonly #boundary: Layer | undefined;
  readonly #session: Layer | undefined;
  readonly #resource: Layer & { readonly grant?: PrincipalGrant };

  constructor(question: EvaluationQuestion, policies: PrincipalPolicies) {
    this.#question = question;
    this.#identity = this.#look(policies.identity);
    this.#boundary = policies.boundary && this.#look([policies.boundary]);
    this.#session = policies.session && this.#look(policies.session);
    this.#resource = question.resourcePolicy ? this.#lookAtResource(question.resourcePolicy) : {};
  }

  explicitDeny(): Decided | undefined {
    const layers = [this.#identity, this.#boundary, this.#session, this.#resource];
    const by = layers.find((layer) => layer?.deny)?.deny;
    return by && { allowed: false, by };
  }

  allow(): Decided {
    const { principal, resourceAccountId, resourcePolicyRequired } = this.#question;
    const { grant, allow: by } = this.#resource;
    if (isStranger(principal)) return by ? { allowed: true, by } : { allowed: false, missing: 'resource-based' };
    const isOwner = resourceAccountId === undefined || resourceAccountId === principal.accountId;
    if (!isOwner)
      return by ? this.#allowOfPrincipal() : { allowed: false, missing: this.#missing() ?? 'resource-based' };
    if (by && grant === 'direct') return { allowed: true, by };
    if (by && grant === 'role') {
      const missing = this.#missingLimit();
      return missing ? { allowed: false, missing } : { allowed: true, by };
    }
    if (resourcePolicyRequired && !by) return { allowed: false, missing: 'resource-based' };
    return this.#allowOfPrincipal();
  }

  #allowOfPrincipal(): Decided {
    const missing = this.#missing();
    if (missing) return { allowed: false, missing };
    return this.#identity.allow ? { allowed: true, by: this.#identity.allow } : { allowed: true };
  }

  /** Which of the caller's own layers does not allow. */
  #missing(): PolicyType | undefined {
    if (!this.#identity.allow && this.#question.principal.kind !== 'root') return 'identity-based';
    return this.#missingLimit();
  }

  #missingLimit(): PolicyType | undefined {
    if (this.#boundary && !this.#boundary.allow) return 'permissions boundary';
    if (this.#session && !this.#session.allow) return 'session';
    return undefined;
  }

  #look(attached: readonly AttachedPolicy[]): Layer {
    let allow: Found | undefined;
    for (const { origin, policy } of attached) {
      const { statements } = policy;
      for (let index = 0; index < statements.length; index++) {
        const statement = statements[index];
        if (!statement || (statement.effect === 'Allow' && allow)) continue;
        if (!this.#applies(statement)) continue;
        const found = { origin, index, statement };
        if (statement.effect === 'Deny') return { deny: found };
        allow = found;
      }
    }
    return allow ? { allow } : {};
  }

  #lookAtResource(policy: CompiledPolicy): Layer & { grant?: PrincipalGrant } {
    let best: { allow: Found; grant: PrincipalGrant } | undefined;
    for (const [index, statement] of policy.statements.entries()) {
      const grant = this.#grantOf(statement);
      if (!grant || (statement.effect === 'Allow' && best && DIRECTNESS[best.grant] >= DIRECTNESS[grant])) continue;
      if (!this.#applies(statement)) continue;
      const found = { origin: RESOURCE_POLICY, index, statement };
      if (statement.effect === 'Deny') return { deny: found };
      best = { allow: found, grant };
    }
    return best ?? {};
  }

  /** "NotPrincipal with a Deny effect will always deny any IAM principal that has a permissions boundary attached." */
  #grantOf(statement: CompiledStatement): PrincipalGrant | undefined {
    if (statement.notPrincipal && this.#boundary) return 'direct';
    if (statement.grant) return statement.grant(this.#question);
    return statement.matchesPrincipal(this.#question) ? 'direct' : undefined;
  }

  #applies(statement: CompiledStatement): boolean {
    if (!statement.matchesAction(this.#question.action)) return false;
    if (statement.readsRequest) this.readsRequest = true;
    return statement.matchesResource(this.#question) && statement.matchesConditions(this.#question);
  }
}

export function allPolicies(
  policies: PrincipalPolicies,
  resourcePolicy: CompiledPolicy | undefined,
): readonly AttachedPolicy[] {
  return [
    ...policies.identity,
    ...(policies.boundary ? [policies.boundary] : NO_POLICIES),
    ...(policies.session ?? NO_POLICIES),
    ...(resourcePolicy ? [{ origin: RESOURCE_POLICY, policy: resourcePolicy }] : NO_POLICIES),
  ];
}
