/** Compiles shapes into closures that turn parsed CBOR into an operation's input. */
import { Tagged } from 'cborg';
import { TAG_TIME } from './cbor.ts';
import type { ShapeRef } from './model.ts';
import type { ServiceSchema } from './schema.ts';
import { checkedTime, compileTreeReader, type Leaves, mismatch, type TreeReader } from './tree-reader.ts';

export function compileCborReader(schema: ServiceSchema, ref: ShapeRef): TreeReader {
  return compileTreeReader(schema, ref, LEAVES);
}

const LEAVES: Leaves = {
  double(value) {
    if (typeof value === 'number') return value;
    return typeof value === 'bigint' ? Number(value) : mismatch(value, 'Double');
  },
  timestamp(value) {
    const seconds: unknown = value instanceof Tagged && value.tag === TAG_TIME ? value.value : undefined;
    return checkedTime(typeof seconds === 'number' ? Math.round(seconds * 1000) : undefined, value);
  },
  blob(value) {
    return value instanceof Uint8Array ? value : mismatch(value, 'Blob');
  },
};
