/** What the tables of the policy engine share: sources, and a request to ask about. */
import { ACCOUNT, ALICE } from '../auth.fixture.ts';
import { parsePolicy } from './parse.ts';
import type { AuthorizationRequest, CompiledPolicy } from './policy.ts';

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';

/** Where each rule of a table is written. */
export const DOCS = {
  operators: `${GUIDE}/reference_policies_elements_condition_operators.html`,
  multi: `${GUIDE}/reference_policies_condition-logic-multiple-context-keys-or-values.html`,
  sets: `${GUIDE}/reference_policies_condition-single-vs-multi-valued-context-keys.html`,
  keys: `${GUIDE}/reference_policies_condition-keys.html`,
  condition: `${GUIDE}/reference_policies_elements_condition.html`,
  variables: `${GUIDE}/reference_policies_variables.html`,
  resource: `${GUIDE}/reference_policies_elements_resource.html`,
  notResource: `${GUIDE}/reference_policies_elements_notresource.html`,
  action: `${GUIDE}/reference_policies_elements_action.html`,
  notAction: `${GUIDE}/reference_policies_elements_notaction.html`,
  principal: `${GUIDE}/reference_policies_elements_principal.html`,
  notPrincipal: `${GUIDE}/reference_policies_elements_notprincipal.html`,
  version: `${GUIDE}/reference_policies_elements_version.html`,
  sid: `${GUIDE}/reference_policies_elements_sid.html`,
  grammar: `${GUIDE}/reference_policies_grammar.html`,
  logic: `${GUIDE}/reference_policies_evaluation-logic.html`,
  denyAllow: `${GUIDE}/reference_policies_evaluation-logic_policy-eval-denyallow.html`,
  singleAccount: `${GUIDE}/reference_policies_evaluation-logic_policy-eval-basics.html`,
  crossAccount: `${GUIDE}/reference_policies_evaluation-logic-cross-account.html`,
  boundaries: `${GUIDE}/access_policies_boundaries.html`,
  session: `${GUIDE}/access_policies.html#policies_session`,
  root: `${GUIDE}/id_root-user.html`,
  messages: `${GUIDE}/troubleshoot_access-denied.html`,
  trust: `${GUIDE}/id_roles_update-role-trust-policy.html`,
} as const;
export type Doc = keyof typeof DOCS;

export const QUEUE = `arn:aws:sqs:us-east-1:${ACCOUNT}:orders`;

export function ask(changes: Partial<AuthorizationRequest> = {}): AuthorizationRequest {
  return { principal: ALICE, action: 'sqs:SendMessage', resource: QUEUE, context: {}, ...changes };
}

export const text = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });

export const allow = (Action: string | string[], Resource: string | string[] = '*', rest: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...rest,
});
export const deny = (Action: string | string[], Resource: string | string[] = '*', rest: object = {}): object => ({
  ...allow(Action, Resource),
  Effect: 'Deny',
  ...rest,
});

export const identity = (...statements: readonly object[]): CompiledPolicy =>
  parsePolicy(text(...statements), 'identity');
export const resource = (...statements: readonly object[]): CompiledPolicy =>
  parsePolicy(text(...statements), 'resource');

/** Whether the only statement of a policy applies. */
export function applies(policy: CompiledPolicy, request: AuthorizationRequest): boolean {
  const [statement] = policy.statements;
  return (
    statement !== undefined &&
    statement.matchesPrincipal(request) &&
    statement.matchesAction(request.action) &&
    statement.matchesResource(request) &&
    statement.matchesConditions(request)
  );
}
