/** What passes between the main thread and the threads of the embedded adapter. */
import type { EncodedBounds } from '../key.ts';
import type { Answer } from './group.ts';

/** From the writer, in the order of the commits. */
export type WriterMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly why: 'damaged' | 'full' | 'format'; readonly message: string }
  | { readonly kind: 'answers'; readonly answers: readonly Answer[] }
  /** The next `commits` commits failed together; later ones may succeed (`full`, `busy`) or never will (`fatal`). */
  | {
      readonly kind: 'failed';
      readonly commits: number;
      readonly why: 'full' | 'busy' | 'fatal';
      readonly message: string;
    }
  | { readonly kind: 'closed' };

export interface ReadRequest extends EncodedBounds {
  readonly limit: number;
  readonly reverse: boolean;
}

/** One entry as it is stored. */
export interface Row {
  readonly key: Uint8Array;
  readonly version: number;
  readonly value: Uint8Array;
  /** Its checksum does not confirm it. */
  readonly damaged: boolean;
}

export interface Rows {
  readonly rows: readonly Row[];
  readonly more: boolean;
}
