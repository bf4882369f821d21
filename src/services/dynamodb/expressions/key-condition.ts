/** Key conditions: the part of an index that a query reads, from KeyConditionExpression or from KeyConditions. */
import { invalidValues, validationError } from '../errors.ts';
import { type KeyAttribute, requireKeySize } from '../values/keys.ts';
import { type AttributeValue, typeOf } from '../values/value.ts';
import { compiledOnce } from './cache.ts';
import { type Condition, parseCondition } from './condition-parser.ts';
import type { Operand } from './operand.ts';
import type { Placeholders } from './placeholders.ts';

export type RangeOperator = '<' | '<=' | '>' | '>=' | 'BETWEEN' | 'begins_with';
export type KeyOperator = '=' | RangeOperator;

/** What is asked of one attribute. */
export interface KeyTerm {
  readonly attribute: string;
  readonly operator: KeyOperator;
  /** One, or the bounds of BETWEEN. */
  readonly values: readonly AttributeValue[];
}

/** Terms in the order of a key. */
export interface KeyCondition {
  /** Of every HASH attribute. */
  readonly hash: readonly AttributeValue[];
  /** Of the first RANGE attributes. */
  readonly equals: readonly AttributeValue[];
  /** On the RANGE attribute behind these. */
  readonly range?: { readonly operator: RangeOperator; readonly values: readonly AttributeValue[] };
}

export interface KeyConditions {
  readonly attributes: readonly string[];
  /** Throws ValidationException where it is a condition, but none of keys: said after all expressions were parsed. */
  terms(): readonly KeyTerm[];
}

interface TermNames {
  readonly attribute: string;
  readonly operator: KeyOperator;
  readonly values: readonly string[];
}

/** Throws ValidationException. */
export function compileKeyConditions(text: string, placeholders: Placeholders): KeyConditions {
  const parameter = 'KeyConditionExpression';
  const { result, attributes } = compiledOnce(parameter, text, placeholders, (names) => {
    const parsed = parseCondition(parameter, text, names);
    return { ...parsed, compile: () => readTerms(parsed.condition) };
  });
  return {
    attributes,
    terms() {
      if (typeof result === 'string') throw validationError(result);
      return result.map(({ values, ...term }) => ({
        ...term,
        values: values.map((name) => bound(name, placeholders)),
      }));
    },
  };
}

function bound(name: string, { values }: Placeholders): AttributeValue {
  const value = values[name];
  if (value === undefined) throw new Error(`No value ${name}, which was checked`);
  return value;
}

/** The terms, or what is wrong with them. */
function readTerms(condition: Condition): readonly TermNames[] | string {
  const terms: TermNames[] = [];
  const seen = new Set<string>();
  for (const part of flatten(condition)) {
    const term = readTerm(part);
    if (typeof term === 'string') return term;
    if (seen.has(term.attribute)) {
      return 'Invalid KeyConditionExpression: KeyConditionExpressions must only contain one condition per key';
    }
    seen.add(term.attribute);
    terms.push(term);
  }
  return terms;
}

function flatten(condition: Condition): readonly Condition[] {
  return condition.kind === 'and' ? condition.parts.flatMap(flatten) : [condition];
}

function readTerm(condition: Condition): TermNames | string {
  switch (condition.kind) {
    case 'and':
    case 'or':
    case 'not':
    case 'in':
      return invalidOperator(condition.kind.toUpperCase());
    case 'compare': {
      const { operator, left, right } = condition;
      if (operator === '<>') return invalidOperator(operator);
      const turned = left.kind === 'path' ? operator : TURNED[operator];
      return termOf(turned, left.kind === 'path' ? [left, right] : [right, left]);
    }
    case 'between': {
      const { operand, lower, upper } = condition;
      return operand.kind === 'path' ? termOf('BETWEEN', [operand, lower, upper]) : keyFirst('BETWEEN');
    }
    case 'function': {
      const { name, operands } = condition;
      if (name !== 'begins_with') return invalidOperator(name);
      return operands[0]?.kind === 'path' ? termOf(name, operands) : keyFirst(name);
    }
  }
}

/** `:a < b` is `b > :a`. */
const TURNED = { '=': '=', '<': '>', '<=': '>=', '>': '<', '>=': '<=' } as const;

function termOf(operator: KeyOperator, [key, ...operands]: readonly Operand[]): TermNames | string {
  const all = key ? [key, ...operands] : operands;
  if (all.some(({ kind }) => kind === 'function')) {
    return 'Invalid KeyConditionExpression: KeyConditionExpressions cannot contain nested operations';
  }
  if (key?.kind !== 'path') return 'Invalid condition in KeyConditionExpression: No key attribute specified';
  const values: string[] = [];
  for (const operand of operands) {
    if (operand.kind !== 'value') {
      return 'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition';
    }
    values.push(operand.name);
  }
  if (key.path.length > 1) {
    return 'Invalid KeyConditionExpression: KeyConditionExpressions cannot have conditions on nested attributes';
  }
  return { attribute: key.path[0], operator, values };
}

function invalidOperator(operator: string): string {
  return `Invalid operator used in KeyConditionExpression: ${operator}`;
}

function keyFirst(operator: string): string {
  return `Invalid condition in KeyConditionExpression: ${operator} operator must have the key attribute as its first operand`;
}

/**
 * The terms as a condition on a key, whose attributes come as its schema has them: HASH first. All HASH attributes are
 * equal to something, RANGE attributes from the left without gaps, and only the last of them may be in a range. Throws
 * ValidationException.
 */
export function matchKey(terms: readonly KeyTerm[], key: readonly KeyAttribute[]): KeyCondition {
  if (terms.length > key.length) {
    throw validationError(
      `The number of query conditions (${terms.length}) exceeds the number of key attributes defined in the schema (${key.length})`,
    );
  }
  const byAttribute = new Map(terms.map((term) => [term.attribute, term]));
  const hashes = key.filter(({ role }) => role === 'HASH').map((attribute) => hashValue(attribute, byAttribute));
  const ranges = key.filter(({ role }) => role === 'RANGE');
  const named = ranges.filter(({ name }) => byAttribute.has(name));
  if (hashes.length + named.length < terms.length) {
    const missed = ranges.find(({ name }) => !byAttribute.has(name));
    throw missedElement(missed?.name ?? '');
  }
  return { hash: hashes, ...rangeCondition(ranges, byAttribute) };
}

function missedElement(name: string): Error {
  return validationError(`Query condition missed key schema element: ${name}`);
}

function hashValue(attribute: KeyAttribute, terms: ReadonlyMap<string, KeyTerm>): AttributeValue {
  const term = terms.get(attribute.name);
  if (!term) throw missedElement(attribute.name);
  checkTerm(attribute, term);
  const [value] = term.values;
  if (term.operator !== '=' || !value) throw validationError('Query key condition not supported');
  return value;
}

function checkTerm(attribute: KeyAttribute, { values }: KeyTerm): void {
  for (const value of values) {
    if (typeOf(value) !== attribute.type) {
      throw invalidValues('Condition parameter type does not match schema type');
    }
    requireKeySize(attribute, value);
  }
}

function rangeCondition(
  ranges: readonly KeyAttribute[],
  terms: ReadonlyMap<string, KeyTerm>,
): Pick<KeyCondition, 'equals' | 'range'> {
  const equals: AttributeValue[] = [];
  const open: string[] = [];
  let range: KeyCondition['range'];
  for (const attribute of ranges) {
    const term = terms.get(attribute.name);
    if (term && open.length > 0) {
      throw validationError(
        `RANGE key attributes ${open.join(', ')} must have equality conditions specified in the query ` +
          `because a condition is present on key attribute ${attribute.name}`,
      );
    }
    if (term) checkTerm(attribute, term);
    if (term?.operator === '=') equals.push(...term.values);
    else {
      open.push(attribute.name);
      if (term) range = { operator: term.operator, values: term.values };
    }
  }
  return range ? { equals, range } : { equals };
}

/** A filter is asked of what the key condition leaves: it may not name the key itself. */
export function requireNoKeyInFilter(
  parameter: 'Filter Expression' | 'QueryFilter',
  attributes: readonly string[],
  key: readonly KeyAttribute[],
): void {
  const found = key.find(({ name }) => attributes.includes(name));
  if (!found) return;
  throw validationError(
    `${parameter} can only contain non-primary key attributes: Primary key attribute: ${found.name}`,
  );
}
