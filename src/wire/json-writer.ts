/** Compiles shapes into closures that turn an operation's output into what JSON.stringify takes. */
import type { Shape, ShapeRef } from './model.ts';
import { compileOnce } from './once.ts';
import { formatTimestamp, timestampFormatOf, writeBase64 } from './scalars.ts';
import type { ServiceSchema } from './schema.ts';

export type JsonWriter = (value: never) => unknown;
type Made = Map<string, JsonWriter>;

/** Writes the members that the model knows, without those in other places (`location`); undefined ones are left out. */
export function compileJsonWriter(schema: ServiceSchema, ref: ShapeRef, made: Made = new Map()): JsonWriter {
  const shape = schema.shape(ref);
  if (shape.document) return same;
  if (shape.eventstream) throw new Error(`Event streams are not served yet: ${ref.shape}`);
  switch (shape.type) {
    case 'structure':
    case 'list':
    case 'map':
      return compileOnce(made, ref.shape, () => compileAggregate(schema, shape, made));
    case 'blob':
      return writeBase64;
    case 'timestamp': {
      const format = timestampFormatOf(ref, shape, 'unixTimestamp');
      return format === 'unixTimestamp' ? seconds : (ms: number) => formatTimestamp(ms, format);
    }
    case 'float':
    case 'double':
      return (value: number) => (Number.isFinite(value) ? value : String(value));
    case 'string':
    case 'character':
    case 'boolean':
    case 'integer':
    case 'long':
      return same;
  }
}

function same(value: unknown): unknown {
  return value;
}

function seconds(ms: number): number {
  return ms / 1000;
}

function compileAggregate(schema: ServiceSchema, shape: Shape, made: Made): JsonWriter {
  if (shape.type === 'structure') return compileStructure(schema, shape, made);
  const item = shape.type === 'list' ? shape.member : shape.value;
  if (!item) throw new Error('A list or map without a member');
  const write = compileJsonWriter(schema, item, made);
  if (shape.type === 'list') {
    return write === same ? same : (values: readonly never[]) => values.map((value) => write(value));
  }
  if (write === same) return same;
  return (values: Readonly<Record<string, never>>) =>
    Object.fromEntries(Object.entries(values).map(([key, value]) => [key, write(value)]));
}

function compileStructure(schema: ServiceSchema, shape: Shape, made: Made): JsonWriter {
  const members = Object.entries(shape.members ?? {})
    .filter(([, ref]) => ref.location === undefined)
    .map(([name, ref]) => ({ name, wireName: ref.locationName ?? name, write: compileJsonWriter(schema, ref, made) }));
  return (value: Readonly<Record<string, never>>) => {
    const output: Record<string, unknown> = {};
    for (const { name, wireName, write } of members) {
      const item: unknown = value[name];
      if (item !== undefined && item !== null) output[wireName] = write(item as never);
    }
    return output;
  };
}
