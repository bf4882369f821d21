/** Compiles shapes into closures that turn parsed JSON into an operation's input. */
import type { ShapeRef } from './model.ts';
import { notFinite, parseTimestamp, readBase64, serializationError } from './scalars.ts';
import type { ServiceSchema } from './schema.ts';
import { checkedTime, compileTreeReader, type Leaves, mismatch, type TreeReader } from './tree-reader.ts';

export function compileJsonReader(schema: ServiceSchema, ref: ShapeRef): TreeReader {
  return compileTreeReader(schema, ref, LEAVES);
}

const LEAVES: Leaves = {
  double(value) {
    if (typeof value === 'number') return Number.isFinite(value) ? value : mismatch(value, 'Double');
    return notFinite(value) ?? mismatch(value, 'Double');
  },
  timestamp(value) {
    if (typeof value === 'number') return checkedTime(Math.round(value * 1000), value);
    return checkedTime(typeof value === 'string' ? parseTimestamp(value) : undefined, value);
  },
  blob(value) {
    if (typeof value !== 'string') return mismatch(value, 'Blob');
    const bytes = readBase64(value);
    if (!bytes) throw serializationError('Invalid base64');
    return bytes;
  },
};
