/** The policy simulator: each action on each resource, asked of the real engine, in pages. */
import { MalformedPolicyError } from '../../auth/policy/parse.ts';
import type { ConditionContext } from '../../auth/policy/policy.ts';
import {
  type SimulatedOutcome,
  type SimulatedPolicies,
  Simulator,
  type SourcePolicy,
} from '../../auth/policy/simulate.ts';
import type { Principal } from '../../auth/principal.ts';
import { parseArn } from '../../kit/arn.ts';
import { SIMULATIONS_MAX } from './limits.ts';
import {
  type EvaluationResult,
  InvalidInputException,
  type SimulateCustomPolicyRequest,
  type SimulatePolicyResponse,
  type Statement,
} from './model.ts';
import { pageOfList } from './pages.ts';

type Input = Omit<SimulateCustomPolicyRequest, 'PolicyInputList'>;

/** Throws InvalidInput where a policy is malformed. */
export function simulator(policies: SimulatedPolicies): Simulator {
  try {
    return new Simulator(policies);
  } catch (error) {
    if (error instanceof MalformedPolicyError) throw new InvalidInputException(error.message);
    throw error;
  }
}

/** As the answer names them: `PolicyInputList.1`. */
export function inputPolicies(texts: readonly string[] | undefined, list: string): readonly SourcePolicy[] {
  return (texts ?? []).map((text, at) => ({ id: `${list}.${at + 1}`, text }));
}

export function simulate(input: Input, policies: SimulatedPolicies, caller: Principal): SimulatePolicyResponse {
  checkInput(input);
  const resources = input.ResourceArns?.length ? input.ResourceArns : ['*'];
  const pairs = input.ActionNames.flatMap((action) => resources.map((resource) => ({ action, resource })));
  if (pairs.length > SIMULATIONS_MAX) {
    throw new InvalidInputException(`A simulation asks about at most ${SIMULATIONS_MAX} actions on resources.`);
  }
  const asked = simulator(policies);
  const context = contextOf(input);
  const { items, ...rest } = pageOfList(pairs, ({ action, resource }) => `${action} ${resource}`, input);
  const results = items.map(({ action, resource }) => {
    const owner = ownerOf(resource, input.ResourceOwner);
    const outcome = asked.ask({
      principal: caller,
      action,
      resource,
      ...(owner !== undefined && { resourceAccountId: owner }),
      context,
    });
    return resultOf(action, resource, outcome);
  });
  return { EvaluationResults: results, ...rest };
}

function checkInput({ ActionNames, ResourceHandlingOption }: Input): void {
  if (ResourceHandlingOption !== undefined) {
    throw new InvalidInputException('ResourceHandlingOption is not supported here: it is for Amazon EC2.');
  }
  const wrong = ActionNames.find((action) => !/^[a-zA-Z0-9-]+:[a-zA-Z0-9]+$/.test(action));
  if (wrong !== undefined) throw new InvalidInputException(`Invalid Input Action: ${wrong}`);
}

/** Of a resource whose ARN does not say it (buckets), ResourceOwner's; undefined for the caller's own account. */
function ownerOf(resource: string, resourceOwner: string | undefined): string | undefined {
  const account = parseArn(resource)?.account;
  if (account !== undefined && /^\d{12}$/.test(account)) return account;
  if (resourceOwner === undefined) return undefined;
  const owner = parseArn(resourceOwner)?.account ?? resourceOwner;
  if (!/^\d{12}$/.test(owner)) throw new InvalidInputException(`Invalid ResourceOwner: ${resourceOwner}`);
  return owner;
}

function contextOf({ ContextEntries = [] }: Input): ConditionContext {
  const pairs = ContextEntries.map(({ ContextKeyName: name, ContextKeyValues: values = [], ContextKeyType: type }) => {
    if (name === undefined) throw new InvalidInputException('A context entry needs a ContextKeyName.');
    const [first] = values;
    if (type?.endsWith('List')) return [name, values] as const;
    if (values.length > 1) throw new InvalidInputException(`${name} has several values: its type must be a list.`);
    return [name, first] as const;
  });
  return Object.fromEntries(pairs);
}

function resultOf(action: string, resource: string, outcome: SimulatedOutcome): EvaluationResult {
  const { sides, allowedByBoundary } = outcome;
  return {
    EvalActionName: action,
    EvalResourceName: resource,
    EvalDecision: outcome.decision,
    MatchedStatements: outcome.matched.map(({ policyId, span }) => ({
      SourcePolicyId: policyId,
      // What AWS really answers, for inputs and attached policies alike; its model does not know it (2026-11-24).
      SourcePolicyType: 'IAM Policy' as string as NonNullable<Statement['SourcePolicyType']>,
      ...(span && {
        StartPosition: { Line: span.start.line, Column: span.start.column },
        EndPosition: { Line: span.end.line, Column: span.end.column },
      }),
    })),
    MissingContextValues: outcome.missingKeys,
    ...(allowedByBoundary !== undefined && {
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: allowedByBoundary },
    }),
    ...(sides && { EvalDecisionDetails: { 'IAM Policy': sides.identity, 'Resource Policy': sides.resource } }),
  };
}
