/** Compiles shapes into closures that turn an operation's output into what JSON.stringify takes. */
import type { ShapeRef } from './model.ts';
import { formatTimestamp, timestampFormatOf, writeBase64 } from './scalars.ts';
import type { ServiceSchema } from './schema.ts';
import { compileTreeWriter, type LeafWriters, type TreeWriter } from './tree-writer.ts';

export function compileJsonWriter(schema: ServiceSchema, ref: ShapeRef): TreeWriter {
  return compileTreeWriter(schema, ref, LEAVES);
}

const LEAVES: LeafWriters = {
  double: (value: number) => (Number.isFinite(value) ? value : String(value)),
  timestamp(ref, shape) {
    const format = timestampFormatOf(ref, shape, 'unixTimestamp');
    return format === 'unixTimestamp' ? seconds : (ms: number) => formatTimestamp(ms, format);
  },
  blob: writeBase64,
};

function seconds(ms: number): number {
  return ms / 1000;
}
