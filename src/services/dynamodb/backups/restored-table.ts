/** The table that a restore makes: the source's keys, indexes and billing, with what the request says otherwise. */
import { validationError } from '../errors.ts';
import type { GlobalSecondaryIndex, LocalSecondaryIndex, RestoreTableFromBackupInput } from '../model.ts';
import type { GlobalIndexRecord, LocalIndexRecord, Place, RestoreState, TableRecord } from '../store.ts';
import { globalIndexRecord } from '../tables/definition.ts';
import { checkEncryption } from '../tables/encryption.ts';
import { checkOnDemand, checkUnits, initialThroughput, requireWithinQuota } from '../tables/throughput.ts';

export type Overrides = Pick<
  RestoreTableFromBackupInput,
  | 'BillingModeOverride'
  | 'ProvisionedThroughputOverride'
  | 'OnDemandThroughputOverride'
  | 'GlobalSecondaryIndexOverride'
  | 'LocalSecondaryIndexOverride'
  | 'SSESpecificationOverride'
>;

export interface NewTable extends Place {
  readonly id: string;
  readonly name: string;
  readonly nowMs: number;
}

/** Without stream, time to live, recovery, tags, policy, class and protection, as on AWS (ack-api-quirks, DDB-TABLE-215). */
export function restoredTable(
  source: TableRecord,
  overrides: Overrides,
  { nowMs, ...place }: NewTable,
  restore: RestoreState,
): TableRecord {
  checkEncryption(overrides.SSESpecificationOverride);
  const localIndexes = localIndexesOf(source, overrides.LocalSecondaryIndexOverride);
  const billing = billingOf(source, overrides);
  const globalIndexes = globalIndexesOf(source, overrides.GlobalSecondaryIndexOverride, billing.billingMode);
  const used = new Set(
    [source, ...localIndexes, ...globalIndexes].flatMap(({ keySchema }) =>
      keySchema.map(({ AttributeName }) => AttributeName),
    ),
  );
  const record: TableRecord = {
    ...place,
    createdAtMs: nowMs,
    attributes: source.attributes.filter(({ AttributeName }) => used.has(AttributeName)),
    keySchema: source.keySchema,
    ...billing,
    ...(billing.billingMode === 'PAY_PER_REQUEST' && { onDemandSinceMs: nowMs }),
    localIndexes,
    globalIndexes,
    nextIndexId: source.nextIndexId,
    deletionProtected: false,
    tags: {},
    restore,
  };
  requireWithinQuota(record);
  return record;
}

type Billing = Pick<TableRecord, 'billingMode' | 'throughput' | 'onDemand'>;

/** Messages of AWS, recorded on 2026-10-09 (ack-api-quirks, DDB-TABLE-273 and -442). */
function billingOf(source: TableRecord, overrides: Overrides): Billing {
  const { BillingModeOverride, ProvisionedThroughputOverride: units, OnDemandThroughputOverride: maximum } = overrides;
  const billingMode = BillingModeOverride ?? source.billingMode;
  if (billingMode === 'PAY_PER_REQUEST') {
    if (units) {
      const why = BillingModeOverride
        ? 'if BillingMode is overridden to PAY_PER_REQUEST'
        : 'unless BillingMode is PROVISIONED';
      throw invalidRequest(`Cannot override ProvisionedThroughput ${why}`);
    }
    if (maximum) checkOnDemand(maximum, billingMode, false);
    const onDemand = maximum ?? source.onDemand;
    return { billingMode, ...(onDemand && { onDemand }) };
  }
  if (maximum) {
    throw invalidRequest(
      'Cannot override MaxReadRequestUnits for OnDemandThroughput unless BillingModeOverride is PAY_PER_REQUEST',
    );
  }
  if (units) checkUnits(units);
  const throughput = units ?? source.throughput;
  if (!throughput)
    throw invalidRequest('Must override ProvisionedThroughput if BillingMode is overridden to PROVISIONED');
  return { billingMode, throughput: initialThroughput(throughput) };
}

function localIndexesOf(
  { localIndexes }: TableRecord,
  overrides: readonly LocalSecondaryIndex[] | undefined,
): readonly LocalIndexRecord[] {
  if (!overrides) return localIndexes;
  return overrides.map((index) => ({ ...matching(localIndexes, index), name: index.IndexName }));
}

function globalIndexesOf(
  { globalIndexes }: TableRecord,
  overrides: readonly GlobalSecondaryIndex[] | undefined,
  billingMode: TableRecord['billingMode'],
): readonly GlobalIndexRecord[] {
  const kept = globalIndexes.filter(({ status }) => status !== 'DELETING');
  const indexes = overrides
    ? overrides.map((index) => ({
        ...matching(kept, index),
        ...globalIndexRecord(index, matching(kept, index).id, 'ACTIVE'),
      }))
    : kept.map((index) => ({ ...index, status: 'ACTIVE' as const }));
  return indexes.map(({ throughput, ...index }) => {
    if (billingMode === 'PAY_PER_REQUEST') return index;
    if (!throughput) throw invalidRequest(`Must specify provisioned throughput for index ${index.name}`);
    return { ...index, throughput: initialThroughput(throughput) };
  });
}

/** The index of the source with the same keys and attributes, whatever its name. */
function matching<Index extends LocalIndexRecord>(
  known: readonly Index[],
  { IndexName, KeySchema, Projection }: LocalSecondaryIndex,
): Index {
  const wanted = shapeOf(KeySchema, Projection);
  const found = known.find(({ keySchema, projection }) => shapeOf(keySchema, projection) === wanted);
  if (found) return found;
  throw invalidRequest(
    `Index ${IndexName} does not match a secondary index that existed in the source table and cannot be created during the restore operation`,
  );
}

function shapeOf(
  schema: LocalSecondaryIndex['KeySchema'],
  { ProjectionType, NonKeyAttributes = [] }: LocalSecondaryIndex['Projection'],
): string {
  const keys = schema.map(({ AttributeName, KeyType }) => [AttributeName, KeyType]);
  return JSON.stringify([keys, ProjectionType, NonKeyAttributes.toSorted()]);
}

export function invalidRequest(why: string): Error {
  return validationError(`Invalid Request: ${why}`);
}
