/** Compiles shapes into closures that turn an operation's output into what writeCbor takes. */
import { cborTime } from './cbor.ts';
import type { ShapeRef } from './model.ts';
import type { ServiceSchema } from './schema.ts';
import { compileTreeWriter, type LeafWriters, same, type TreeWriter } from './tree-writer.ts';

export function compileCborWriter(schema: ServiceSchema, ref: ShapeRef): TreeWriter {
  return compileTreeWriter(schema, ref, LEAVES);
}

const LEAVES: LeafWriters = { double: same, timestamp: () => cborTime, blob: same };
