/**
 * How operations on items are authorized, with the keys by which policies grant parts of a table. A transaction asks for
 * what each of its parts would ask for alone; a condition has an action of its own.
 */
import type { AccessCheck, AccessTable } from '../service.ts';
import { enclosed, merged, tableCheck } from './access-checks.ts';
import {
  batchGetKeys,
  batchWriteKeys,
  deleteKeys,
  getKeys,
  putKeys,
  queryKeys,
  scanKeys,
  statementKeys,
  updateKeys,
} from './inputs/fine-grained.ts';
import type { Operations, TransactWriteItem } from './model.ts';
import type { DynamodbContext, DynamodbParts } from './parts.ts';
import { bindStatement } from './partiql/bind.ts';
import { planTransaction } from './statements/transaction.ts';
import type { AttributeValue } from './values/value.ts';

export const itemAccess = {
  BatchExecuteStatement: {
    actions: ['dynamodb:PartiQLSelect', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'],
    // A statement that cannot be read fails by itself, and does nothing.
    checks: async (ctx, { Statements }) => {
      const checks = Statements.map((statement) => statementCheck(ctx, statement).catch(() => undefined));
      return (await Promise.all(checks)).filter((check) => check !== undefined);
    },
  },
  BatchGetItem: {
    actions: ['dynamodb:BatchGetItem'],
    checks: (ctx, { RequestItems, ReturnConsumedCapacity: capacity }) =>
      Promise.all(
        Object.entries(RequestItems).map(([table, request]) =>
          tableCheck(ctx, 'dynamodb:BatchGetItem', table, (key) => batchGetKeys(request, key, capacity)),
        ),
      ),
  },
  BatchWriteItem: {
    actions: ['dynamodb:BatchWriteItem'],
    checks: (ctx, { RequestItems, ReturnConsumedCapacity: capacity }) =>
      Promise.all(
        Object.entries(RequestItems).map(([table, requests]) =>
          tableCheck(ctx, 'dynamodb:BatchWriteItem', table, (key) => batchWriteKeys(requests, key, capacity)),
        ),
      ),
  },
  DeleteItem: {
    actions: ['dynamodb:DeleteItem'],
    checks: async (ctx, input) => [
      await tableCheck(ctx, 'dynamodb:DeleteItem', input.TableName, (key) => deleteKeys(input, key)),
    ],
  },
  ExecuteStatement: {
    actions: ['dynamodb:PartiQLSelect', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'],
    checks: async (ctx, input) => [await statementCheck(ctx, input)],
  },
  ExecuteTransaction: {
    actions: ['dynamodb:PartiQLSelect', 'dynamodb:PartiQLInsert', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'],
    checks: async (ctx, { TransactStatements }) => {
      // planTransaction says what is wrong with a statement, and where it stands.
      planTransaction(TransactStatements);
      const checks = await Promise.all(TransactStatements.map((statement) => statementCheck(ctx, statement)));
      return checks.map((check) => enclosed(check, 'ExecuteTransaction'));
    },
  },
  GetItem: {
    actions: ['dynamodb:GetItem'],
    checks: async (ctx, input) => [
      await tableCheck(ctx, 'dynamodb:GetItem', input.TableName, (key) => getKeys(input, key)),
    ],
  },
  PutItem: {
    actions: ['dynamodb:PutItem'],
    checks: async (ctx, input) => [
      await tableCheck(ctx, 'dynamodb:PutItem', input.TableName, (key) => putKeys(input, key)),
    ],
  },
  Query: {
    actions: ['dynamodb:Query'],
    checks: async (ctx, input) => [
      await tableCheck(ctx, 'dynamodb:Query', input.TableName, (key) => queryKeys(input, key), input.IndexName),
    ],
  },
  Scan: {
    actions: ['dynamodb:Scan'],
    checks: async (ctx, input) => [
      await tableCheck(ctx, 'dynamodb:Scan', input.TableName, () => scanKeys(input), input.IndexName),
    ],
  },
  TransactGetItems: {
    actions: ['dynamodb:GetItem'],
    checks: async (ctx, { TransactItems }) => {
      const checks = TransactItems.map(({ Get }) =>
        tableCheck(ctx, 'dynamodb:GetItem', Get.TableName, (key) => getKeys(Get, key)),
      );
      const selects = TransactItems.map(({ Get }) => (Get.ProjectionExpression === undefined ? 'all' : 'specific'));
      return merged(
        (await Promise.all(checks)).map((check) => enclosed(check, 'TransactGetItems')),
        selects,
      );
    },
  },
  TransactWriteItems: {
    actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
    checks: async (ctx, { TransactItems }) => {
      const checks = await Promise.all(TransactItems.flatMap((item) => transactChecks(ctx, item)));
      return merged(checks.map((check) => enclosed(check, 'TransactWriteItems')));
    },
  },
  UpdateItem: {
    actions: ['dynamodb:UpdateItem'],
    checks: async (ctx, input) => [
      await tableCheck(ctx, 'dynamodb:UpdateItem', input.TableName, (key) => updateKeys(input, key)),
    ],
  },
} satisfies AccessTable<DynamodbParts, Operations>;

function transactChecks(
  ctx: DynamodbContext,
  { Put, Update, Delete, ConditionCheck }: TransactWriteItem,
): Promise<AccessCheck>[] {
  const checks: Promise<AccessCheck>[] = [];
  if (Put) checks.push(tableCheck(ctx, 'dynamodb:PutItem', Put.TableName, (key) => putKeys(Put, key)));
  if (Update) checks.push(tableCheck(ctx, 'dynamodb:UpdateItem', Update.TableName, (key) => updateKeys(Update, key)));
  if (Delete) checks.push(tableCheck(ctx, 'dynamodb:DeleteItem', Delete.TableName, (key) => deleteKeys(Delete, key)));
  if (ConditionCheck) {
    const { TableName } = ConditionCheck;
    checks.push(tableCheck(ctx, 'dynamodb:ConditionCheckItem', TableName, (key) => deleteKeys(ConditionCheck, key)));
  }
  return checks;
}

const STATEMENT_ACTIONS = {
  select: 'dynamodb:PartiQLSelect',
  insert: 'dynamodb:PartiQLInsert',
  update: 'dynamodb:PartiQLUpdate',
  delete: 'dynamodb:PartiQLDelete',
} as const;

interface StatementInput {
  readonly Statement: string;
  readonly Parameters?: readonly AttributeValue[] | undefined;
}

/** Throws ValidationException where it cannot be read. */
async function statementCheck(ctx: DynamodbContext, { Statement, Parameters }: StatementInput): Promise<AccessCheck> {
  const bound = bindStatement(Statement, Parameters);
  const { kind, source } = bound.statement.body;
  return tableCheck(ctx, STATEMENT_ACTIONS[kind], source.table, (key) => statementKeys(bound, key), source.index);
}
