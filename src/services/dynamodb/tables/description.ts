/** A table's record as DescribeTable and the operations that change it show it. */
import type { Store } from '../../../storage/store.ts';
import type {
  GlobalSecondaryIndexDescription,
  LocalSecondaryIndexDescription,
  Projection,
  ProvisionedThroughputDescription,
  RestoreSummary,
  TableDescription,
} from '../model.ts';
import {
  decodeCounter,
  type GlobalIndexRecord,
  isBeingMade,
  keys,
  type LocalIndexRecord,
  type RestoreState,
  type TableRecord,
  type Throughput,
  type Warm,
} from '../store.ts';
import { indexArn, streamArn, tableArn } from './names.ts';
import { decreasesToday, warmNow } from './throughput.ts';

/** How many items there are, and of how many bytes: of the table under 0, of each index under its id. */
export type Sizes = ReadonlyMap<number, { readonly items: number; readonly bytes: number }>;

export async function readSizes(store: Pick<Store, 'getMany'>, record: TableRecord): Promise<Sizes> {
  const ids = [0, ...record.localIndexes.map(({ id }) => id), ...record.globalIndexes.map(({ id }) => id)];
  const counters = ids.flatMap((id) => [keys.counter(record, id, 'items'), keys.counter(record, id, 'bytes')]);
  const found = await store.getMany(counters);
  return new Map(
    ids.map((id, at) => {
      const [items, bytes] = [found[at * 2]?.value, found[at * 2 + 1]?.value];
      return [id, { items: decodeCounter(items), bytes: decodeCounter(bytes) }];
    }),
  );
}

const EMPTY: Sizes = new Map();

export function describeTable(
  record: TableRecord,
  nowMs: number,
  sizes: Sizes = EMPTY,
  status: TableDescription['TableStatus'] = statusOf(record),
): TableDescription {
  const { billingMode, onDemandSinceMs, stream, tableClass, tableClassSinceMs, onDemand } = record;
  const size = sizes.get(0);
  return {
    AttributeDefinitions: record.attributes.toSorted((one, other) => order(one.AttributeName, other.AttributeName)),
    TableName: record.name,
    KeySchema: record.keySchema,
    TableStatus: status,
    CreationDateTime: record.createdAtMs,
    ProvisionedThroughput: describeThroughput(record.throughput, nowMs),
    TableSizeBytes: size?.bytes ?? 0,
    ItemCount: size?.items ?? 0,
    TableArn: tableArn(record),
    TableId: record.id,
    ...((billingMode === 'PAY_PER_REQUEST' || onDemandSinceMs !== undefined) && {
      BillingModeSummary: { BillingMode: billingMode, LastUpdateToPayPerRequestDateTime: onDemandSinceMs },
    }),
    ...(record.localIndexes.length > 0 && {
      LocalSecondaryIndexes: record.localIndexes.map((index) => describeLocal(record, index, sizes)),
    }),
    ...(record.globalIndexes.length > 0 && {
      GlobalSecondaryIndexes: record.globalIndexes.map((index) => describeGlobal(record, index, nowMs, sizes, status)),
    }),
    ...(stream && {
      ...(stream.enabled && { StreamSpecification: { StreamEnabled: true, StreamViewType: stream.viewType } }),
      LatestStreamLabel: stream.label,
      LatestStreamArn: streamArn(record, stream.label),
    }),
    ...(tableClass && { TableClassSummary: { TableClass: tableClass, LastUpdateDateTime: tableClassSinceMs } }),
    DeletionProtectionEnabled: record.deletionProtected,
    ...(record.restore && { RestoreSummary: restoreSummary(record.restore) }),
    ...(onDemand && { OnDemandThroughput: onDemand }),
    WarmThroughput: { ...warmUnits(record.warm, record.throughput), Status: 'ACTIVE' },
  };
}

/** By name, as AWS shows definitions and attributes that are projected (ack-api-quirks, DDB-TABLE-125, 2026-10-08). */
function order(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

function describeProjection(projection: Projection): Projection {
  const { NonKeyAttributes: names } = projection;
  return names ? { ...projection, NonKeyAttributes: names.toSorted(order) } : projection;
}

function restoreSummary({ sourceTableArn, sourceBackupArn, atMs }: RestoreState): RestoreSummary {
  return {
    ...(sourceBackupArn !== undefined && { SourceBackupArn: sourceBackupArn }),
    SourceTableArn: sourceTableArn,
    RestoreDateTime: atMs,
    RestoreInProgress: true,
  };
}

/** A table is there, or it is not: only its indexes take time. */
function statusOf(record: TableRecord): TableDescription['TableStatus'] {
  if (isBeingMade(record)) return 'CREATING';
  return record.globalIndexes.every(({ status }) => status === 'ACTIVE') ? 'ACTIVE' : 'UPDATING';
}

function describeLocal(record: TableRecord, index: LocalIndexRecord, sizes: Sizes): LocalSecondaryIndexDescription {
  const size = sizes.get(index.id);
  return {
    IndexName: index.name,
    KeySchema: index.keySchema,
    Projection: describeProjection(index.projection),
    IndexSizeBytes: size?.bytes ?? 0,
    ItemCount: size?.items ?? 0,
    IndexArn: indexArn(record, index.name),
  };
}

function describeGlobal(
  record: TableRecord,
  index: GlobalIndexRecord,
  nowMs: number,
  sizes: Sizes,
  tableStatus: TableDescription['TableStatus'],
): GlobalSecondaryIndexDescription {
  const status = tableStatus === 'CREATING' || tableStatus === 'DELETING' ? tableStatus : index.status;
  return {
    ...describeLocal(record, index, sizes),
    IndexStatus: status,
    ...(index.status === 'CREATING' && { Backfilling: true }),
    ProvisionedThroughput: describeThroughput(index.throughput, nowMs),
    ...(index.onDemand && { OnDemandThroughput: index.onDemand }),
    WarmThroughput: {
      ...warmUnits(index.warm, index.throughput),
      Status: status === 'DELETING' ? 'DELETING' : 'ACTIVE',
    },
  };
}

function describeThroughput(throughput: Throughput | undefined, nowMs: number): ProvisionedThroughputDescription {
  return {
    LastIncreaseDateTime: throughput?.increasedAtMs,
    LastDecreaseDateTime: throughput?.decreasedAtMs,
    NumberOfDecreasesToday: throughput ? decreasesToday(throughput, nowMs) : 0,
    ReadCapacityUnits: throughput?.ReadCapacityUnits ?? 0,
    WriteCapacityUnits: throughput?.WriteCapacityUnits ?? 0,
  };
}

function warmUnits(
  warm: Warm | undefined,
  throughput: Throughput | undefined,
): { readonly ReadUnitsPerSecond: number; readonly WriteUnitsPerSecond: number } {
  const { reads, writes } = warmNow(warm, throughput);
  return { ReadUnitsPerSecond: reads, WriteUnitsPerSecond: writes };
}
