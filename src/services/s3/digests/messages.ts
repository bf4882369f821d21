/** What the main thread and the one for digests tell each other. */
import type { ChecksumAlgorithm } from '../hashers.ts';

export type Step =
  | { readonly kind: 'begin'; readonly id: number; readonly algorithms: readonly ChecksumAlgorithm[] }
  /** The next so many bytes of the buffer. */
  | { readonly kind: 'bytes'; readonly id: number; readonly length: number }
  | { readonly kind: 'end' | 'drop'; readonly id: number };

export interface Batch {
  readonly buffer: ArrayBuffer;
  readonly steps: readonly Step[];
}

/** Answers a batch and gives its buffer back. */
export interface Digested {
  readonly buffer: ArrayBuffer;
  /** Of the bodies that ended, in the order of their ends. */
  readonly ended: readonly { readonly id: number; readonly digests: readonly Uint8Array[] }[];
}
