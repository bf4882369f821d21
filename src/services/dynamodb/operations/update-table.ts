/**
 * UpdateTable: what is only a setting holds once this has answered, though the answer says UPDATING where AWS's does; an
 * index is filled or removed in the background.
 */
import { invalidValues, unsupported } from '../errors.ts';
import type { UpdateTableInput, UpdateTableOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { type GlobalIndexRecord, jobRecord, keys, type TableRecord } from '../store.ts';
import { requireAdmitted } from '../tables/admitted.ts';
import { changeTable, type TableChange } from '../tables/change.ts';
import { checkEncryptionChange } from '../tables/encryption.ts';
import { describeTable, readSizes } from '../tables/description.ts';
import { applyIndexUpdates } from '../tables/index-updates.ts';
import { changedStream, streamSets } from '../tables/stream.ts';
import { checkTogether } from '../tables/together.ts';
import {
  changedThroughput,
  checkOnDemand,
  checkUnits,
  initialThroughput,
  maximaOf,
  requireWithinQuota,
  warmed,
  warmedBy,
} from '../tables/throughput.ts';

export async function updateTable(ctx: DynamodbContext, input: UpdateTableInput): Promise<UpdateTableOutput> {
  checkInput(input);
  const nowMs = ctx.clock.nowMs();
  const record = await changeTable(ctx, input.TableName, (before) => changed(before, input, nowMs));
  ctx.parts.jobs.wake();
  const sizes = await readSizes(ctx.store, record);
  const status = isUpdating(input) ? 'UPDATING' : 'ACTIVE';
  const { OnDemandThroughput: asked } = input;
  return {
    TableDescription: {
      ...describeTable(record, nowMs, sizes, status),
      // Also the -1 that takes a maximum away (ack-api-quirks, DDB-TABLE-178, 2026-10-08).
      ...(asked && { OnDemandThroughput: { ...record.onDemand, ...asked } }),
    },
  };
}

/**
 * Whether AWS's answer says so: not where only protection, maxima, warm throughput or an index's units change, which it
 * does at once or says of the index (ack-api-quirks, DDB-TABLE-059, -135, -148 and -178, 2026-10-08).
 */
function isUpdating(input: UpdateTableInput): boolean {
  const { BillingMode, ProvisionedThroughput, StreamSpecification, SSESpecification, TableClass } = input;
  const whole = BillingMode ?? ProvisionedThroughput ?? StreamSpecification ?? SSESpecification ?? TableClass;
  if (whole !== undefined) return true;
  return input.GlobalSecondaryIndexUpdates?.some(({ Create, Delete }) => Create ?? Delete) ?? false;
}

function checkInput(input: UpdateTableInput): void {
  if (input.ReplicaUpdates ?? input.MultiRegionConsistency ?? input.GlobalTableWitnessUpdates) {
    throw unsupported('A global table');
  }
  if (input.GlobalTableSettingsReplicationMode !== undefined) throw unsupported('A global table');
  checkTogether(input);
  if (input.SSESpecification) checkEncryptionChange(input.SSESpecification);
}

function changed(before: TableRecord, input: UpdateTableInput, nowMs: number): TableChange {
  requireAdmitted(before, input);
  const { GlobalSecondaryIndexUpdates: updates = [], AttributeDefinitions: definitions = [] } = input;
  const billed = withBilling(before, input, nowMs);
  const { record: indexed, jobs } = applyIndexUpdates(billed, updates, definitions, nowMs);
  requireIndexCapacity(indexed);
  if (input.ProvisionedThroughput ?? input.GlobalSecondaryIndexUpdates) requireWithinQuota(indexed);
  const { StreamSpecification: specification } = input;
  const stream = specification && changedStream(indexed, specification, nowMs);
  const record = { ...withSettings(indexed, input, nowMs), ...(stream && { stream }) };
  const sets = jobs.map((job) => ({ key: keys.job(job), value: jobRecord.encode(job) }));
  return { record, also: { sets: [...sets, ...streamSets(before, record, nowMs)] } };
}

function withBilling(record: TableRecord, input: UpdateTableInput, nowMs: number): TableRecord {
  const { BillingMode: mode = record.billingMode, ProvisionedThroughput: units } = input;
  if (mode === 'PAY_PER_REQUEST') {
    if (units) {
      throw invalidValues(
        'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
      );
    }
    return record.billingMode === mode ? record : onDemand(record, nowMs);
  }
  if (units) checkUnits(units);
  const { throughput } = record;
  const isSame = record.billingMode === mode && throughput !== undefined;
  // Recorded from AWS of a table that is provisioned already, too (ack-api-quirks, DDB-TABLE-057).
  if (!units && (!isSame || (input.BillingMode !== undefined && !input.GlobalSecondaryIndexUpdates)))
    throw invalidValues('ProvisionedThroughput must be specified when BillingMode is PROVISIONED');
  if (!units) return record;
  const warm = warmedBy(record, units);
  if (isSame) return { ...record, warm, throughput: changedThroughput(throughput, units, nowMs) };
  const { onDemand: _onDemand, ...rest } = record;
  // Maxima go with the mode, those of its indexes too (ack-api-quirks, DDB-TABLE-153).
  const globalIndexes = record.globalIndexes.map(({ onDemand: _of, ...index }): GlobalIndexRecord => index);
  return { ...rest, billingMode: mode, warm, throughput: initialThroughput(units), globalIndexes };
}

function onDemand(before: TableRecord, nowMs: number): TableRecord {
  const { throughput: _throughput, ...record } = before;
  const globalIndexes = record.globalIndexes.map((index): GlobalIndexRecord => {
    const { throughput: _throughputOf, ...rest } = index;
    return { ...rest, warm: warmedBy(index, undefined) };
  });
  const warm = warmedBy(before, undefined);
  return { ...record, billingMode: 'PAY_PER_REQUEST', onDemandSinceMs: nowMs, warm, globalIndexes };
}

/** Indexes of a table that is no longer on demand need capacity of their own. */
function requireIndexCapacity({ billingMode, globalIndexes }: TableRecord): void {
  const lacking = globalIndexes.find(({ throughput, status }) => !throughput && status !== 'DELETING');
  if (billingMode === 'PROVISIONED' && lacking)
    throw invalidValues(`ProvisionedThroughput must be specified for index: ${lacking.name}`);
}

function withSettings(record: TableRecord, input: UpdateTableInput, nowMs: number): TableRecord {
  const { TableClass, DeletionProtectionEnabled, OnDemandThroughput: maximum, WarmThroughput: warm } = input;
  if (maximum) checkOnDemand(maximum, record.billingMode, true);
  const { onDemand: before, ...rest } = record;
  const maxima = maximum ? maximaOf(before, maximum) : before;
  return {
    ...rest,
    ...(TableClass !== undefined && { tableClass: TableClass, tableClassSinceMs: nowMs }),
    ...(DeletionProtectionEnabled !== undefined && { deletionProtected: DeletionProtectionEnabled }),
    ...(maxima && { onDemand: maxima }),
    ...(warm && { warm: warmed(record, warm) }),
  };
}
