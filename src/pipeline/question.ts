/** One question of a request to the policy engine. What it says of the request is put together where a condition asks. */
import type { AuthorizationQuestion } from '../auth/authorizer.ts';
import type { CompiledPolicy, ConditionContext } from '../auth/policy/policy.ts';
import type { Principal } from '../auth/principal.ts';
import type { AccessCheck } from '../services/service.ts';

export class Question implements AuthorizationQuestion {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly resourcePolicy: CompiledPolicy | undefined;
  readonly resourcePolicyRequired: boolean | undefined;
  readonly resourceAccountId?: string;
  readonly #check: AccessCheck;
  readonly #ofRequest: () => ConditionContext;
  #context: ConditionContext | undefined;

  constructor(check: AccessCheck, principal: Principal, ofRequest: () => ConditionContext) {
    this.principal = principal;
    this.action = check.action;
    this.resource = check.resource;
    this.resourcePolicy = check.resourcePolicy;
    this.resourcePolicyRequired = check.resourcePolicyRequired;
    if (check.resourceAccountId !== undefined) this.resourceAccountId = check.resourceAccountId;
    this.#check = check;
    this.#ofRequest = ofRequest;
  }

  get context(): ConditionContext {
    return (this.#context ??= { ...this.#ofRequest(), ...this.#check.context });
  }
}
