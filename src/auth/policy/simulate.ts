/** The engine asked about policies that may stand nowhere: what they decide, by which statements, and which keys they miss. */
import type { AttachedPolicy } from '../principal.ts';
import { compilePolicy } from './compile.ts';
import { contextValue } from './context.ts';
import type { PolicyDocument, StatementDocument } from './document.ts';
import { evaluate } from './evaluate.ts';
import { readPolicy } from './parse.ts';
import type { AuthorizationRequest, CompiledPolicy, CompiledStatement, PolicyType } from './policy.ts';
import { type Span, statementSpans } from './spans.ts';
import { parseTemplate } from './variables.ts';

export interface SourcePolicy {
  /** What the answer calls it. */
  readonly id: string;
  readonly text: string;
}

export interface SimulatedPolicies {
  readonly identity: readonly SourcePolicy[];
  readonly boundary?: readonly SourcePolicy[] | undefined;
  readonly resource?: SourcePolicy | undefined;
}

export interface SimulatedOutcome {
  readonly decision: EvalDecision;
  readonly matched: readonly { readonly policyId: string; readonly span: Span | undefined }[];
  /** As the policies write them. */
  readonly missingKeys: readonly string[];
  /** Where there is a boundary. */
  readonly allowedByBoundary?: boolean;
  /** Where the resource is of another account: what each side says. */
  readonly sides?: { readonly identity: EvalDecision; readonly resource: EvalDecision };
}

export type EvalDecision = 'allowed' | 'explicitDeny' | 'implicitDeny';

interface Loaded {
  readonly id: string;
  readonly type: PolicyType;
  readonly document: PolicyDocument;
  readonly compiled: CompiledPolicy;
  readonly spans: readonly Span[];
}

export class Simulator {
  readonly #identity: readonly Loaded[];
  readonly #boundary: readonly Loaded[] | undefined;
  readonly #resource: Loaded | undefined;

  /** Throws MalformedPolicyError. */
  constructor({ identity, boundary, resource }: SimulatedPolicies) {
    this.#identity = identity.map((policy) => load(policy, 'identity-based'));
    this.#boundary = boundary?.map((policy) => load(policy, 'permissions boundary'));
    this.#resource = resource && load(resource, 'resource-based');
  }

  /** Keys that the policies read at all, as they write them. */
  keys(): readonly string[] {
    return unlike(this.#all().flatMap(({ document }) => document.statements.flatMap(keysOf)));
  }

  ask(question: AuthorizationRequest): SimulatedOutcome {
    const request: AuthorizationRequest = { ...question, simulated: true };
    const boundary = this.#boundary && together(this.#boundary, 'permissions boundary');
    const { allowed, by } = evaluate(
      { ...request, ...(this.#resource && { resourcePolicy: this.#resource.compiled }) },
      { identity: this.#identity.map(attached), ...(boundary && { boundary }) },
    );
    const decision = allowed ? 'allowed' : by ? 'explicitDeny' : 'implicitDeny';
    const owner = request.resourceAccountId;
    return {
      decision,
      matched: decision === 'implicitDeny' ? [] : this.#matched(request, allowed ? 'Allow' : 'Deny'),
      missingKeys: this.#missingKeys(request),
      ...(this.#boundary && { allowedByBoundary: decide(this.#boundary, request) === 'allowed' }),
      ...(owner !== undefined &&
        owner !== request.principal.accountId && {
          sides: {
            identity: decide(this.#identity, request),
            resource: decide(this.#resource ? [this.#resource] : [], request),
          },
        }),
    };
  }

  #all(): readonly Loaded[] {
    return [...this.#identity, ...(this.#boundary ?? []), ...(this.#resource ? [this.#resource] : [])];
  }

  /** "The deny statement is the only entry included in the result." A boundary allows nothing by itself. */
  #matched(request: AuthorizationRequest, effect: 'Allow' | 'Deny'): SimulatedOutcome['matched'] {
    return this.#all()
      .filter(({ type }) => effect === 'Deny' || type !== 'permissions boundary')
      .flatMap(({ id, compiled, spans }) =>
        compiled.statements.flatMap((statement, at) =>
          statement.effect === effect && applies(statement, request) ? [{ policyId: id, span: spans[at] }] : [],
        ),
      );
  }

  /** Of statements that the action and the resource are for: the others ask for nothing. */
  #missingKeys(request: AuthorizationRequest): readonly string[] {
    const asked = this.#all().flatMap(({ document, compiled }) =>
      document.statements.filter((_, at) => {
        const statement = compiled.statements[at];
        return statement?.matchesAction(request.action) && statement.matchesResource(request);
      }),
    );
    const missing = asked.flatMap(keysOf).filter((key) => contextValue(request, key.toLowerCase()) === undefined);
    return unlike(missing).toSorted();
  }
}

function load({ id, text }: SourcePolicy, type: PolicyType): Loaded {
  const document = readPolicy(text, type === 'resource-based' ? 'resource' : 'identity');
  return { id, type, document, compiled: compilePolicy(document), spans: statementSpans(text) };
}

function attached({ id, type, compiled }: Loaded): AttachedPolicy {
  return { origin: { type, name: id }, policy: compiled };
}

function together(policies: readonly Loaded[], type: PolicyType): AttachedPolicy {
  return { origin: { type }, policy: { statements: policies.flatMap(({ compiled }) => compiled.statements) } };
}

function decide(policies: readonly Loaded[], request: AuthorizationRequest): EvalDecision {
  const applying = policies.flatMap(({ compiled }) => compiled.statements.filter((one) => applies(one, request)));
  if (applying.some(({ effect }) => effect === 'Deny')) return 'explicitDeny';
  return applying.length > 0 ? 'allowed' : 'implicitDeny';
}

function applies(statement: CompiledStatement, request: AuthorizationRequest): boolean {
  return (
    statement.matchesAction(request.action) &&
    statement.matchesPrincipal(request) &&
    statement.matchesResource(request) &&
    statement.matchesConditions(request)
  );
}

/** Of its conditions, and of the variables in them and in its resources. */
function keysOf({ conditions, resources = [] }: StatementDocument): readonly string[] {
  const texts = [...resources, ...conditions.flatMap(({ values }) => values)];
  const variables = texts.flatMap((text) => parseTemplate(text, { variables: true, wildcards: false }).keys);
  return [...conditions.map(({ key }) => key), ...variables];
}

/** Keys are alike whatever their case; the first way to write one stays. */
function unlike(keys: readonly string[]): readonly string[] {
  return [...new Map(keys.toReversed().map((key) => [key.toLowerCase(), key])).values()].toReversed();
}
