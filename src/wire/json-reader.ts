/** Compiles shapes into closures that turn parsed JSON into an operation's input, with the words of AWS's parsers. */
import type { Shape, ShapeRef } from './model.ts';
import { compileOnce } from './once.ts';
import { isInteger, notFinite, parseTimestamp, readBase64, serializationError } from './scalars.ts';
import type { ServiceSchema } from './schema.ts';

export type JsonReader = (value: unknown) => unknown;

/** Members in other places than the body (`location`) are left out. Null counts as absent. */
export function compileJsonReader(
  schema: ServiceSchema,
  ref: ShapeRef,
  made = new Map<string, JsonReader>(),
): JsonReader {
  const shape = schema.shape(ref);
  if (shape.document) return (value) => value;
  switch (shape.type) {
    case 'structure':
    case 'list':
    case 'map':
      return compileOnce(made, ref.shape, () => compileAggregate(schema, shape, made));
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : mismatch(value, 'Boolean'));
    case 'integer':
    case 'long':
      return (value) => readInteger(shape.type, value);
    case 'float':
    case 'double':
      return readDouble;
    case 'timestamp':
      return readTimestamp;
    case 'blob':
      return readBlob;
    case 'string':
    case 'character':
      return (value) => (typeof value === 'string' ? value : mismatch(value, 'String'));
  }
}

function compileAggregate(schema: ServiceSchema, shape: Shape, made: Map<string, JsonReader>): JsonReader {
  if (shape.type === 'structure') return compileStructure(schema, shape, made);
  return shape.type === 'list' ? compileList(schema, shape, made) : compileMap(schema, shape, made);
}

function compileStructure(schema: ServiceSchema, shape: Shape, made: Map<string, JsonReader>): JsonReader {
  const members = new Map<string, { name: string; read: JsonReader }>();
  for (const [name, ref] of Object.entries(shape.members ?? {})) {
    if (ref.location === undefined) {
      members.set(ref.locationName ?? name, { name, read: compileJsonReader(schema, ref, made) });
    }
  }
  return (value) => {
    if (!isObject(value)) return unexpectedStart(value, 'structure');
    const input: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const member = members.get(key);
      const item = value[key];
      if (member && item !== null) input[member.name] = member.read(item);
    }
    return input;
  };
}

function compileList(schema: ServiceSchema, shape: Shape, made: Map<string, JsonReader>): JsonReader {
  const read = compileJsonReader(schema, child(shape.member), made);
  // A null is kept, for validation to complain of.
  return (value) =>
    Array.isArray(value)
      ? value.map((item) => (item === null ? undefined : read(item)))
      : unexpectedStart(value, 'list');
}

function compileMap(schema: ServiceSchema, shape: Shape, made: Map<string, JsonReader>): JsonReader {
  const read = compileJsonReader(schema, child(shape.value), made);
  return (value) => {
    if (!isObject(value)) return unexpectedStart(value, 'map');
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, item === null ? undefined : read(item)]),
    );
  };
}

function readInteger(type: Shape['type'], value: unknown): number {
  if (typeof value !== 'number') return mismatch(value, type === 'long' ? 'Long' : 'Integer');
  return isInteger(type, value) ? value : mismatch(value, type === 'long' ? 'Long' : 'Integer');
}

function readDouble(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : mismatch(value, 'Double');
  return notFinite(value) ?? mismatch(value, 'Double');
}

function readTimestamp(value: unknown): number {
  const ms =
    typeof value === 'number'
      ? Math.round(value * 1000)
      : typeof value === 'string'
        ? parseTimestamp(value)
        : undefined;
  return ms !== undefined && Math.abs(ms) <= MS_MAX ? ms : mismatch(value, 'Timestamp');
}

/** What Date can hold. */
const MS_MAX = 8.64e15;

function readBlob(value: unknown): Uint8Array {
  if (typeof value !== 'string') return mismatch(value, 'Blob');
  const bytes = readBase64(value);
  if (!bytes) throw serializationError('Invalid base64');
  return bytes;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function child(ref: ShapeRef | undefined): ShapeRef {
  if (!ref) throw new Error('A list or map without a member');
  return ref;
}

/** As DynamoDB's JSON parser says it (dynalite's recordings of AWS). */
function mismatch(value: unknown, wanted: string): never {
  if (Array.isArray(value)) throw serializationError(`Unrecognized collection type class java.lang.${wanted}`);
  if (typeof value === 'object') throw serializationError('Start of structure or map found where not expected.');
  throw serializationError(`${tokenOf(value)} cannot be converted to ${wanted}`);
}

function unexpectedStart(value: unknown, wanted: 'structure' | 'map' | 'list'): never {
  if (Array.isArray(value)) throw serializationError('Start of list found where not expected');
  if (isObject(value)) throw serializationError('Start of structure or map found where not expected.');
  throw serializationError(wanted === 'list' ? 'Unexpected field type' : `Unexpected value type in payload`);
}

function tokenOf(value: unknown): string {
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'number') return Number.isInteger(value) ? 'NUMBER_VALUE' : 'DECIMAL_VALUE';
  return value === true ? 'TRUE_VALUE' : 'FALSE_VALUE';
}
