/** The statements of a transaction: all of them reads, or all of them writes and conditions. */
import { WireError } from '../../../wire/error.ts';
import { validationError } from '../errors.ts';
import type { ItemWrite } from '../items/writes.ts';
import type { ParameterizedStatement } from '../model.ts';
import { bind, type BoundStatement, parsedStatement } from '../partiql/bind.ts';
import type { Select, Statement } from '../partiql/statement.ts';
import { existsWrite, statementWrite } from './write.ts';

export interface BoundSelect {
  readonly select: Select;
  readonly bound: BoundStatement;
  /** Among the statements. */
  readonly at: number;
}

export type TransactionPlan =
  | { readonly kind: 'reads'; readonly reads: readonly BoundSelect[] }
  | { readonly kind: 'writes'; readonly writes: readonly ItemWrite[]; readonly conditions: readonly BoundSelect[] };

/** Throws ValidationException. */
export function planTransaction(requests: readonly ParameterizedStatement[]): TransactionPlan {
  const statements = requests.map(({ Statement: text }, at) => of(at, () => checked(parsedStatement(text))));
  const bound = statements.map((statement, at) => bind(statement, requests[at]?.Parameters));
  const selects = bound.flatMap((each, at): BoundSelect[] => {
    const { body } = each.statement;
    return body.kind === 'select' ? [{ select: body, bound: each, at }] : [];
  });
  const reads = selects.filter(({ select }) => !select.isExists);
  if (reads.length === bound.length) return { kind: 'reads', reads };
  if (reads.length > 0) {
    throw validationError('ExecuteTransaction takes either SELECT statements alone, or writes and EXISTS conditions.');
  }
  const writes = bound.map((each, at) => writeOf(each, requests[at]?.ReturnValuesOnConditionCheckFailure));
  return { kind: 'writes', writes, conditions: selects };
}

/** What is wrong with a statement, with its place. */
export function of<T>(at: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof WireError) || error.code !== 'ValidationException') throw error;
    throw validationError(`Validation failed in TransactStatements[${at}]: ${error.message}`);
  }
}

function checked(statement: Statement): Statement {
  const { body } = statement;
  if (body.kind === 'select' && body.source.index !== undefined) {
    throw validationError('Reads on indices are not supported within transactions.');
  }
  if ((body.kind === 'update' || body.kind === 'delete') && body.returning !== undefined) {
    throw validationError('RETURNING clause is not supported in ExecuteTransaction.');
  }
  return statement;
}

function writeOf(
  bound: BoundStatement,
  shown: ParameterizedStatement['ReturnValuesOnConditionCheckFailure'],
): ItemWrite {
  const { body } = bound.statement;
  return body.kind === 'select' ? existsWrite(body, bound, shown) : statementWrite(body, bound, shown);
}
