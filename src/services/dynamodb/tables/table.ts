/** A table as operations use it: its record with keys, schemas and projections worked out once. */
import type { CompiledPolicy, ConditionContext } from '../../../auth/policy/policy.ts';
import { parsePolicy } from '../../../auth/policy/parse.ts';
import type { Check, Entry, Key } from '../../../storage/store.ts';
import type { AttributeDefinition, KeySchemaElement } from '../model.ts';
import type { CapacityLimit } from '../capacity/throttle.ts';
import type { KeyAttribute } from '../values/keys.ts';
import { keys, type LocalIndexRecord, type TableRecord, tableRecord } from '../store.ts';

export interface Index {
  readonly id: number;
  readonly name: string;
  readonly kind: 'local' | 'global';
  readonly hash: readonly KeyAttribute[];
  readonly range: readonly KeyAttribute[];
  /** Attributes that its entries hold; undefined where they hold all. */
  readonly projected: ReadonlySet<string> | undefined;
  /** Of its own; a local one has its table's. */
  readonly limit: CapacityLimit | undefined;
  /** Queries find it; one that is being filled is only written to. */
  readonly active: boolean;
  /** Below it lie its entries. */
  readonly key: Key;
}

export interface Table {
  readonly record: TableRecord;
  readonly hash: KeyAttribute;
  readonly range: KeyAttribute | undefined;
  /** Those that are written to: not the ones that are being deleted. */
  readonly indexes: readonly Index[];
  readonly indexByName: ReadonlyMap<string, Index>;
  readonly limit: CapacityLimit;
  /** It or one of its indexes has a limit. */
  readonly limited: boolean;
  /** One of the indexes does not hold all items yet. */
  readonly filling: boolean;
  /** Below it lie its items. */
  readonly items: Key;
  /** That it is still what this was made of: part of every commit that writes items. */
  readonly check: Check;
  /** `aws:ResourceTag/…` of its tags. */
  readonly tagKeys: ConditionContext;
  readonly policy: CompiledPolicy | undefined;
}

export function compileTable(entry: Entry): Table {
  const record = tableRecord.decode(entry.value);
  const types = new Map(record.attributes.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]));
  const { hash, range } = keyAttributes(record.keySchema, types);
  const [tableHash] = hash;
  if (!tableHash) throw new Error(`The table ${record.name} has no hash key`);
  const tableKeys = [...hash, ...range].map(({ name }) => name);
  const compile = (index: LocalIndexRecord & Capacity, kind: Index['kind'], active: boolean): Index => ({
    id: index.id,
    name: index.name,
    kind,
    ...keyAttributes(index.keySchema, types),
    projected: projectedBy(index, tableKeys),
    limit: kind === 'global' ? limitOf(record, index) : undefined,
    active,
    key: keys.index(record, index.id),
  });
  const indexes = [
    ...record.localIndexes.map((index) => compile(index, 'local', true)),
    ...record.globalIndexes
      .filter(({ status }) => status !== 'DELETING')
      .map((index) => compile(index, 'global', index.status === 'ACTIVE')),
  ];
  const limit = limitOf(record, record);
  return {
    record,
    limit,
    limited: [limit, ...indexes.map((index) => index.limit)].some(
      (one) => one?.Read !== undefined || one?.Write !== undefined,
    ),
    hash: tableHash,
    range: range[0],
    indexes,
    indexByName: new Map(indexes.map((index) => [index.name, index])),
    filling: indexes.some(({ active }) => !active),
    items: keys.items(record),
    check: { key: entry.key, version: entry.version },
    tagKeys: Object.fromEntries(Object.entries(record.tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value])),
    policy: record.policy && parsePolicy(record.policy.document, 'resource'),
  };
}

type Capacity = Pick<TableRecord, 'throughput' | 'onDemand'>;

function limitOf({ billingMode }: TableRecord, { throughput, onDemand }: Capacity): CapacityLimit {
  if (billingMode === 'PROVISIONED')
    return { Read: throughput?.ReadCapacityUnits, Write: throughput?.WriteCapacityUnits, onDemand: false };
  return {
    Read: maximum(onDemand?.MaxReadRequestUnits),
    Write: maximum(onDemand?.MaxWriteRequestUnits),
    onDemand: true,
  };
}

/** -1 stands for none. */
function maximum(units: number | undefined): number | undefined {
  return units === undefined || units < 0 ? undefined : units;
}

function keyAttributes(
  schema: readonly KeySchemaElement[],
  types: ReadonlyMap<string, AttributeDefinition['AttributeType']>,
): Pick<Index, 'hash' | 'range'> {
  const of = (role: KeySchemaElement['KeyType']): KeyAttribute[] =>
    schema
      .filter(({ KeyType }) => KeyType === role)
      .map(({ AttributeName: name }) => ({ name, type: typeOf(name), role }));
  const typeOf = (name: string): KeyAttribute['type'] => {
    const type = types.get(name);
    if (!type) throw new Error(`The key attribute ${name} has no definition`);
    return type;
  };
  return { hash: of('HASH'), range: of('RANGE') };
}

function projectedBy({ projection, keySchema }: LocalIndexRecord, tableKeys: readonly string[]): Index['projected'] {
  if (projection.ProjectionType === 'ALL') return undefined;
  const own = keySchema.map(({ AttributeName }) => AttributeName);
  return new Set([...tableKeys, ...own, ...(projection.NonKeyAttributes ?? [])]);
}
