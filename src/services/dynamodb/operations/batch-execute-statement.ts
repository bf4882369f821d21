/** BatchExecuteStatement: statements that succeed or fail each by itself, either all reads or all writes. */
import { ModeledError, WireError } from '../../../wire/error.ts';
import { Consumed } from '../capacity/consumed.ts';
import { readUnits } from '../capacity/units.ts';
import { validationError } from '../errors.ts';
import { writeItem } from '../items/write.ts';
import type {
  BatchExecuteStatementInput,
  BatchExecuteStatementOutput,
  BatchStatementError,
  BatchStatementRequest,
  BatchStatementResponse,
} from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { bindStatement } from '../partiql/bind.ts';
import { itemRead } from '../statements/read-item.ts';
import { returnedItem, statementWrite } from '../statements/write.ts';
import { requireTable } from '../tables/cache.ts';

export async function batchExecuteStatement(
  ctx: DynamodbContext,
  input: BatchExecuteStatementInput,
): Promise<BatchExecuteStatementOutput> {
  const consumed = new Map<string, Consumed>();
  const of = (table: string): Consumed => {
    let units = consumed.get(table);
    if (!units) consumed.set(table, (units = new Consumed(table)));
    return units;
  };
  const responses = await Promise.all(input.Statements.map((request) => run(ctx, request, of)));
  const capacity = [...consumed.values()].flatMap((units) => units.answer(input.ReturnConsumedCapacity) ?? []);
  return { Responses: responses, ...(capacity.length > 0 && { ConsumedCapacity: capacity }) };
}

async function run(
  ctx: DynamodbContext,
  request: BatchStatementRequest,
  consumedOf: (table: string) => Consumed,
): Promise<BatchStatementResponse> {
  let table: string | undefined;
  try {
    const bound = bindStatement(request.Statement, request.Parameters);
    const { body } = bound.statement;
    table = body.source.table;
    const item =
      body.kind === 'select'
        ? await readOne(ctx, request, bound, body, consumedOf)
        : await writeOne(ctx, bound, body, consumedOf);
    return { TableName: table, ...(item && { Item: item }) };
  } catch (error) {
    const failure = failureOf(error);
    const ran = failure.Code !== 'ValidationError' && failure.Code !== 'ResourceNotFound';
    return { Error: failure, ...(ran && table !== undefined && { TableName: table }) };
  }
}

type Bound = ReturnType<typeof bindStatement>;
type Body = Bound['statement']['body'];

async function readOne(
  ctx: DynamodbContext,
  { ConsistentRead: consistent = false }: BatchStatementRequest,
  bound: Bound,
  body: Extract<Body, { kind: 'select' }>,
  consumedOf: (table: string) => Consumed,
): Promise<BatchStatementResponse['Item']> {
  if (body.isExists) throw validationError('EXISTS() is only supported in ExecuteTransaction');
  const table = await requireTable(ctx, body.source.table);
  const read = itemRead('BatchExecuteStatement', body, bound, table);
  ctx.parts.throttle.requireRead(table);
  const { item, sizeBytes } = read.answer(await ctx.store.get(read.key.key));
  const units = readUnits(sizeBytes, consistent);
  ctx.parts.throttle.read(table, undefined, units);
  consumedOf(body.source.table).read(units);
  return item;
}

async function writeOne(
  ctx: DynamodbContext,
  bound: Bound,
  body: Exclude<Body, { kind: 'select' }>,
  consumedOf: (table: string) => Consumed,
): Promise<BatchStatementResponse['Item']> {
  const change = await writeItem(ctx, statementWrite(body, bound));
  consumedOf(body.source.table).wrote(change);
  return returnedItem(body, bound, change);
}

/** By the error that it would be alone. */
const CODES: Readonly<Record<string, BatchStatementError['Code']>> = {
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  DuplicateItemException: 'DuplicateItem',
  ItemCollectionSizeLimitExceededException: 'ItemCollectionSizeLimitExceeded',
  ProvisionedThroughputExceededException: 'ProvisionedThroughputExceeded',
  RequestLimitExceeded: 'RequestLimitExceeded',
  ResourceNotFoundException: 'ResourceNotFound',
  ThrottlingException: 'ThrottlingError',
  TransactionConflictException: 'TransactionConflict',
  ValidationException: 'ValidationError',
};

/** A fault of ours fails the request. */
function failureOf(error: unknown): BatchStatementError {
  if (!(error instanceof ModeledError || error instanceof WireError)) throw error;
  const code = CODES[error.name];
  if (!code) throw error;
  return { Code: code, Message: error.message };
}
