/** Makes closures of a policy document, once, so that a request walks no document. */
import { compileConditions } from './conditions.ts';
import { isStableKey } from './context.ts';
import type { PolicyDocument, StatementDocument } from './document.ts';
import { compileGlob, type Matcher, resourceTokens, type Token, tokenize } from './match.ts';
import type { AuthorizationRequest, CompiledPolicy, CompiledStatement, PrincipalGrant } from './policy.ts';
import { grantTo, isExcepted } from './principals.ts';
import { parseTemplate, templateMatcher } from './variables.ts';

export function compilePolicy(document: PolicyDocument): CompiledPolicy {
  const variables = document.version === '2012-10-17';
  return { statements: document.statements.map((statement) => compileStatement(statement, variables)) };
}

function compileStatement(document: StatementDocument, variables: boolean): CompiledStatement {
  const actions = compileActions(document);
  const resources = compileResources(document, variables);
  const conditions = compileConditions(document.conditions, variables);
  return {
    sid: document.sid,
    effect: document.effect,
    matchesAction: actions,
    ...compilePrincipals(document),
    matchesResource: resources.matches,
    matchesConditions: conditions.matches,
    readsRequest: conditions.readsRequest || resources.readsRequest,
  };
}

/** "The prefix and the action name are case insensitive." */
function compileActions({ actions, isNotAction }: StatementDocument): (action: string) => boolean {
  const exact = new Set<string>();
  const globs: Matcher[] = [];
  for (const action of actions) {
    const pattern = action.toLowerCase();
    if (/[*?]/.test(pattern)) globs.push(compileGlob(tokenize(pattern)));
    else exact.add(pattern);
  }
  // One action is asked about again and again.
  let known = { action: '', matches: isNotAction };
  return (action) => {
    if (action === known.action) return known.matches;
    const name = action.toLowerCase();
    const matches = (exact.has(name) || globs.some((glob) => glob(name))) !== isNotAction;
    known = { action, matches };
    return matches;
  };
}

function compileResources(
  { resources, isNotResource }: StatementDocument,
  variables: boolean,
): { matches: (request: AuthorizationRequest) => boolean; readsRequest: boolean } {
  if (!resources) return { matches: () => true, readsRequest: false };
  const templates = resources.map((text) => parseTemplate(text, { variables, wildcards: true }));
  const compile = (tokens: readonly Token[]): Matcher => compileGlob(resourceTokens(tokens));
  const matchers = templates.map((template) => templateMatcher(template, compile));
  const [only] = matchers;
  return {
    matches:
      only && matchers.length === 1
        ? (request) => only(request.resource, request) !== isNotResource
        : (request) => matchers.some((matches) => matches(request.resource, request)) !== isNotResource,
    readsRequest: templates.some(({ keys }) => keys.some((key) => !isStableKey(key))),
  };
}

function compilePrincipals({
  principals,
  isNotPrincipal,
}: StatementDocument): Pick<CompiledStatement, 'matchesPrincipal' | 'grant' | 'notPrincipal'> {
  if (!principals) return { matchesPrincipal: () => true };
  const grant = ({ principal }: AuthorizationRequest): PrincipalGrant | undefined =>
    isNotPrincipal ? (isExcepted(principals, principal) ? undefined : 'direct') : grantTo(principals, principal);
  return {
    grant,
    matchesPrincipal: (request) => grant(request) !== undefined,
    ...(isNotPrincipal && { notPrincipal: true }),
  };
}
