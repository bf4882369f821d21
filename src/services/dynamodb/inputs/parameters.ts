import { validationError } from '../errors.ts';
/** Which parameters of expressions a request may have together. */

/** Those that take values come before ProjectionExpression, which takes none. */
type Expression =
  | 'UpdateExpression'
  | 'ConditionExpression'
  | 'KeyConditionExpression'
  | 'FilterExpression'
  | 'ProjectionExpression';

/** The API has one way to say each thing with expressions and one without, and a request must keep to one. */
export function checkParameters(
  input: object,
  expressions: readonly Expression[],
  nonExpressions: readonly string[],
): void {
  const members = input as Readonly<Record<string, unknown>>;
  const hasExpressions = expressions.some((name) => members[name] !== undefined);
  const hasNames = members['ExpressionAttributeNames'] !== undefined;
  const hasValues = members['ExpressionAttributeValues'] !== undefined;
  if (hasExpressions) checkMixing(members, expressions, nonExpressions);
  else if (hasNames) {
    throw validationError('ExpressionAttributeNames can only be specified when using expressions');
  }
  if (hasValues) checkValuesAreUsed(members, expressions);
}

function checkMixing(
  members: Readonly<Record<string, unknown>>,
  expressions: readonly Expression[],
  nonExpressions: readonly string[],
): void {
  const has = (name: string): boolean => members[name] !== undefined;
  // A query may have KeyConditions with other expressions.
  const others = nonExpressions.filter(
    (name) => has(name) && (name !== 'KeyConditions' || has('KeyConditionExpression')),
  );
  if (others.length === 0) return;
  throw validationError(
    'Can not use both expression and non-expression parameters in the same request: ' +
      `Non-expression parameters: {${others.join(', ')}} Expression parameters: {${expressions.filter(has).join(', ')}}`,
  );
}

function checkValuesAreUsed(members: Readonly<Record<string, unknown>>, expressions: readonly Expression[]): void {
  const taking = expressions.filter((name) => name !== 'ProjectionExpression');
  if (taking.length === 0 || taking.some((name) => members[name] !== undefined)) return;
  throw validationError(
    'ExpressionAttributeValues can only be specified when using expressions: ' +
      `${taking.join(' and ')} ${taking.length > 1 ? 'are' : 'is'} null`,
  );
}

/** How the conditions of a request before expressions belong together: by ConditionalOperator, if there are several. */
export function conditionalOperator(operator: 'AND' | 'OR' | undefined, conditions: object | undefined): 'AND' | 'OR' {
  if (operator !== undefined && !conditions) {
    throw validationError('ConditionalOperator cannot be used without Filter or Expected');
  }
  if (operator !== undefined && Object.keys(conditions ?? {}).length < 2) {
    throw validationError('ConditionalOperator can only be used when Filter or Expected has two or more elements');
  }
  return operator ?? 'AND';
}
