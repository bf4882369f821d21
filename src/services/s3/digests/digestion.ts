/** The digests of one body, computed while it flows: on the main thread, or in a thread of their own. */
import { type ChecksumAlgorithm, digestAtOnce, type Hasher, openHasher } from '../hashers.ts';

export interface Digestion {
  /** The bytes may change again once it has returned, or what it returned has resolved. */
  update(bytes: Uint8Array): void | Promise<void>;
  /** No more bytes come. In the order of the algorithms; the same when it is asked again, and who does not look hears no failure. */
  end(): readonly Buffer[] | Promise<readonly Buffer[]>;
  /** Nobody wants it any more. Does nothing after its end. */
  drop(): void;
}

/** Nothing is awaited where all are there. */
export function openHashers(algorithms: readonly ChecksumAlgorithm[]): readonly Hasher[] | Promise<readonly Hasher[]> {
  const opened = algorithms.map(openHasher);
  const isReady = (hasher: Hasher | Promise<Hasher>): hasher is Hasher => !(hasher instanceof Promise);
  return opened.every(isReady) ? opened : Promise.all(opened.map(async (hasher) => await hasher));
}

/** Of bytes that are all there. */
export function digestsOf(
  algorithms: readonly ChecksumAlgorithm[],
  bytes: Uint8Array,
): readonly Buffer[] | Promise<readonly Buffer[]> {
  const digests = algorithms.map((algorithm) => digestAtOnce(algorithm, bytes));
  const isReady = (digest: Buffer | Promise<Buffer>): digest is Buffer => !(digest instanceof Promise);
  return digests.every(isReady) ? digests : Promise.all(digests.map(async (digest) => await digest));
}
