/**
 * Condition blocks, compiled: every operator, with IfExists, ForAllValues and ForAnyValue.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html
 */
import { contextReader, isStableKey } from './context.ts';
import { comparerOf, isOperator, isValidValue, type Comparer } from './operators.ts';
import type { AuthorizationRequest, ConditionValue } from './policy.ts';

/** One line of a condition block: an operator as written, a key, its values. */
export interface ConditionDocument {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export interface CompiledConditions {
  readonly matches: (request: AuthorizationRequest) => boolean;
  readonly readsRequest: boolean;
}

/** All operators and all keys must match. */
export function compileConditions(documents: readonly ConditionDocument[], variables: boolean): CompiledConditions {
  const tests = documents.map((document) => compileCondition(document, variables));
  return { matches: all(tests.map(({ matches }) => matches)), readsRequest: tests.some((test) => test.readsRequest) };
}

function all(tests: readonly CompiledConditions['matches'][]): CompiledConditions['matches'] {
  const [first, second] = tests;
  if (!first) return () => true;
  if (!second) return first;
  if (tests.length === 2) return (request) => first(request) && second(request);
  return (request) => tests.every((test) => test(request));
}

export interface OperatorName {
  readonly base: string;
  readonly quantifier: 'ForAllValues' | 'ForAnyValue' | undefined;
  readonly ifExists: boolean;
}

/** Undefined where there is no such operator. */
export function parseOperator(text: string): OperatorName | undefined {
  const found = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(text);
  if (!found) return undefined;
  const [, quantifier, base = '', ifExists] = found;
  if (!isOperator(base) || (base === 'Null' && (ifExists !== undefined || quantifier !== undefined))) return undefined;
  return { base, quantifier: quantifier as OperatorName['quantifier'], ifExists: ifExists !== undefined };
}

/** Whether the operator can make anything of the value: dates, addresses and numbers are read when written. */
export function isConditionValue(operator: OperatorName, value: string): boolean {
  return isValidValue(operator.base, value);
}

function compileCondition({ operator, key, values }: ConditionDocument, variables: boolean): CompiledConditions {
  const name = parseOperator(operator);
  if (!name) throw new Error(`There is no condition operator ${operator}`);
  const lowerKey = key.toLowerCase();
  const read = contextReader(lowerKey);
  if (name.base === 'Null') {
    const wanted = values.map((value) => value.toLowerCase() === 'true');
    return {
      matches: (request) => wanted.includes(valuesOf(read(request)).length === 0),
      readsRequest: !isStableKey(lowerKey),
    };
  }
  const comparer = comparerOf(name.base, values, variables);
  const { matchesAny, negated } = comparer;
  const isPlain = name.quantifier === undefined;
  return {
    matches(request) {
      const value = read(request);
      // As nearly always.
      if (isPlain && typeof value === 'string') return matchesAny(value, request) !== negated;
      return decide(name, comparer, valuesOf(value), request);
    },
    readsRequest: !isStableKey(lowerKey) || comparer.variables.some((variable) => !isStableKey(variable)),
  };
}

function decide(
  { quantifier, ifExists }: OperatorName,
  comparer: Comparer,
  values: readonly string[],
  request: AuthorizationRequest,
): boolean {
  const { negated } = comparer;
  const matchesAny = (value: string): boolean => comparer.matchesAny(value, request);
  // "… or if the context key value resolves to a null dataset, such as an empty string"
  const empty = values.length === 0 || (quantifier !== undefined && values.every((value) => value === ''));
  if (empty) {
    if (ifExists || quantifier === 'ForAllValues') return true;
    return quantifier === undefined && negated;
  }
  switch (quantifier) {
    case 'ForAllValues':
      return values.every((value) => matchesAny(value) !== negated);
    case 'ForAnyValue':
      return values.some((value) => matchesAny(value) !== negated);
    case undefined:
      return values.some(matchesAny) !== negated;
  }
}

const valuesOf = (value: ConditionValue | undefined): readonly string[] =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;
