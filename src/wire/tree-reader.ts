/**
 * Compiles shapes into closures that turn a parsed document (JSON, CBOR) into an operation's input, with the words of
 * AWS's parsers.
 */
import type { Shape, ShapeRef } from './model.ts';
import { compileOnce } from './once.ts';
import { isInteger, MS_MAX, serializationError } from './scalars.ts';
import type { ServiceSchema } from './schema.ts';

export type TreeReader = (value: unknown) => unknown;

/** Where the formats differ. */
export interface Leaves {
  readonly double: TreeReader;
  readonly timestamp: TreeReader;
  readonly blob: TreeReader;
}

type Made = Map<string, TreeReader>;

/** Members in other places than the body (`location`) are left out. Null counts as absent. */
export function compileTreeReader(
  schema: ServiceSchema,
  ref: ShapeRef,
  leaves: Leaves,
  made: Made = new Map(),
): TreeReader {
  const shape = schema.shape(ref);
  if (shape.document) return (value) => value;
  switch (shape.type) {
    case 'structure':
      return compileOnce(made, ref.shape, () => compileStructure(schema, shape, leaves, made));
    case 'list':
      return compileOnce(made, ref.shape, () => compileList(schema, shape, leaves, made));
    case 'map':
      return compileOnce(made, ref.shape, () => compileMap(schema, shape, leaves, made));
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : mismatch(value, 'Boolean'));
    case 'integer':
    case 'long':
      return (value) => readInteger(shape.type, value);
    case 'float':
    case 'double':
      return leaves.double;
    case 'timestamp':
      return leaves.timestamp;
    case 'blob':
      return leaves.blob;
    case 'string':
    case 'character':
      // Half a surrogate pair has no bytes: Jackson's become a replacement, too, and no store could hold it.
      return (value) => (typeof value === 'string' ? value.toWellFormed() : mismatch(value, 'String'));
  }
}

function compileStructure(schema: ServiceSchema, shape: Shape, leaves: Leaves, made: Made): TreeReader {
  const members = new Map<string, { name: string; read: TreeReader }>();
  for (const [name, ref] of Object.entries(shape.members ?? {})) {
    if (ref.location === undefined) {
      members.set(ref.locationName ?? name, { name, read: compileTreeReader(schema, ref, leaves, made) });
    }
  }
  return (value) => {
    if (!isObject(value)) return unexpectedStart(value, 'structure');
    const input: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      const member = members.get(key);
      const item = value[key];
      if (member && item !== null && item !== undefined) input[member.name] = member.read(item);
    }
    return input;
  };
}

function compileList(schema: ServiceSchema, shape: Shape, leaves: Leaves, made: Made): TreeReader {
  const read = compileTreeReader(schema, child(shape.member), leaves, made);
  // A null is kept, for validation to complain of.
  return (value) =>
    Array.isArray(value)
      ? value.map((item: unknown) => (item === null || item === undefined ? undefined : read(item)))
      : unexpectedStart(value, 'list');
}

function compileMap(schema: ServiceSchema, shape: Shape, leaves: Leaves, made: Made): TreeReader {
  const read = compileTreeReader(schema, child(shape.value), leaves, made);
  return (value) => {
    if (!isObject(value)) return unexpectedStart(value, 'map');
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [
        key.toWellFormed(),
        item === null || item === undefined ? undefined : read(item),
      ]),
    );
  };
}

function readInteger(type: Shape['type'], value: unknown): number {
  const number = typeof value === 'bigint' ? Number(value) : value;
  if (typeof number !== 'number' || !isInteger(type, number))
    return mismatch(value, type === 'long' ? 'Long' : 'Integer');
  return number;
}

export function checkedTime(ms: number | undefined, value: unknown): number {
  return ms !== undefined && Math.abs(ms) <= MS_MAX ? ms : mismatch(value, 'Timestamp');
}

/** A structure or map: what parsers make as plain objects. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function child(ref: ShapeRef | undefined): ShapeRef {
  if (!ref) throw new Error('A list or map without a member');
  return ref;
}

/** As DynamoDB's JSON parser says it (dynalite's recordings of AWS). */
export function mismatch(value: unknown, wanted: string): never {
  if (Array.isArray(value)) throw serializationError(`Unrecognized collection type class java.lang.${wanted}`);
  if (isObject(value)) throw serializationError('Start of structure or map found where not expected.');
  throw serializationError(`${tokenOf(value)} cannot be converted to ${wanted}`);
}

function unexpectedStart(value: unknown, wanted: 'structure' | 'map' | 'list'): never {
  if (Array.isArray(value)) throw serializationError('Start of list found where not expected');
  if (isObject(value)) throw serializationError('Start of structure or map found where not expected.');
  throw serializationError(wanted === 'list' ? 'Unexpected field type' : `Unexpected value type in payload`);
}

function tokenOf(value: unknown): string {
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'number' && !Number.isInteger(value)) return 'DECIMAL_VALUE';
  if (typeof value === 'number' || typeof value === 'bigint') return 'NUMBER_VALUE';
  if (typeof value === 'boolean') return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
  return value instanceof Uint8Array ? 'BYTES_VALUE' : 'TAGGED_VALUE';
}
