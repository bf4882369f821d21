/** Conditions as closures: what ConditionExpression and FilterExpression ask of an item. */
import { beginsWith, compareValues, containsValue, equalValues, sizeOf } from '../values/compare.ts';
import { type AttributeValue, type Item, typeOf } from '../values/value.ts';
import type { Values } from './checks.ts';
import { type Comparator, type Condition, parseCondition } from './condition-parser.ts';
import { compiledOnce } from './cache.ts';
import type { FunctionOperand, Operand } from './operand.ts';
import { compilePath } from './path.ts';
import type { Placeholders } from './placeholders.ts';

/** A condition with the values of its request. */
export interface Predicate {
  /** An item that does not exist has no attributes. */
  test(item: Item | undefined): boolean;
  /** The top-level attributes that it names. */
  readonly attributes: readonly string[];
}

export type ConditionParameter = 'ConditionExpression' | 'FilterExpression';

const EMPTY: Item = {};

/** Throws ValidationException. */
export function compileCondition(parameter: ConditionParameter, text: string, placeholders: Placeholders): Predicate {
  const { result: evaluate, attributes } = compiledOnce(parameter, text, placeholders, (names) => {
    const parsed = parseCondition(parameter, text, names);
    return { ...parsed, compile: () => compile(parsed.condition) };
  });
  const { values } = placeholders;
  return { test: (item) => evaluate(item ?? EMPTY, values), attributes };
}

export type Evaluate = (item: Item, values: Values) => boolean;
type Read = (item: Item, values: Values) => AttributeValue | undefined;

export function compile(condition: Condition): Evaluate {
  switch (condition.kind) {
    case 'and':
      return compileAnd(condition.parts.map(compile));
    case 'or':
      return compileOr(condition.parts.map(compile));
    case 'not': {
      const part = compile(condition.part);
      return (item, values) => !part(item, values);
    }
    case 'compare':
      return compileComparison(condition.operator, compileRead(condition.left), compileRead(condition.right));
    case 'between':
      return compileBetween(compileRead(condition.operand), compileRead(condition.lower), compileRead(condition.upper));
    case 'in':
      return compileIn(compileRead(condition.operand), condition.list.map(compileRead));
    case 'function':
      return compileFunction(condition);
  }
}

function compileAnd(parts: readonly Evaluate[]): Evaluate {
  const [first, second] = parts;
  if (first && second && parts.length === 2) return (item, values) => first(item, values) && second(item, values);
  return (item, values) => parts.every((part) => part(item, values));
}

function compileOr(parts: readonly Evaluate[]): Evaluate {
  return (item, values) => parts.some((part) => part(item, values));
}

/** What is missing is unequal to everything, and neither less nor greater than anything. */
function compileComparison(operator: Comparator, left: Read, right: Read): Evaluate {
  switch (operator) {
    case '=':
      return (item, values) => equal(left(item, values), right(item, values));
    case '<>':
      return (item, values) => !equal(left(item, values), right(item, values));
    case '<':
      return (item, values) => compare(left(item, values), right(item, values)) < 0;
    case '<=':
      return (item, values) => compare(left(item, values), right(item, values)) <= 0;
    case '>':
      return (item, values) => compare(left(item, values), right(item, values)) > 0;
    case '>=':
      return (item, values) => compare(left(item, values), right(item, values)) >= 0;
  }
}

function equal(a: AttributeValue | undefined, b: AttributeValue | undefined): boolean {
  return a !== undefined && b !== undefined && equalValues(a, b);
}

/** NaN, which compares with nothing, where there is no order. */
function compare(a: AttributeValue | undefined, b: AttributeValue | undefined): number {
  if (a === undefined || b === undefined) return Number.NaN;
  return compareValues(a, b) ?? Number.NaN;
}

function compileBetween(operand: Read, lower: Read, upper: Read): Evaluate {
  return (item, values) => {
    const value = operand(item, values);
    return compare(value, lower(item, values)) >= 0 && compare(value, upper(item, values)) <= 0;
  };
}

function compileIn(operand: Read, list: readonly Read[]): Evaluate {
  return (item, values) => {
    const value = operand(item, values);
    return value !== undefined && list.some((read) => equal(value, read(item, values)));
  };
}

function compileFunction({ name, operands }: FunctionOperand): Evaluate {
  const [first = MISSING, second = MISSING] = operands.map(compileRead);
  switch (name) {
    case 'attribute_exists':
      return (item, values) => first(item, values) !== undefined;
    case 'attribute_not_exists':
      return (item, values) => first(item, values) === undefined;
    case 'attribute_type':
      return withBoth(first, second, (value, type) => typeOf(value) === type.S);
    case 'begins_with':
      return withBoth(first, second, beginsWith);
    case 'contains':
      return withBoth(first, second, containsValue);
    default:
      throw new Error(`No condition: ${name}`);
  }
}

const MISSING: Read = () => undefined;

function withBoth(first: Read, second: Read, test: (a: AttributeValue, b: AttributeValue) => boolean): Evaluate {
  return (item, values) => {
    const a = first(item, values);
    const b = second(item, values);
    return a !== undefined && b !== undefined && test(a, b);
  };
}

function compileRead(operand: Operand): Read {
  switch (operand.kind) {
    case 'path':
      return compilePath(operand.path);
    case 'value': {
      const { name } = operand;
      return (_item, values) => values[name];
    }
    case 'function': {
      // Only PartiQL compares what the others say.
      if (operand.name !== 'size') return compileTruth(compileFunction(operand));
      const [read = MISSING] = operand.operands.map(compileRead);
      return (item, values) => {
        const value = read(item, values);
        const size = value && sizeOf(value);
        return size === undefined ? undefined : { N: String(size) };
      };
    }
  }
}

function compileTruth(evaluate: Evaluate): Read {
  return (item, values) => ({ BOOL: evaluate(item, values) });
}
