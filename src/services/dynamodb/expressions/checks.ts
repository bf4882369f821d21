/**
 * What is wrong with an expression that can be parsed. AWS looks for one kind of fault after another, not from left to
 * right; most faults show in the text and names, some only with the values of a request.
 */
import { type AttributeType, type AttributeValue, typeOf } from '../values/value.ts';
import type { Operand } from './operand.ts';

export type Values = Readonly<Record<string, AttributeValue>>;

/** The fault, if there is one. */
export type Check = (values: Values) => string | undefined;

/** Checks by the order in which AWS makes them. */
export class Checks {
  readonly #ranks: Check[][] = [];

  add(rank: number, check: Check): void {
    (this.#ranks[rank] ??= []).push(check);
  }

  /** One that does not depend on values. */
  fault(rank: number, message: string): void {
    this.add(rank, () => message);
  }

  inOrder(): readonly Check[] {
    return this.#ranks.flat();
  }
}

/** Undefined where only the item can tell. */
export function operandType(operand: Operand, values: Values): AttributeType | undefined {
  switch (operand.kind) {
    case 'path':
      return undefined;
    case 'value': {
      const value = values[operand.name];
      return value === undefined ? undefined : typeOf(value);
    }
    case 'function':
      if (operand.name === 'list_append') return 'L';
      if (operand.name === 'if_not_exists') return undefined;
      return operand.name === 'size' || operand.name === '+' || operand.name === '-' ? 'N' : 'BOOL';
  }
}

export function incorrectOperandType(name: string, type: string): string {
  return `Incorrect operand type for operator or function; operator or function: ${name}, operand type: ${type}`;
}

export function incorrectOperandCount(name: string, count: number): string {
  return `Incorrect number of operands for operator or function; operator or function: ${name}, number of operands: ${count}`;
}

/** One of the types that the operator does not take, among the operands whose type is known. */
export function checkOperandTypes(name: string, operands: readonly Operand[], types: readonly AttributeType[]): Check {
  return (values) => {
    for (const operand of operands) {
      const type = operandType(operand, values);
      if (type !== undefined && !types.includes(type)) return incorrectOperandType(name, type);
    }
    return undefined;
  };
}

export function undefinedName(placeholder: string): string {
  return `An expression attribute name used in the document path is not defined; attribute name: ${placeholder}`;
}

export function undefinedValue(placeholder: string): Check {
  return (values) =>
    values[placeholder] === undefined
      ? `An expression attribute value used in expression is not defined; attribute value: ${placeholder}`
      : undefined;
}
