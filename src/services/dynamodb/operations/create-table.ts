/** CreateTable: the table takes items once this has answered, though the answer says CREATING, as AWS's does. */
import { tableExists, unsupported } from '../errors.ts';
import type { CreateTableInput, CreateTableOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { keys, type TableRecord, tableRecord } from '../store.ts';
import { checkedDocument } from '../policies/resource-policy.ts';
import { checkDefinition } from '../tables/definition.ts';
import { describeTable } from '../tables/description.ts';
import { checkEncryption } from '../tables/encryption.ts';
import { checkedName } from '../tables/names.ts';
import { initialStream, streamSets } from '../tables/stream.ts';
import { checkTags } from '../tables/tags.ts';
import { checkBilling, initialThroughput, warmOf } from '../tables/throughput.ts';

export async function createTable(ctx: DynamodbContext, input: CreateTableInput): Promise<CreateTableOutput> {
  checkedName(input.TableName);
  checkSupported(input);
  checkBilling(input);
  const record = newTable(ctx, input);
  const key = keys.table(ctx, record.name);
  await ctx.transact([key], ([entry]) => {
    if (entry) throw tableExists(record.name);
    const sets = [{ key, value: tableRecord.encode(record) }, ...streamSets(undefined, record, record.createdAtMs)];
    return { changes: { sets }, result: undefined };
  });
  ctx.parts.tables.drop(record);
  return { TableDescription: describeTable(record, record.createdAtMs, undefined, 'CREATING') };
}

function checkSupported(input: CreateTableInput): void {
  checkEncryption(input.SSESpecification);
  if (input.GlobalTableSourceArn !== undefined || input.GlobalTableSettingsReplicationMode !== undefined)
    throw unsupported('A global table');
}

function newTable(ctx: DynamodbContext, input: CreateTableInput): TableRecord {
  const { localIndexes, globalIndexes } = checkDefinition(input);
  const { BillingMode: billingMode = 'PROVISIONED', ProvisionedThroughput: throughput } = input;
  const { OnDemandThroughput: onDemand, WarmThroughput: warm, TableClass: tableClass, ResourcePolicy: policy } = input;
  const createdAtMs = ctx.clock.nowMs();
  const stream = initialStream(input.StreamSpecification, createdAtMs);
  return {
    id: ctx.ids.uuid(),
    accountId: ctx.accountId,
    region: ctx.region,
    name: input.TableName,
    createdAtMs,
    attributes: input.AttributeDefinitions ?? [],
    keySchema: input.KeySchema ?? [],
    billingMode,
    ...(billingMode === 'PAY_PER_REQUEST' && { onDemandSinceMs: createdAtMs }),
    ...(throughput && { throughput: initialThroughput(throughput) }),
    ...(onDemand && { onDemand }),
    ...(warm && { warm: warmOf(warm) }),
    localIndexes,
    globalIndexes,
    nextIndexId: localIndexes.length + globalIndexes.length + 1,
    ...(stream && { stream }),
    ...(policy !== undefined && { policy: { document: checkedDocument(policy), revisionId: String(createdAtMs) } }),
    ...(tableClass && { tableClass }),
    deletionProtected: input.DeletionProtectionEnabled ?? false,
    tags: checkTags(input.Tags ?? []),
  };
}
