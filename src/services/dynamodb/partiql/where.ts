/** What a WHERE says of the key: which partitions a SELECT reads, or which item a statement is about. */
import { invalidValues, validationError } from '../errors.ts';
import type { Comparator, Condition } from '../expressions/condition-parser.ts';
import { compile, type Predicate } from '../expressions/condition.ts';
import type { KeyOperator, KeyTerm } from '../expressions/key-condition.ts';
import type { Operand } from '../expressions/operand.ts';
import { equalValues } from '../values/compare.ts';
import { type KeyAttribute, requireKeySize } from '../values/keys.ts';
import { type AttributeValue, type Item, setMember, typeOf } from '../values/value.ts';
import type { BoundStatement } from './bind.ts';

type Values = Readonly<Record<string, AttributeValue>>;

/**
 * Terms for matchKey, one list for each partition that has to be read; undefined where all have to be. The whole WHERE
 * is the filter of what is read so.
 */
export function partitionsOf(
  where: Condition | undefined,
  values: Values,
  key: readonly KeyAttribute[],
): readonly (readonly KeyTerm[])[] | undefined {
  const [hash, range] = key;
  if (!where || !hash) return undefined;
  const branches = where.kind === 'or' ? where.parts : [where];
  const partitions: KeyTerm[][] = [];
  for (const branch of branches) {
    const parts = partsOf(branch);
    const hashes = parts.map((part) => equalities(part, hash.name, values)).find((found) => found.length > 0);
    if (!hashes) return undefined;
    const term = range && parts.map((part) => rangeTerm(part, range.name, values)).find(Boolean);
    for (const value of hashes) addPartition(partitions, hash.name, value, term);
  }
  return partitions;
}

/** Two branches of one partition read all of it. */
function addPartition(partitions: KeyTerm[][], hash: string, value: AttributeValue, range: KeyTerm | undefined): void {
  const same = partitions.find(([term]) => term?.values.some((other) => equalValues(other, value)));
  if (same) same.length = 1;
  else {
    const term: KeyTerm = { attribute: hash, operator: '=', values: [value] };
    partitions.push(range ? [term, range] : [term]);
  }
}

function partsOf(condition: Condition): readonly Condition[] {
  return condition.kind === 'and' ? condition.parts.flatMap(partsOf) : [condition];
}

/** The values that the attribute may have, if the condition says it. */
function equalities(condition: Condition, attribute: string, values: Values): readonly AttributeValue[] {
  if (condition.kind === 'in') {
    if (!isAttribute(condition.operand, attribute)) return [];
    const found = condition.list.map((operand) => valueIn(operand, values));
    return found.every((value) => value !== undefined) ? found : [];
  }
  const term = rangeTerm(condition, attribute, values);
  return term?.operator === '=' ? term.values : [];
}

function rangeTerm(condition: Condition, attribute: string, values: Values): KeyTerm | undefined {
  switch (condition.kind) {
    case 'compare': {
      const { left, right, operator } = condition;
      const isTurned = isAttribute(right, attribute);
      if (operator === '<>' || !(isTurned || isAttribute(left, attribute))) return undefined;
      return termOf(attribute, isTurned ? TURNED[operator] : operator, [isTurned ? left : right], values);
    }
    case 'between': {
      const { operand, lower, upper } = condition;
      return isAttribute(operand, attribute) ? termOf(attribute, 'BETWEEN', [lower, upper], values) : undefined;
    }
    case 'function': {
      const [target, prefix] = condition.operands;
      if (condition.name !== 'begins_with' || !target || !prefix || !isAttribute(target, attribute)) return undefined;
      return termOf(attribute, 'begins_with', [prefix], values);
    }
    case 'and':
    case 'or':
    case 'not':
    case 'in':
      return undefined;
  }
}

/** `'x' < a` is `a > 'x'`. */
const TURNED: Readonly<Record<Exclude<Comparator, '<>'>, KeyOperator>> = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
};

function termOf(
  attribute: string,
  operator: KeyOperator,
  operands: readonly Operand[],
  values: Values,
): KeyTerm | undefined {
  const found = operands.map((operand) => valueIn(operand, values));
  return found.every((value) => value !== undefined) ? { attribute, operator, values: found } : undefined;
}

function isAttribute(operand: Operand, name: string): boolean {
  return operand.kind === 'path' && operand.path.length === 1 && operand.path[0] === name;
}

function valueIn(operand: Operand, values: Values): AttributeValue | undefined {
  return operand.kind === 'value' ? values[operand.name] : undefined;
}

export interface ItemCondition {
  readonly key: Item;
  /** Whatever else the WHERE says. */
  readonly condition: Predicate | undefined;
}

/** Undefined where not every attribute of the key is equal to a value. Throws where a value cannot be the key's. */
export function itemOf(
  where: Condition | undefined,
  bound: BoundStatement,
  key: readonly KeyAttribute[],
): ItemCondition | undefined {
  const rest = where ? [...partsOf(where)] : [];
  const found: Record<string, AttributeValue> = {};
  for (const attribute of key) {
    const index = rest.findIndex((part) => part.kind === 'compare' && isEquality(part, attribute.name, bound.values));
    const part = rest[index];
    const [value] = part ? equalities(part, attribute.name, bound.values) : [];
    if (!value) return undefined;
    requireKeyValue(attribute, value);
    setMember(found, attribute.name, value);
    rest.splice(index, 1);
  }
  const [first] = rest;
  const condition: Condition | undefined = rest.length > 1 ? { kind: 'and', parts: rest } : first;
  return { key: found, condition: condition && predicateOf(condition, bound.values) };
}

function isEquality(condition: Condition, attribute: string, values: Values): boolean {
  return equalities(condition, attribute, values).length === 1;
}

function requireKeyValue(attribute: KeyAttribute, value: AttributeValue): void {
  if (typeOf(value) !== attribute.type) {
    throw invalidValues('Condition parameter type does not match schema type');
  }
  requireKeySize(attribute, value);
}

/** Throws ValidationException. */
export function requireItem(
  where: Condition | undefined,
  bound: BoundStatement,
  key: readonly KeyAttribute[],
): ItemCondition {
  const found = itemOf(where, bound, key);
  if (found) return found;
  throw validationError('Where clause does not contain a mandatory equality on all key attributes');
}

/** The top-level attributes that it names. */
export function attributesOf(condition: Condition | undefined): readonly string[] {
  return condition ? [...new Set(namesIn(condition))] : [];
}

function namesIn(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.parts.flatMap(namesIn);
    case 'not':
      return namesIn(condition.part);
    case 'compare':
      return [condition.left, condition.right].flatMap(namesOf);
    case 'between':
      return [condition.operand, condition.lower, condition.upper].flatMap(namesOf);
    case 'in':
      return [condition.operand, ...condition.list].flatMap(namesOf);
    case 'function':
      return namesOf(condition);
  }
}

function namesOf(operand: Operand): readonly string[] {
  if (operand.kind === 'path') return [operand.path[0]];
  return operand.kind === 'function' ? operand.operands.flatMap(namesOf) : [];
}

/** With the values of a request. */
export function predicateOf(condition: Condition, values: Values): Predicate {
  const evaluate = compile(condition);
  return { test: (item) => evaluate(item ?? {}, values), attributes: attributesOf(condition) };
}
