/**
 * Conditions of the API before expressions: Expected, ScanFilter and QueryFilter, as the same predicates, and
 * KeyConditions as the same terms. Messages are those of dynalite's recordings of AWS.
 */
import { invalidValues, validationError } from '../errors.ts';
import { checkValue } from '../values/check-value.ts';
import { beginsWith, compareValues, containsValue, equalValues } from '../values/compare.ts';
import { type AttributeType, type AttributeValue, attributeOf, type Item, typeOf } from '../values/value.ts';
import type { Predicate } from '../expressions/condition.ts';
import type { KeyOperator, KeyTerm } from '../expressions/key-condition.ts';
import type { Condition, ExpectedAttributeValue } from '../model.ts';

type Operator = Condition['ComparisonOperator'];
type Test = (value: AttributeValue | undefined) => boolean;

/** Undefined members count as absent. */
type Conditions = Readonly<Record<string, Condition>>;

const COUNTS: Readonly<Record<Operator, readonly [min: number, max: number]>> = {
  EQ: [1, 1],
  NE: [1, 1],
  LE: [1, 1],
  LT: [1, 1],
  GE: [1, 1],
  GT: [1, 1],
  CONTAINS: [1, 1],
  NOT_CONTAINS: [1, 1],
  BEGINS_WITH: [1, 1],
  NULL: [0, 0],
  NOT_NULL: [0, 0],
  IN: [1, Number.POSITIVE_INFINITY],
  BETWEEN: [2, 2],
};

const SCALARS: readonly AttributeType[] = ['S', 'N', 'B'];

/** Where nothing stands, every type will do. */
const TYPES: Readonly<Partial<Record<Operator, readonly AttributeType[]>>> = {
  LE: SCALARS,
  LT: SCALARS,
  GE: SCALARS,
  GT: SCALARS,
  CONTAINS: SCALARS,
  NOT_CONTAINS: SCALARS,
  BEGINS_WITH: ['S', 'B'],
  IN: SCALARS,
  BETWEEN: SCALARS,
};

/** ScanFilter or QueryFilter. Throws ValidationException. */
export function readFilter(conditions: Conditions, operator: 'AND' | 'OR' | undefined): Predicate {
  const tests = Object.entries(conditions).map(([name, condition]): [string, Test] => [
    name,
    readTest(condition.ComparisonOperator, condition.AttributeValueList ?? []),
  ]);
  return predicateOf(tests, operator);
}

/** Throws ValidationException. */
export function readExpected(
  expected: Readonly<Record<string, ExpectedAttributeValue>>,
  operator: 'AND' | 'OR' | undefined,
): Predicate {
  const tests = Object.entries(expected).map(([name, each]): [string, Test] => [name, readExpectation(name, each)]);
  return predicateOf(tests, operator);
}

function predicateOf(tests: readonly (readonly [string, Test])[], operator: 'AND' | 'OR' | undefined): Predicate {
  const holds = (item: Item | undefined, [name, test]: readonly [string, Test]): boolean =>
    test(item && attributeOf(item, name));
  return {
    test: (item) =>
      operator === 'OR' && tests.length > 0
        ? tests.some((each) => holds(item, each))
        : tests.every((each) => holds(item, each)),
    attributes: tests.map(([name]) => name),
  };
}

function readExpectation(name: string, expected: ExpectedAttributeValue): Test {
  const { Value: value, AttributeValueList: list, ComparisonOperator: operator, Exists: exists } = expected;
  if (list && value) {
    throw invalidValues(`Value and AttributeValueList cannot be used together for Attribute: ${name}`);
  }
  if (operator) {
    if (exists !== undefined) {
      throw invalidValues(`Exists and ComparisonOperator cannot be used together for Attribute: ${name}`);
    }
    if (!list && !value && operator !== 'NULL' && operator !== 'NOT_NULL') {
      const operators = `ComparisonOperator: ${operator} for Attribute: ${name}`;
      throw invalidValues(`Value or AttributeValueList must be used with ${operators}`);
    }
    return readTest(operator, list ?? (value ? [value] : []));
  }
  if (list) {
    throw invalidValues(`AttributeValueList can only be used with a ComparisonOperator for Attribute: ${name}`);
  }
  return readExistence(name, value, exists);
}

function readExistence(name: string, value: AttributeValue | undefined, exists: boolean | undefined): Test {
  if (exists === false) {
    if (value) throw invalidValues(`Value cannot be used when Exists is false for Attribute: ${name}`);
    return (found) => found === undefined;
  }
  if (!value) {
    throw invalidValues(`Value must be provided when Exists is ${exists ?? 'null'} for Attribute: ${name}`);
  }
  checkValue(value);
  return (found) => found !== undefined && equalValues(found, value);
}

function readTest(operator: Operator, list: readonly AttributeValue[]): Test {
  checkOperands(operator, list);
  const [first, second] = list;
  if (operator === 'NULL') return (value) => value === undefined;
  if (operator === 'NOT_NULL') return (value) => value !== undefined;
  if (!first) throw new Error(`${operator} without a value, which was checked`);
  const test = compileTest(operator, first, second ?? first, list);
  // What is missing differs from everything, and nothing else can be said of it: not even that it does not contain
  // something (ScyllaDB's test_expected.py, which runs on AWS).
  return (value) => (value === undefined ? operator === 'NE' : test(value));
}

function compileTest(
  operator: Exclude<Operator, 'NULL' | 'NOT_NULL'>,
  first: AttributeValue,
  second: AttributeValue,
  list: readonly AttributeValue[],
): (value: AttributeValue) => boolean {
  const compare = (value: AttributeValue, other: AttributeValue): number => compareValues(value, other) ?? Number.NaN;
  switch (operator) {
    case 'EQ':
      return (value) => equalValues(value, first);
    case 'NE':
      return (value) => !equalValues(value, first);
    case 'LE':
      return (value) => compare(value, first) <= 0;
    case 'LT':
      return (value) => compare(value, first) < 0;
    case 'GE':
      return (value) => compare(value, first) >= 0;
    case 'GT':
      return (value) => compare(value, first) > 0;
    case 'BETWEEN':
      return (value) => compare(value, first) >= 0 && compare(value, second) <= 0;
    case 'CONTAINS':
      return (value) => containsValue(value, first);
    case 'NOT_CONTAINS':
      return (value) => !containsValue(value, first);
    case 'BEGINS_WITH':
      return (value) => beginsWith(value, first);
    case 'IN':
      return (value) => list.some((other) => equalValues(value, other));
  }
}

function checkOperands(operator: Operator, list: readonly AttributeValue[]): void {
  for (const value of list) checkValue(value);
  const [min, max] = COUNTS[operator];
  if (list.length < min || list.length > max) {
    throw invalidValues(`Invalid number of argument(s) for the ${operator} ComparisonOperator`);
  }
  const [first, second] = list;
  const type = first && typeOf(first);
  if (list.some((value) => typeOf(value) !== type)) {
    throw invalidValues('AttributeValues inside AttributeValueList must be of same type');
  }
  const types = TYPES[operator];
  if (types && type && !types.includes(type)) {
    throw invalidValues(`ComparisonOperator ${operator} is not valid for ${type} AttributeValue type`);
  }
  if (operator === 'BETWEEN' && first && second && (compareValues(first, second) ?? 0) > 0) {
    throw validationError(
      'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
    );
  }
}

const KEY_OPERATORS: Readonly<Partial<Record<Operator, KeyOperator>>> = {
  EQ: '=',
  LE: '<=',
  LT: '<',
  GE: '>=',
  GT: '>',
  BETWEEN: 'BETWEEN',
  BEGINS_WITH: 'begins_with',
};

/** KeyConditions, without the schema. Throws ValidationException. */
export function checkKeyConditions(conditions: Conditions): void {
  for (const { ComparisonOperator: operator, AttributeValueList: list } of Object.values(conditions)) {
    checkOperands(operator, list ?? []);
  }
}

/** Of conditions that were checked; what no key can be asked is said when the table is known. */
export function keyTerms(conditions: Conditions): readonly KeyTerm[] {
  return Object.entries(conditions).map(([attribute, condition]): KeyTerm => {
    const operator = KEY_OPERATORS[condition.ComparisonOperator];
    if (!operator) throw validationError('Attempted conditional constraint is not an indexable operation');
    return { attribute, operator, values: condition.AttributeValueList ?? [] };
  });
}
