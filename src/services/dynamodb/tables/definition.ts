/** What CreateTable is asked for, held against AWS's rules in AWS's words; gives the parts of a table's record. */
import { invalidValues, validationError } from '../errors.ts';
import {
  GLOBAL_INDEXES_MAX,
  INDEX_KEY_ATTRIBUTES_MAX,
  LOCAL_INDEXES_MAX,
  PROJECTED_ATTRIBUTES_MAX,
} from '../limits.ts';
import type {
  AttributeDefinition,
  CreateTableInput,
  GlobalSecondaryIndex,
  KeySchemaElement,
  LocalSecondaryIndex,
  Projection,
} from '../model.ts';
import type { GlobalIndexRecord, LocalIndexRecord } from '../store.ts';
import { checkOnDemand, initialThroughput, maximaOf, warmOf } from './throughput.ts';

type KeySchema = readonly KeySchemaElement[];
type BillingMode = 'PROVISIONED' | 'PAY_PER_REQUEST';

export interface IndexDefinitions {
  readonly localIndexes: readonly LocalIndexRecord[];
  readonly globalIndexes: readonly GlobalIndexRecord[];
}

/** Throws ValidationException. */
export function checkDefinition(input: CreateTableInput): IndexDefinitions {
  // Observed 2026-10-08 (ack-api-quirks, DDB-TABLE-042).
  if (!input.AttributeDefinitions && input.KeySchema) {
    throw validationError(
      "1 validation error detected: Value null at 'attributeDefinitions' failed to satisfy constraint: Member must not be null",
    );
  }
  const { AttributeDefinitions: attributes = [], KeySchema: schema = [] } = input;
  checkTableKeys(schema, attributes);
  const names = new Set<string>();
  const localIndexes = checkLocalIndexes(input, schema, attributes, names);
  const globalIndexes = checkGlobalIndexes(input, attributes, names);
  const indexes = [...localIndexes, ...globalIndexes];
  checkAllUsed(attributes, [schema, ...indexes.map(({ keySchema }) => keySchema)]);
  checkProjected(indexes);
  return { localIndexes, globalIndexes };
}

function checkTableKeys(schema: KeySchema, attributes: readonly AttributeDefinition[]): void {
  if (schema.length === 0) {
    throw validationError(
      "1 validation error detected: Value null at 'keySchema' failed to satisfy constraint: Member must not be null",
    );
  }
  if (schema.length > 2) {
    throw validationError(
      `1 validation error detected: Value '${JSON.stringify(schema)}' at 'keySchema' failed to satisfy constraint: Member must have length less than or equal to 2`,
    );
  }
  const defined = namesOf(attributes);
  checkUnique(defined, (name) => validationError(`Attribute Name is duplicated: ${name}`));
  if (schema.length > attributes.length)
    throw validationError('Invalid KeySchema: Some index key attribute have no definition');
  checkDefined(schema, attributes);
  checkSimpleKeys(schema);
}

/** A hash key, then perhaps a range key, of different names. */
export function checkSimpleKeys(schema: KeySchema): void {
  const [hash, range] = schema;
  if (hash && range && hash.AttributeName === range.AttributeName)
    throw validationError('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  if (hash?.KeyType !== 'HASH')
    throw validationError('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  if (range && range.KeyType !== 'RANGE')
    throw validationError('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
}

function checkDefined(schema: KeySchema, attributes: readonly AttributeDefinition[]): void {
  const defined = new Set(namesOf(attributes));
  if (schema.every(({ AttributeName }) => defined.has(AttributeName))) return;
  throw invalidValues(
    `Some index key attributes are not defined in AttributeDefinitions. Keys: ${listed(namesOf(schema))}, AttributeDefinitions: ${listed(namesOf(attributes))}`,
  );
}

function checkLocalIndexes(
  { LocalSecondaryIndexes: indexes }: CreateTableInput,
  tableSchema: KeySchema,
  attributes: readonly AttributeDefinition[],
  names: Set<string>,
): LocalIndexRecord[] {
  if (!indexes) return [];
  if (indexes.length === 0) throw invalidValues('List of LocalSecondaryIndexes is empty');
  if (tableSchema.length !== 2) {
    throw invalidValues(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    );
  }
  const records = indexes.map((index, at) => {
    checkLocalIndex(index, tableSchema, attributes);
    checkProjection(index.Projection);
    checkName(names, index.IndexName);
    return { id: at + 1, name: index.IndexName, keySchema: index.KeySchema, projection: index.Projection };
  });
  if (indexes.length > LOCAL_INDEXES_MAX)
    throw invalidValues(`Number of LocalSecondaryIndexes exceeds per-table limit of ${LOCAL_INDEXES_MAX}`);
  return records;
}

function checkLocalIndex(
  { IndexName: name, KeySchema: schema }: LocalSecondaryIndex,
  tableSchema: KeySchema,
  attributes: readonly AttributeDefinition[],
): void {
  checkDefined(schema, attributes);
  checkSimpleKeys(schema);
  if (schema.length !== 2) throw invalidValues(`Index KeySchema does not have a range key for index: ${name}`);
  const [hash, tableHash] = [schema[0]?.AttributeName, tableSchema[0]?.AttributeName];
  if (hash === tableHash) return;
  throw invalidValues(
    `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${name}. index hash key: ${hash}, table hash key: ${tableHash}`,
  );
}

function checkGlobalIndexes(
  input: CreateTableInput,
  attributes: readonly AttributeDefinition[],
  names: Set<string>,
): GlobalIndexRecord[] {
  const { GlobalSecondaryIndexes: indexes, LocalSecondaryIndexes: locals = [], BillingMode = 'PROVISIONED' } = input;
  if (!indexes) return [];
  if (indexes.length === 0) throw invalidValues('List of GlobalSecondaryIndexes is empty');
  const records = indexes.map((index, at) => {
    checkGlobalIndex(index, attributes, BillingMode);
    checkName(names, index.IndexName);
    return globalIndexRecord(index, locals.length + at + 1, 'ACTIVE');
  });
  if (indexes.length > GLOBAL_INDEXES_MAX)
    throw invalidValues(`GlobalSecondaryIndex count exceeds the per-table limit of ${GLOBAL_INDEXES_MAX}`);
  return records;
}

/** Also of one that UpdateTable adds. */
export function checkGlobalIndex(
  index: GlobalSecondaryIndex,
  attributes: readonly AttributeDefinition[],
  billingMode: BillingMode,
): void {
  const { IndexName: name, KeySchema: schema, ProvisionedThroughput: throughput } = index;
  checkDefined(schema, attributes);
  checkIndexKeys(schema);
  checkProjection(index.Projection);
  if (billingMode === 'PAY_PER_REQUEST' && throughput) {
    throw invalidValues(
      `ProvisionedThroughput should not be specified for index: ${name} when BillingMode is PAY_PER_REQUEST`,
    );
  }
  if (billingMode === 'PROVISIONED' && !throughput)
    throw invalidValues(`ProvisionedThroughput is not specified for index: ${name}`);
  if (index.OnDemandThroughput) checkOnDemand(index.OnDemandThroughput, billingMode, false, name);
}

/** Up to four hash attributes, then up to four range attributes, all different. */
function checkIndexKeys(schema: KeySchema): void {
  if (schema.length <= 2 && schema[1]?.KeyType !== 'HASH') {
    checkSimpleKeys(schema);
    return;
  }
  const hashes = schema.filter(({ KeyType }) => KeyType === 'HASH');
  if (schema[0]?.KeyType !== 'HASH')
    throw validationError('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  if (schema.slice(0, hashes.length).some(({ KeyType }) => KeyType !== 'HASH'))
    throw invalidValues('All HASH key attributes must precede RANGE key attributes in the KeySchema');
  checkUnique(namesOf(schema), () =>
    validationError('The KeySchema contains multiple key attributes with the same name'),
  );
  for (const [kind, count] of [
    ['HASH', hashes.length],
    ['RANGE', schema.length - hashes.length],
  ] as const) {
    if (count > INDEX_KEY_ATTRIBUTES_MAX)
      throw invalidValues(`The KeySchema exceeds the maximum allowed number of ${kind} key attributes`);
  }
}

export function globalIndexRecord(
  index: GlobalSecondaryIndex,
  id: number,
  status: GlobalIndexRecord['status'],
): GlobalIndexRecord {
  const { ProvisionedThroughput: throughput, OnDemandThroughput: asked, WarmThroughput: warm } = index;
  const onDemand = asked && maximaOf(undefined, asked);
  return {
    id,
    name: index.IndexName,
    keySchema: index.KeySchema,
    projection: index.Projection,
    status,
    ...(throughput && { throughput: initialThroughput(throughput) }),
    ...(onDemand && { onDemand }),
    ...(warm && { warm: warmOf(warm, throughput, index.IndexName) }),
  };
}

function checkProjection({ ProjectionType: type, NonKeyAttributes: attributes }: Projection): void {
  if (type === undefined) throw invalidValues('Unknown ProjectionType: null');
  if (attributes && type !== 'INCLUDE')
    throw invalidValues(`ProjectionType is ${type}, but NonKeyAttributes is specified`);
  checkUnique(attributes ?? [], (name) => invalidValues(`Duplicate element in NonKeyAttributes: ${name}`));
  if (type === 'INCLUDE' && !attributes)
    throw invalidValues('ProjectionType is INCLUDE, but NonKeyAttributes is not specified');
}

function checkName(names: Set<string>, name: string): void {
  if (names.has(name)) throw invalidValues(`Duplicate index name: ${name}`);
  names.add(name);
}

/** Of a table or what UpdateTable leaves of it. */
export function checkAllUsed(attributes: readonly AttributeDefinition[], schemas: readonly KeySchema[]): void {
  const used = [...new Set(schemas.flatMap(namesOf))];
  const [schema = []] = schemas;
  if (schemas.length === 1 && attributes.length !== schema.length) {
    throw invalidValues(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
  }
  if (attributes.every(({ AttributeName }) => used.includes(AttributeName))) return;
  throw invalidValues(
    `Some AttributeDefinitions are not used. AttributeDefinitions: ${listed(namesOf(attributes))}, keys used: ${listed(used)}`,
  );
}

/** Also of a table with an index more. */
export function checkProjected(indexes: readonly LocalIndexRecord[]): void {
  const count = indexes.reduce((sum, { projection }) => sum + (projection.NonKeyAttributes?.length ?? 0), 0);
  if (count > PROJECTED_ATTRIBUTES_MAX)
    throw invalidValues(`Number of projected attributes exceeds the per-table limit of ${PROJECTED_ATTRIBUTES_MAX}`);
}

function checkUnique(names: readonly string[], error: (name: string) => Error): void {
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw error(twice);
}

function namesOf(elements: readonly { readonly AttributeName: string }[]): string[] {
  return elements.map(({ AttributeName }) => AttributeName);
}

function listed(names: readonly string[]): string {
  return `[${names.join(', ')}]`;
}
