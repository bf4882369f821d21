/** Which parameters of expressions a request may have together. */
import { validationException } from '../values/value.ts';

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
  const has = (name: string): boolean => (input as Readonly<Record<string, unknown>>)[name] !== undefined;
  const expressed = expressions.filter(has);
  if (expressed.length > 0) {
    // A query may have KeyConditions with other expressions.
    const others = nonExpressions.filter(
      (name) => has(name) && (name !== 'KeyConditions' || has('KeyConditionExpression')),
    );
    if (others.length > 0) {
      throw validationException(
        'Can not use both expression and non-expression parameters in the same request: ' +
          `Non-expression parameters: {${others.join(', ')}} Expression parameters: {${expressed.join(', ')}}`,
      );
    }
  } else if (has('ExpressionAttributeNames')) {
    throw validationException('ExpressionAttributeNames can only be specified when using expressions');
  }
  checkValuesAreUsed(has, expressions);
}

function checkValuesAreUsed(has: (name: string) => boolean, expressions: readonly Expression[]): void {
  const taking = expressions.filter((name) => name !== 'ProjectionExpression');
  if (taking.length === 0 || !has('ExpressionAttributeValues') || taking.some(has)) return;
  throw validationException(
    'ExpressionAttributeValues can only be specified when using expressions: ' +
      `${taking.join(' and ')} ${taking.length > 1 ? 'are' : 'is'} null`,
  );
}

/** How the conditions of a request before expressions belong together: by ConditionalOperator, if there are several. */
export function conditionalOperator(operator: 'AND' | 'OR' | undefined, conditions: object | undefined): 'AND' | 'OR' {
  if (operator !== undefined && !conditions) {
    throw validationException('ConditionalOperator cannot be used without Filter or Expected');
  }
  if (operator !== undefined && Object.keys(conditions ?? {}).length < 2) {
    throw validationException('ConditionalOperator can only be used when Filter or Expected has two or more elements');
  }
  return operator ?? 'AND';
}
