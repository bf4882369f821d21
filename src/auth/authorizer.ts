/**
 * Whether a principal may do something: its policies, the resource's own, and a decision that is remembered where
 * nothing but the credentials, the action and the resource took part in it.
 */
import { dropOldest } from '../kit/drop-oldest.ts';
import type { Log } from '../kit/log.ts';
import { MAX_CACHED_DECISIONS, MAX_CACHED_PRINCIPALS } from './limits.ts';
import { evaluate, type Outcome } from './policy/evaluate.ts';
import { type Explanation, explain } from './policy/explain.ts';
import { denialMessage } from './policy/messages.ts';
import type { AuthorizationRequest, CompiledPolicy } from './policy/policy.ts';
import { isStranger } from './policy/principals.ts';
import type { Principal, PrincipalPolicies, PrincipalSource } from './principal.ts';

export type { Explanation } from './policy/explain.ts';

/** One question: may this principal perform this action on this resource? */
export interface AuthorizationQuestion extends AuthorizationRequest {
  readonly resourcePolicy?: CompiledPolicy | undefined;
  /** Nothing is allowed without the resource policy: the trust policies of roles. See AccessCheck. */
  readonly resourcePolicyRequired?: boolean | undefined;
}

export interface Decision {
  readonly allowed: boolean;
  /** AWS's words; empty where allowed. */
  readonly message: string;
  explain(): Explanation;
}

export interface Authorizer {
  decide(question: AuthorizationQuestion): Promise<Decision>;
}

export interface AuthorizerParts {
  readonly principals: PrincipalSource;
  readonly log: Log;
}

export function createAuthorizer({ principals, log }: AuthorizerParts): Authorizer {
  const memory = new Memory(principals);
  return {
    async decide(question) {
      const { policies, generation } = await memory.policiesOf(question.principal);
      const outcome = memory.outcome(question, policies, generation);
      const message = outcome.allowed ? '' : denialMessage(question, outcome);
      if (!outcome.allowed) log.info('Denied', { action: question.action, resource: question.resource, message });
      return {
        allowed: outcome.allowed,
        message,
        explain: () => explain(question, policies, evaluate(question, policies), message),
      };
    },
  };
}

/** Policies by principal and outcomes by question, of one generation of identities and policies. */
class Memory {
  readonly #principals: PrincipalSource;
  readonly #policies = new Map<string, PrincipalPolicies>();
  readonly #outcomes = new Map<string, Outcome>();
  #generation: number;

  constructor(principals: PrincipalSource) {
    this.#principals = principals;
    this.#generation = principals.generation();
  }

  async policiesOf(principal: Principal): Promise<{ policies: PrincipalPolicies; generation: number }> {
    this.#forgetOld();
    const generation = this.#generation;
    if (isStranger(principal)) return { policies: NONE, generation };
    const key = keyOf(principal);
    const known = this.#policies.get(key);
    if (known) return { policies: known, generation };
    const policies = await this.#principals.policiesOf(principal);
    // What changed while they were read may be in them or not: only the next reading knows.
    if (this.#isCurrent(generation)) remember(this.#policies, key, policies, MAX_CACHED_PRINCIPALS);
    return { policies, generation };
  }

  /** Resource policies have no generation: what one took part in is not remembered. */
  outcome(question: AuthorizationQuestion, policies: PrincipalPolicies, generation: number): Outcome {
    if (question.resourcePolicy || question.resourcePolicyRequired || !this.#isCurrent(generation)) {
      return evaluate(question, policies);
    }
    const { principal, action, resource, resourceAccountId = '' } = question;
    const key = `${keyOf(principal)}\n${action}\n${resourceAccountId}\n${resource}`;
    const known = this.#outcomes.get(key);
    if (known) return known;
    const outcome = evaluate(question, policies);
    if (!outcome.readsRequest) remember(this.#outcomes, key, outcome, MAX_CACHED_DECISIONS);
    return outcome;
  }

  #isCurrent(generation: number): boolean {
    return generation === this.#generation && generation === this.#principals.generation();
  }

  #forgetOld(): void {
    const generation = this.#principals.generation();
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#policies.clear();
    this.#outcomes.clear();
  }
}

const NONE: PrincipalPolicies = { identity: [] };

/** A session's key is its own, so that session policies and tags are told apart by it. */
const keyOf = (principal: Principal): string =>
  `${principal.accessKeyId ?? ''}|${principal.arn}|${principal.service ?? ''}`;

/** The oldest go first. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value, limit: number): void {
  if (map.size >= limit) dropOldest(map);
  map.set(key, value);
}
