/** The record of a table that is to be made, held against AWS's rules. */
import { unsupported } from '../errors.ts';
import type { CreateTableInput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { checkedDocument } from '../policies/resource-policy.ts';
import type { TableRecord } from '../store.ts';
import { checkDefinition } from './definition.ts';
import { checkEncryption } from './encryption.ts';
import { initialStream } from './stream.ts';
import { checkTags } from './tags.ts';
import { checkBilling, initialThroughput, maximaOf, requireWithinQuota, warmOf } from './throughput.ts';

/** Throws ValidationException, LimitExceededException. */
export function newTable(ctx: DynamodbContext, input: CreateTableInput): TableRecord {
  checkSupported(input);
  checkBilling(input);
  const { localIndexes, globalIndexes } = checkDefinition(input);
  const { BillingMode: billingMode = 'PROVISIONED', ProvisionedThroughput: throughput } = input;
  const { OnDemandThroughput: onDemand, WarmThroughput: warm, TableClass: tableClass, ResourcePolicy: policy } = input;
  const maxima = onDemand && maximaOf(undefined, onDemand);
  const createdAtMs = ctx.clock.nowMs();
  const stream = initialStream(input.StreamSpecification, createdAtMs);
  const record: TableRecord = {
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
    ...(maxima && { onDemand: maxima }),
    ...(warm && { warm: warmOf(warm, throughput) }),
    localIndexes,
    globalIndexes,
    nextIndexId: localIndexes.length + globalIndexes.length + 1,
    ...(stream && { stream }),
    ...(policy !== undefined && { policy: { document: checkedDocument(policy), revisionId: String(createdAtMs) } }),
    ...(tableClass && { tableClass }),
    deletionProtected: input.DeletionProtectionEnabled ?? false,
    tags: checkTags(input.Tags ?? []),
  };
  requireWithinQuota(record);
  return record;
}

function checkSupported(input: CreateTableInput): void {
  checkEncryption(input.SSESpecification);
  if (input.GlobalTableSourceArn !== undefined || input.GlobalTableSettingsReplicationMode !== undefined)
    throw unsupported('A global table');
}
