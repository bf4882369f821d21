/** The functions of conditions: how many operands each takes, and of which types. */
import { isAttributeType } from '../values/value.ts';
import { type Check, checkOperandTypes, incorrectOperandType, operandType, type Values } from './checks.ts';
import type { FunctionOperand, Operand } from './operand.ts';

export const FUNCTIONS: ReadonlyMap<string, number> = new Map([
  ['attribute_exists', 1],
  ['attribute_not_exists', 1],
  ['attribute_type', 2],
  ['begins_with', 2],
  ['contains', 2],
  ['size', 1],
]);

/** What depends on the operands' types. */
export function checkFunction(call: FunctionOperand): Check | undefined {
  const { name, operands } = call;
  const [first, second] = operands;
  switch (name) {
    case 'attribute_exists':
    case 'attribute_not_exists':
      if (first?.kind === 'path') return undefined;
      return () => `Operator or function requires a document path; operator or function: ${name}`;
    case 'begins_with':
      return checkOperandTypes(name, operands, ['S', 'B']);
    case 'size':
      return checkOperandTypes(name, operands, ['S', 'B', 'SS', 'NS', 'BS', 'L', 'M']);
    case 'attribute_type':
      return second && ((values) => checkTypeName(second, values));
    default:
      return undefined;
  }
}

function checkTypeName(operand: Operand, values: Values): string | undefined {
  const type = operandType(operand, values);
  if (type !== 'S') return incorrectOperandType('attribute_type', type ?? '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}');
  const name = operand.kind === 'value' ? values[operand.name]?.S : undefined;
  if (name !== undefined && isAttributeType(name)) return undefined;
  return `Invalid attribute type name found; type: ${name}, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}`;
}
