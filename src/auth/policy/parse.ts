/**
 * Policy documents from their text: what AWS refuses when a policy is written is refused here, in its words.
 *
 * Sources of the words: CloudTrail records and reports of MalformedPolicyDocument in public repositories, moto's and
 * versitygw's tests that were made against AWS, and the error codes of IAM's API reference; gathered 2026-11-24.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
 */
import { compilePolicy } from './compile.ts';
import { type ConditionDocument, isConditionValue, parseOperator } from './conditions.ts';
import type { PolicyDocument, PolicyKind, StatementDocument } from './document.ts';
import { isJsonObject, type Json, type JsonObject, parseStrictJson } from './json.ts';
import type { CompiledPolicy } from './policy.ts';
import { isValidPrincipal, type PrincipalDocument, type PrincipalType } from './principals.ts';
import { checkAction, checkResource } from './vendor-names.ts';
import { MalformedPolicyError } from './malformed.ts';

export type { PolicyKind } from './document.ts';
export { MalformedPolicyError } from './malformed.ts';

export interface ParseOptions {
  /** Managed policies are refused in the older version of the language. */
  readonly version2012?: boolean;
}

/** Throws MalformedPolicyError, whose message is AWS's. */
export function parsePolicy(text: string, kind: PolicyKind, options: ParseOptions = {}): CompiledPolicy {
  return compilePolicy(readPolicy(text, kind, options));
}

export function readPolicy(text: string, kind: PolicyKind, options: ParseOptions = {}): PolicyDocument {
  const words = WORDS[kind];
  const policy = readJson(text, kind);
  onlyKeys(policy, ['Version', 'Id', 'Statement'], words.syntax);
  if (policy['Id'] !== undefined && typeof policy['Id'] !== 'string') throw new MalformedPolicyError(words.syntax);
  const version = policy['Version'] ?? '2008-10-17';
  if (version !== '2008-10-17' && version !== '2012-10-17') throw new MalformedPolicyError(words.version);
  const list = Array.isArray(policy['Statement']) ? policy['Statement'] : [policy['Statement']];
  if (list.length === 0 || policy['Statement'] === undefined) throw new MalformedPolicyError(words.empty);
  const statements = list.map((statement: Json) => readStatement(statement, kind));
  if (options.version2012 && version !== '2012-10-17') {
    throw new MalformedPolicyError('Policy document must be version 2012-10-17 or greater.');
  }
  checkSids(statements, kind);
  for (const statement of statements) checkNames(statement, kind);
  return { version, statements };
}

const SYNTAX = 'Syntax errors in policy.';
const WORDS = {
  identity: {
    syntax: SYNTAX,
    version: SYNTAX,
    empty: SYNTAX,
    sids: 'Statement IDs (SID) in a single policy must be unique.',
  },
  resource: {
    syntax: SYNTAX,
    version: 'The policy must contain a valid version string',
    empty: 'Could not parse the policy: Statement is empty!',
    sids: 'The Statement Ids in the policy are not unique',
  },
  trust: {
    syntax: 'Syntax error in policy.',
    version: 'The policy must contain a valid version string',
    empty: 'Could not parse the policy: Statement is empty!',
    sids: 'The Statement Ids in the policy are not unique',
  },
} as const;

function readJson(text: string, kind: PolicyKind): JsonObject {
  let policy: Json;
  try {
    policy = parseStrictJson(text);
  } catch {
    throw new MalformedPolicyError(kind === 'identity' ? SYNTAX : 'This policy contains invalid Json');
  }
  if (!isJsonObject(policy)) throw new MalformedPolicyError(WORDS[kind].syntax);
  return policy;
}

const STATEMENT_KEYS = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

function readStatement(statement: Json, kind: PolicyKind): StatementDocument {
  const { syntax } = WORDS[kind];
  if (!isJsonObject(statement)) throw new MalformedPolicyError(syntax);
  onlyKeys(statement, STATEMENT_KEYS, syntax);
  const sid = statement['Sid'];
  if (sid !== undefined && typeof sid !== 'string') throw new MalformedPolicyError(syntax);
  const effect = readEffect(statement['Effect'], kind);
  const { principals, isNotPrincipal } = readPrincipals(statement, effect, kind);
  const [actions, isNotAction] = readPair(statement, 'Action', kind);
  if (!actions?.length) {
    throw new MalformedPolicyError(
      kind === 'trust' ? 'Missing required field Action' : 'Policy statement must contain actions.',
    );
  }
  const [resources, isNotResource] = readPair(statement, 'Resource', kind);
  if (kind === 'trust' && resources) {
    const words = isNotResource ? 'AssumeRole policy must not contain resources.' : 'Has prohibited field Resource';
    throw new MalformedPolicyError(words);
  }
  if (kind !== 'trust' && !resources?.length)
    throw new MalformedPolicyError('Policy statement must contain resources.');
  const conditions = readConditions(statement['Condition'], syntax);
  return { sid, effect, actions, isNotAction, resources, isNotResource, principals, isNotPrincipal, conditions };
}

function readEffect(effect: Json | undefined, kind: PolicyKind): 'Allow' | 'Deny' {
  if (effect === 'Allow' || effect === 'Deny') return effect;
  if (kind === 'identity') throw new MalformedPolicyError(SYNTAX);
  if (effect === undefined) throw new MalformedPolicyError('Missing required field Effect');
  throw new MalformedPolicyError(`Invalid effect: ${typeof effect === 'string' ? effect : JSON.stringify(effect)}`);
}

/** `Action` or `NotAction`, `Resource` or `NotResource`: never both. */
function readPair(statement: JsonObject, name: string, kind: PolicyKind): [readonly string[] | undefined, boolean] {
  const plain = statement[name];
  const negated = statement[`Not${name}`];
  const { syntax } = WORDS[kind];
  if (plain !== undefined && negated !== undefined) throw new MalformedPolicyError(syntax);
  const value = plain ?? negated;
  return [value === undefined ? undefined : readStrings(value, syntax), negated !== undefined];
}

function readPrincipals(
  statement: JsonObject,
  effect: 'Allow' | 'Deny',
  kind: PolicyKind,
): Pick<StatementDocument, 'principals' | 'isNotPrincipal'> {
  const { Principal: plain, NotPrincipal: negated } = statement;
  if (kind === 'identity') {
    if (plain === undefined && negated === undefined) return { principals: undefined, isNotPrincipal: false };
    throw new MalformedPolicyError('Policy document should not specify a principal.');
  }
  if (negated !== undefined) {
    if (effect === 'Allow') throw new MalformedPolicyError('Allow with NotPrincipal is not allowed.');
    if (kind === 'trust') throw new MalformedPolicyError('AssumeRole policy must not contain NotPrincipal field.');
    if (plain !== undefined) throw new MalformedPolicyError(WORDS[kind].syntax);
  }
  const value = plain ?? negated;
  if (value === undefined) throw new MalformedPolicyError('Missing required field Principal');
  return { principals: readPrincipalList(value, kind), isNotPrincipal: negated !== undefined };
}

const PRINCIPAL_TYPES: ReadonlySet<string> = new Set(['AWS', 'Service', 'Federated', 'CanonicalUser']);

function readPrincipalList(value: Json, kind: PolicyKind): readonly PrincipalDocument[] {
  if (value === '*') return [{ type: 'AWS', value }];
  if (!isJsonObject(value)) throw new MalformedPolicyError(WORDS[kind].syntax);
  const list: PrincipalDocument[] = [];
  for (const [type, values] of Object.entries(value)) {
    if (!PRINCIPAL_TYPES.has(type) || (kind === 'trust' && type === 'CanonicalUser')) {
      throw new MalformedPolicyError(`Invalid principal in policy: "${type}"`);
    }
    for (const name of readStrings(values, WORDS[kind].syntax)) {
      const principal: PrincipalDocument = { type: type as PrincipalType, value: name };
      if (!isValidPrincipal(principal)) {
        const shown = type === 'Service' ? 'SERVICE' : type;
        throw new MalformedPolicyError(`Invalid principal in policy: "${shown}":"${name}"`);
      }
      list.push(principal);
    }
  }
  if (list.length === 0) throw new MalformedPolicyError('Missing required field Principal cannot be empty!');
  return list;
}

function readConditions(block: Json | undefined, syntax: string): readonly ConditionDocument[] {
  if (block === undefined) return [];
  if (!isJsonObject(block)) throw new MalformedPolicyError(syntax);
  const conditions: ConditionDocument[] = [];
  for (const [operator, keys] of Object.entries(block)) {
    const name = parseOperator(operator);
    if (!name || !isJsonObject(keys)) throw new MalformedPolicyError(syntax);
    const seen = new Set<string>();
    for (const [key, value] of Object.entries(keys)) {
      const values = readConditionValues(value, syntax);
      // Keys are matched without regard to case, so that one in two cases stands twice.
      if (key === '' || seen.has(key.toLowerCase())) throw new MalformedPolicyError(syntax);
      seen.add(key.toLowerCase());
      if (!values.every((text) => isConditionValue(name, text))) {
        throw new MalformedPolicyError('The policy failed legacy parsing');
      }
      conditions.push({ operator, key, values });
    }
  }
  return conditions;
}

function readConditionValues(value: Json, syntax: string): readonly string[] {
  const list: readonly Json[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item === 'string') return item;
    if (typeof item === 'number' || typeof item === 'boolean') return String(item);
    throw new MalformedPolicyError(syntax);
  });
}

function readStrings(value: Json, syntax: string): readonly string[] {
  const list: readonly Json[] = Array.isArray(value) ? value : [value];
  return list.map((item) => {
    if (typeof item !== 'string') throw new MalformedPolicyError(syntax);
    return item;
  });
}

function checkSids(statements: readonly StatementDocument[], kind: PolicyKind): void {
  const sids = statements.map(({ sid }) => sid).filter((sid) => sid !== undefined && sid !== '');
  if (new Set(sids).size !== sids.length) throw new MalformedPolicyError(WORDS[kind].sids);
  if (kind === 'resource' || sids.every((sid) => /^[0-9A-Za-z]*$/.test(sid ?? ''))) return;
  throw new MalformedPolicyError(
    'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*',
  );
}

function checkNames({ actions, resources }: StatementDocument, kind: PolicyKind): void {
  if (kind === 'trust') {
    if (actions.every((action) => /^sts:/i.test(action))) return;
    throw new MalformedPolicyError('AssumeRole policy may only specify STS AssumeRole actions.');
  }
  for (const resource of resources ?? []) checkResource(resource);
  for (const action of actions) checkAction(action);
}

function onlyKeys(object: JsonObject, keys: readonly string[], words: string): void {
  if (!Object.keys(object).every((key) => keys.includes(key))) throw new MalformedPolicyError(words);
}
