/** ExecuteStatement: one PartiQL statement, a SELECT a page at a time. */
import { consumedBy } from '../capacity/consumed.ts';
import { validationError } from '../errors.ts';
import { writeItem } from '../items/write.ts';
import type { ExecuteStatementInput, ExecuteStatementOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { bindStatement } from '../partiql/bind.ts';
import { executeSelect } from '../statements/select.ts';
import { returnedItem, statementWrite } from '../statements/write.ts';

export async function executeStatement(
  ctx: DynamodbContext,
  input: ExecuteStatementInput,
): Promise<ExecuteStatementOutput> {
  const bound = bindStatement(input.Statement, input.Parameters);
  const { body } = bound.statement;
  if (body.kind === 'select') {
    if (body.isExists) throw validationError('EXISTS() is only supported in ExecuteTransaction');
    return executeSelect(ctx, input, body, bound);
  }
  const change = await writeItem(ctx, statementWrite(body, bound, input.ReturnValuesOnConditionCheckFailure));
  const item = returnedItem(body, bound, change);
  const capacity = consumedBy(body.source.table, change, input.ReturnConsumedCapacity);
  return { Items: item ? [item] : [], ...(capacity && { ConsumedCapacity: capacity }) };
}
