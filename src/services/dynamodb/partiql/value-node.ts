/** Values as statements write them: literals, parameters, and lists, maps and sets of these. */
import { validationError } from '../errors.ts';
import { checkValue } from '../values/check-value.ts';
import { canonicalNumber } from '../values/numbers.ts';
import { type AttributeValue, setMember } from '../values/value.ts';
import { WireError } from '../../../wire/error.ts';

export type ValueNode =
  | { readonly kind: 'literal'; readonly value: AttributeValue }
  /** As it was written: checked when its place in a value is known. */
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'parameter'; readonly index: number }
  | { readonly kind: 'list'; readonly elements: readonly ValueNode[] }
  | { readonly kind: 'map'; readonly members: readonly (readonly [name: string, value: ValueNode])[] }
  | { readonly kind: 'set'; readonly elements: readonly ValueNode[] };

/** The value, checked. `path` is where it stands in what it is part of. Throws ValidationException. */
export function valueOf(node: ValueNode, parameters: readonly AttributeValue[], path = 'root'): AttributeValue {
  switch (node.kind) {
    case 'literal':
      return node.value;
    case 'number':
      return { N: numberAt(node.text, path) };
    case 'parameter':
      return parameter(node.index, parameters);
    case 'list':
      return { L: node.elements.map((element, index) => valueOf(element, parameters, `${path}[${index}]`)) };
    case 'map': {
      const members: Record<string, AttributeValue> = {};
      for (const [name, value] of node.members) setMember(members, name, valueOf(value, parameters, `${path}.${name}`));
      return { M: members };
    }
    case 'set':
      return setOf(node.elements.map((element, index) => valueOf(element, parameters, `${path}[${index}]`)));
  }
}

function numberAt(text: string, path: string): string {
  try {
    return canonicalNumber(text);
  } catch (error) {
    throw error instanceof WireError ? validationError(`${error.message} under ${path}`) : error;
  }
}

function parameter(index: number, parameters: readonly AttributeValue[]): AttributeValue {
  const value = parameters[index];
  if (!value) throw parametersDiffer();
  return value;
}

export function parametersDiffer(): Error {
  return validationError("Number of parameters in request and statement don't match.");
}

function setOf(elements: readonly AttributeValue[]): AttributeValue {
  const [first] = elements;
  if (!first) throw validationError('Empty bags are not supported');
  const value = membersOf(first, elements);
  checkValue(value);
  return value;
}

function membersOf(first: AttributeValue, elements: readonly AttributeValue[]): AttributeValue {
  const wrong = (): never => {
    throw validationError('The elements of a bag must all be strings, all numbers or all binary');
  };
  if (first.S !== undefined) return { SS: elements.map(({ S: text }) => text ?? wrong()) };
  if (first.N !== undefined) return { NS: elements.map(({ N: number }) => number ?? wrong()) };
  if (first.B !== undefined) return { BS: elements.map(({ B: bytes }) => bytes ?? wrong()) };
  return wrong();
}
