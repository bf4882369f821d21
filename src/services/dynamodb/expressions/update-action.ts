/** What each action of an update does to an item: the value that it writes at its path, found without writing it. */
import { validationError } from '../errors.ts';
import { compareBytes } from '../values/compare.ts';
import { addNumbers, subtractNumbers } from '../values/numbers.ts';
import { type AttributeValue, type Item, typeOf } from '../values/value.ts';
import type { Values } from './checks.ts';
import type { FunctionOperand, Operand } from './operand.ts';
import { compilePath, type Path } from './path.ts';
import type { Change } from './update-item.ts';
import type { Action } from './update-parser.ts';

/** Undefined where nothing changes. */
export type Decide = (item: Item, values: Values) => Change | undefined;

export function compileAction(action: Action): Decide {
  const { path } = action;
  switch (action.kind) {
    case 'set': {
      const read = compileOperand(action.operand);
      return (item, values) => ({ path, value: read(item, values) });
    }
    case 'remove': {
      const change: Change = { path, value: undefined };
      return () => change;
    }
    case 'add':
    case 'delete':
      return compileCombination(path, action.value.name, action.kind === 'add' ? addTo : deleteFrom);
  }
}

function compileCombination(
  path: Path,
  name: string,
  combine: (old: AttributeValue | undefined, value: AttributeValue) => AttributeValue | undefined,
): Decide {
  const resolve = compilePath(path);
  return (item, values) => {
    const value = values[name];
    if (value === undefined) throw new Error(`No value ${name}, which was checked`);
    return { path, value: combine(resolve(item), value) };
  };
}

type Read = (item: Item, values: Values) => AttributeValue;

function compileOperand(operand: Operand): Read {
  switch (operand.kind) {
    case 'path': {
      const resolve = compilePath(operand.path);
      return (item) => resolve(item) ?? missing();
    }
    case 'value': {
      const { name } = operand;
      return (_item, values) => values[name] ?? missing();
    }
    case 'function':
      return compileFunction(operand);
  }
}

function compileFunction({ name, operands }: FunctionOperand): Read {
  const [first, second] = operands;
  if (!first || !second) throw new Error(`${name} without two operands, which were checked`);
  const left = compileOperand(first);
  const right = compileOperand(second);
  switch (name) {
    case 'if_not_exists': {
      if (first.kind !== 'path') throw new Error('if_not_exists without a path, which was checked');
      const resolve = compilePath(first.path);
      return (item, values) => resolve(item) ?? right(item, values);
    }
    case 'list_append':
      return (item, values) => ({ L: [...listOf(left(item, values)), ...listOf(right(item, values))] });
    case '+':
      return (item, values) => ({ N: addNumbers(numberOf(left(item, values)), numberOf(right(item, values))) });
    case '-':
      return (item, values) => ({ N: subtractNumbers(numberOf(left(item, values)), numberOf(right(item, values))) });
    default:
      throw new Error(`No function of updates: ${name}`);
  }
}

function missing(): never {
  throw validationError('The provided expression refers to an attribute that does not exist in the item');
}

function incorrectType(): never {
  throw validationError('An operand in the update expression has an incorrect data type');
}

function listOf({ L: list }: AttributeValue): readonly AttributeValue[] {
  return list ?? incorrectType();
}

function numberOf({ N: number }: AttributeValue): string {
  return number ?? incorrectType();
}

/** ADD: to a number, or of members to a set; to nothing it gives the value itself. */
export function addTo(old: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (old === undefined) return value;
  if (old.N !== undefined && value.N !== undefined) return { N: addNumbers(old.N, value.N) };
  if (old.SS !== undefined && value.SS !== undefined) return { SS: [...new Set([...old.SS, ...value.SS])] };
  if (old.NS !== undefined && value.NS !== undefined) return { NS: [...new Set([...old.NS, ...value.NS])] };
  if (old.BS !== undefined && value.BS !== undefined) {
    const added = value.BS.filter((bytes) => !hasBytes(old.BS ?? [], bytes));
    return { BS: [...old.BS, ...added] };
  }
  return incorrectType();
}

/** DELETE: of members from a set, whose last one takes the attribute with it. */
export function deleteFrom(old: AttributeValue | undefined, value: AttributeValue): AttributeValue | undefined {
  if (old === undefined) return undefined;
  if (typeOf(old) !== typeOf(value)) return incorrectType();
  const { SS: texts, NS: numbers, BS: blobs } = value;
  if (texts)
    return nonEmpty(
      'SS',
      (old.SS ?? []).filter((text) => !texts.includes(text)),
    );
  if (numbers)
    return nonEmpty(
      'NS',
      (old.NS ?? []).filter((number) => !numbers.includes(number)),
    );
  if (blobs)
    return nonEmpty(
      'BS',
      (old.BS ?? []).filter((bytes) => !hasBytes(blobs, bytes)),
    );
  return incorrectType();
}

function nonEmpty(type: 'SS' | 'NS' | 'BS', members: readonly (string | Uint8Array)[]): AttributeValue | undefined {
  return members.length === 0 ? undefined : { [type]: members };
}

function hasBytes(blobs: readonly Uint8Array[], bytes: Uint8Array): boolean {
  return blobs.some((other) => compareBytes(other, bytes) === 0);
}
