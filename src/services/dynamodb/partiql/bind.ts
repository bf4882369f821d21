/** A statement with the parameters of a request: parsed once, bound each time. */
import { validationError } from '../errors.ts';
import { checkValue } from '../values/check-value.ts';
import { type AttributeValue, setMember } from '../values/value.ts';
import { STATEMENTS_KEPT_MAX } from './limits.ts';
import type { Statement } from './statement.ts';
import { parseStatement } from './statement-parser.ts';
import { parametersDiffer, type ValueNode, valueOf } from './value-node.ts';

export interface BoundStatement {
  readonly statement: Statement;
  readonly parameters: readonly AttributeValue[];
  /** Of the operands in conditions and updates. */
  readonly values: Readonly<Record<string, AttributeValue>>;
}

const kept = new Map<string, Statement>();

/** Throws ValidationException. */
export function parsedStatement(text: string): Statement {
  const statement = kept.get(text) ?? parseStatement(text);
  kept.delete(text);
  kept.set(text, statement);
  if (kept.size > STATEMENTS_KEPT_MAX) {
    const [oldest] = kept.keys();
    if (oldest !== undefined) kept.delete(oldest);
  }
  return statement;
}

/** Throws ValidationException. */
export function bindStatement(text: string, parameters?: readonly AttributeValue[]): BoundStatement {
  return bind(parsedStatement(text), parameters);
}

/** Throws ValidationException. */
export function bind(statement: Statement, parameters: readonly AttributeValue[] = []): BoundStatement {
  for (const parameter of parameters) checkValue(parameter);
  if (parameters.length !== statement.parameterCount) throw parametersDiffer();
  const values: Record<string, AttributeValue> = {};
  for (const [name, node] of statement.values) values[name] = valueOf(node, parameters);
  for (const check of statement.checks) {
    const fault = check(values);
    if (fault !== undefined) throw validationError(fault);
  }
  return { statement, parameters, values };
}

/** Throws ValidationException. */
export function memberValues(
  members: readonly (readonly [name: string, value: ValueNode])[],
  parameters: readonly AttributeValue[],
): Record<string, AttributeValue> {
  const item: Record<string, AttributeValue> = {};
  for (const [name, node] of members) setMember(item, name, valueOf(node, parameters));
  return item;
}
