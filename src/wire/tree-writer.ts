/** Compiles shapes into closures that turn an operation's output into what writes a document (JSON, CBOR). */
import type { Shape, ShapeRef } from './model.ts';
import { compileOnce } from './once.ts';
import type { ServiceSchema } from './schema.ts';

export type TreeWriter = (value: never) => unknown;
type Made = Map<string, TreeWriter>;

/** Where the formats differ. */
export interface LeafWriters {
  readonly double: TreeWriter;
  readonly timestamp: (ref: ShapeRef, shape: Shape) => TreeWriter;
  readonly blob: TreeWriter;
}

/** Writes the members that the model knows, without those in other places (`location`); undefined ones are left out. */
export function compileTreeWriter(
  schema: ServiceSchema,
  ref: ShapeRef,
  leaves: LeafWriters,
  made: Made = new Map(),
): TreeWriter {
  const shape = schema.shape(ref);
  if (shape.document) return same;
  switch (shape.type) {
    case 'structure':
    case 'list':
    case 'map':
      return compileOnce(made, ref.shape, () => compileAggregate(schema, shape, leaves, made));
    case 'blob':
      return leaves.blob;
    case 'timestamp':
      return leaves.timestamp(ref, shape);
    case 'float':
    case 'double':
      return leaves.double;
    case 'string':
    case 'character':
    case 'boolean':
    case 'integer':
    case 'long':
      return same;
  }
}

export function same(value: unknown): unknown {
  return value;
}

function compileAggregate(schema: ServiceSchema, shape: Shape, leaves: LeafWriters, made: Made): TreeWriter {
  if (shape.type === 'structure') return compileStructure(schema, shape, leaves, made);
  const item = shape.type === 'list' ? shape.member : shape.value;
  if (!item) throw new Error('A list or map without a member');
  const write = compileTreeWriter(schema, item, leaves, made);
  if (shape.type === 'list') {
    return write === same ? same : (values: readonly never[]) => values.map((value) => write(value));
  }
  if (write === same) return same;
  return (values: Readonly<Record<string, never>>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, write(value)]));
}

function compileStructure(schema: ServiceSchema, shape: Shape, leaves: LeafWriters, made: Made): TreeWriter {
  const members = Object.entries(shape.members ?? {})
    .filter(([, ref]) => ref.location === undefined && !ref.eventheader && !schema.shape(ref).eventstream)
    .map(([name, ref]) => ({
      name,
      wireName: ref.locationName ?? name,
      write: compileTreeWriter(schema, ref, leaves, made),
    }));
  return (value: Readonly<Record<string, never>>) => {
    const output: Record<string, unknown> = {};
    for (const { name, wireName, write } of members) {
      const item: unknown = value[name];
      if (item !== undefined && item !== null) output[wireName] = write(item as never);
    }
    return output;
  };
}
