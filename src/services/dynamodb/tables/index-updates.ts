/** GlobalSecondaryIndexUpdates of UpdateTable: one index made or removed at a time, and new capacity for any. */
import { invalidValues, validationError } from '../errors.ts';
import { GLOBAL_INDEXES_MAX } from '../limits.ts';
import {
  type AttributeDefinition,
  type GlobalSecondaryIndexUpdate,
  LimitExceededException,
  ResourceNotFoundException,
  type UpdateGlobalSecondaryIndexAction,
} from '../model.ts';
import type { GlobalIndexRecord, TableJob, TableRecord } from '../store.ts';
import { onlyOneOnline } from './admitted.ts';
import { checkGlobalIndex, checkProjected, globalIndexRecord } from './definition.ts';
import {
  changedThroughput,
  checkOnDemand,
  checkUnits,
  initialThroughput,
  maximaOf,
  warmed,
  warmedBy,
} from './throughput.ts';

export interface IndexChange {
  readonly record: TableRecord;
  /** What has to be done in the background. */
  readonly jobs: readonly TableJob[];
}

/** Throws ValidationException, LimitExceededException, ResourceNotFoundException. */
export function applyIndexUpdates(
  record: TableRecord,
  updates: readonly GlobalSecondaryIndexUpdate[],
  definitions: readonly AttributeDefinition[],
  nowMs: number,
): IndexChange {
  checkUpdates(updates);
  let changed = record;
  const jobs: TableJob[] = [];
  for (const { Create, Update, Delete } of updates) {
    if (Update) changed = updated(changed, Update, nowMs);
    if (Delete) {
      changed = deleting(changed, Delete.IndexName);
      jobs.push(jobOf('delete-index', changed, Delete.IndexName));
    }
    if (Create) {
      checkNew(changed, Create.IndexName);
      if (definitions.length === 0)
        throw invalidValues(`AttributeDefinitions is not specified for index: ${Create.IndexName}`);
      requireSameTypes(changed, definitions);
      // In other words than CreateTable's (ack-api-quirks, DDB-TABLE-152, 2026-10-08).
      if (changed.billingMode === 'PROVISIONED' && !Create.ProvisionedThroughput) {
        throw invalidValues(
          `Both ReadCapacityUnits and WriteCapacityUnits must be specified for index: ${Create.IndexName}`,
        );
      }
      // "AttributeDefinitions must include the key element(s) of the new index" (API reference, UpdateTable, 2026-11-28).
      checkGlobalIndex(Create, definitions, changed.billingMode);
      changed = withDefinitions(
        changed,
        definitions.filter(({ AttributeName: name }) => Create.KeySchema.some((key) => key.AttributeName === name)),
      );
      const index = globalIndexRecord(Create, changed.nextIndexId, 'CREATING');
      const globalIndexes = [...changed.globalIndexes, index];
      checkProjected([...changed.localIndexes, ...globalIndexes]);
      changed = { ...changed, globalIndexes, nextIndexId: changed.nextIndexId + 1 };
      jobs.push(jobOf('fill-index', changed, Create.IndexName));
    }
  }
  return { record: changed, jobs };
}

function checkUpdates(updates: readonly GlobalSecondaryIndexUpdate[]): void {
  const names = new Set<string>();
  for (const { Create, Update, Delete } of updates) {
    if ([Create, Update, Delete].filter((action) => action !== undefined).length > 1)
      throw invalidValues('Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object');
    const name = (Create ?? Update ?? Delete)?.IndexName;
    if (name === undefined) {
      throw invalidValues(
        'One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null',
      );
    }
    if (names.has(name))
      throw invalidValues(`Only one global secondary index update per index is allowed simultaneously. Index: ${name}`);
    names.add(name);
  }
  if (updates.filter(({ Create, Delete }) => Create ?? Delete).length > 1) throw onlyOneOnline();
}

function checkNew({ localIndexes, globalIndexes }: TableRecord, name: string): void {
  if ([...localIndexes, ...globalIndexes].some((index) => index.name === name))
    throw validationError('Attempting to create an index which already exists');
  if (globalIndexes.length >= GLOBAL_INDEXES_MAX) {
    // AWS's words, recorded on 2026-10-09 (ack-api-quirks, DDB-TABLE-443).
    throw new LimitExceededException(
      `Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of ${GLOBAL_INDEXES_MAX}`,
    );
  }
}

/** With the definitions of new key attributes; what a definition is for is checked with the index. */
function requireSameTypes({ attributes }: TableRecord, definitions: readonly AttributeDefinition[]): void {
  const known = new Map(attributes.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  for (const { AttributeName: name, AttributeType: type } of definitions) {
    const old = known.get(name);
    if (old !== undefined && old !== type)
      throw invalidValues(`Type mismatch for attribute ${name} expected: ${old} actual: ${type}`);
    known.set(name, type);
  }
}

/** Their types are those of the table's own: requireSameTypes has seen them. */
function withDefinitions(record: TableRecord, definitions: readonly AttributeDefinition[]): TableRecord {
  const all = [...record.attributes, ...definitions];
  const known = new Map(all.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  const attributes = [...known].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType }));
  return { ...record, attributes };
}

function requireIndex(record: TableRecord, name: string, action: string): GlobalIndexRecord {
  const { globalIndexes, localIndexes, name: table } = record;
  const index = globalIndexes.find((one) => one.name === name);
  if (index) return index;
  if (localIndexes.some((one) => one.name === name))
    throw validationError(`Cannot ${action} an index that is not a GlobalSecondaryIndex: ${name}`);
  // AWS's words, recorded on 2026-10-09 (ack-api-quirks, DDB-TABLE-375).
  throw new ResourceNotFoundException(`Requested resource not found: Index ${name} for table ${table}`);
}

function replaced(record: TableRecord, index: GlobalIndexRecord): TableRecord {
  const globalIndexes = record.globalIndexes.map((one) => (one.id === index.id ? index : one));
  return { ...record, globalIndexes };
}

function deleting(record: TableRecord, name: string): TableRecord {
  return replaced(record, { ...requireIndex(record, name, 'delete'), status: 'DELETING' });
}

function jobOf(kind: TableJob['kind'], record: TableRecord, indexName: string): TableJob {
  const { accountId, region, id: tableId, name: tableName } = record;
  return { kind, accountId, region, tableId, tableName, indexId: requireIndex(record, indexName, 'update').id };
}

function updated(record: TableRecord, update: UpdateGlobalSecondaryIndexAction, nowMs: number): TableRecord {
  const index = requireIndex(record, update.IndexName, 'update');
  const { ProvisionedThroughput: units, OnDemandThroughput: onDemand, WarmThroughput: warm } = update;
  if (record.billingMode === 'PAY_PER_REQUEST') {
    // Observed 2026-10-08 (ack-api-quirks, DDB-TABLE-152).
    if (units || (!onDemand && !warm)) {
      throw invalidValues(
        `The only Updates for index: ${index.name} when TableThroughputMode is PAY_PER_REQUEST can be to OnDemandThroughput, WarmThroughput`,
      );
    }
  }
  if (warm && warm.ReadUnitsPerSecond === undefined && warm.WriteUnitsPerSecond === undefined) {
    throw invalidValues(
      `WarmThroughput must have at least one of ReadUnitsPerSecond or WriteUnitsPerSecond specified for index: ${index.name}`,
    );
  }
  if (units) checkUnits(units);
  if (onDemand) checkOnDemand(onDemand, record.billingMode, true, index.name);
  const { throughput } = index;
  const changed =
    units && (throughput ? changedThroughput(throughput, units, nowMs, index.name) : initialThroughput(units));
  const { onDemand: before, ...rest } = index;
  const maxima = onDemand ? maximaOf(before, onDemand) : before;
  return replaced(record, {
    ...rest,
    ...(maxima && { onDemand: maxima }),
    ...(changed && { throughput: changed, warm: warmedBy(index, changed) }),
    ...(warm && { warm: warmed(index, warm, index.name) }),
  });
}
