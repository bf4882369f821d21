/**
 * Commits as bytes, so that one buffer a tick changes hands between the main thread and the writer and nothing is
 * cloned. Both sides are of one build: the form is never stored. Numbers are little-endian; a key is its length (u16)
 * and bytes, a value its length (u32) and bytes.
 */
import { copyKey, INTEGER_PART_BYTES } from '../key.ts';
import { COMMIT_BYTES_MAX, COMMIT_ID_BYTES_MAX, COMMIT_PARTS_MAX, KEY_BYTES_MAX, VALUE_BYTES_MAX } from '../limits.ts';
import type { Commit, Key } from '../store.ts';

const FIRST_BYTES = 16 * 1024;
const ABSENT = -1;

export class InvalidCommitError extends Error {
  override readonly name = 'InvalidCommitError';
}

export interface Batch {
  readonly bytes: ArrayBuffer;
  readonly length: number;
  readonly commits: number;
  readonly nowMs: number;
}

export class BatchEncoder {
  #buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
  #at = 0;
  #commits = 0;

  /** Throws, and leaves the batch as it was, where the commit breaks a limit. Returns its size. */
  add(commit: Commit): number {
    const start = this.#at;
    try {
      this.#write(commit);
    } catch (error) {
      this.#at = start;
      throw error;
    }
    this.#commits++;
    return this.#at - start;
  }

  /** What was added, for `postMessage` with `bytes` transferred. The encoder is empty afterwards. */
  take(nowMs: number): Batch {
    const batch = { bytes: this.#buffer.buffer, length: this.#at, commits: this.#commits, nowMs };
    this.#buffer = Buffer.allocUnsafeSlow(FIRST_BYTES);
    this.#at = 0;
    this.#commits = 0;
    return batch;
  }

  get length(): number {
    return this.#at;
  }

  #write(commit: Commit): void {
    const { id, checks = [], sets = [], deletes = [], adds = [], appends = [] } = commit;
    const start = this.#at;
    const parts = checks.length + sets.length + deletes.length + adds.length + appends.length;
    if (parts > COMMIT_PARTS_MAX) throw new InvalidCommitError(`A commit has at most ${COMMIT_PARTS_MAX} parts`);
    this.#writeId(id);
    this.#writeCount(checks.length);
    for (const { key, version } of checks) {
      this.#writeKey(key);
      this.#at = this.#buffer.writeDoubleLE(version ?? ABSENT, this.#at);
    }
    const written = sets.length + deletes.length + adds.length > 1 ? new Set<string>() : undefined;
    this.#writeCount(deletes.length);
    for (const key of deletes) this.#writeKey(key, written);
    this.#writeCount(sets.length);
    for (const { key, value } of sets) {
      this.#writeKey(key, written);
      this.#writeValue(value, start);
    }
    this.#writeCount(adds.length);
    for (const { key, delta } of adds) {
      this.#writeKey(key, written);
      this.#writeDelta(delta);
    }
    this.#writeCount(appends.length);
    for (const { stream, value } of appends) {
      if (this.#writeKey(stream) > KEY_BYTES_MAX - INTEGER_PART_BYTES) {
        throw new InvalidCommitError(`A stream's key has at most ${KEY_BYTES_MAX - INTEGER_PART_BYTES} bytes`);
      }
      this.#writeValue(value, start);
    }
  }

  #writeId(id: string): void {
    const length = Buffer.byteLength(id);
    if (length === 0 || length > COMMIT_ID_BYTES_MAX) {
      throw new InvalidCommitError(`A commit id has 1 to ${COMMIT_ID_BYTES_MAX} bytes`);
    }
    this.#reserve(1 + length);
    this.#at = this.#buffer.writeUInt8(length, this.#at);
    this.#at += this.#buffer.write(id, this.#at);
  }

  #writeCount(count: number): void {
    this.#reserve(2);
    this.#at = this.#buffer.writeUInt16LE(count, this.#at);
  }

  /** Leaves room for a number behind it. Returns the key's length. */
  #writeKey(key: Key, written?: Set<string>): number {
    this.#reserve(2 + KEY_BYTES_MAX + 8);
    const start = this.#at + 2;
    const end = copyKey(key, this.#buffer, start);
    this.#buffer.writeUInt16LE(end - start, this.#at);
    this.#at = end;
    if (written) {
      const count = written.size;
      written.add(this.#buffer.toString('latin1', start, end));
      if (written.size === count) throw new InvalidCommitError('A commit writes a key twice');
    }
    return end - start;
  }

  #writeValue(value: Uint8Array, start: number): void {
    if (value.length > VALUE_BYTES_MAX) {
      throw new InvalidCommitError(`A value has at most ${VALUE_BYTES_MAX} bytes; this one has ${value.length}`);
    }
    this.#reserve(4 + value.length);
    this.#at = this.#buffer.writeUInt32LE(value.length, this.#at);
    this.#buffer.set(value, this.#at);
    this.#at += value.length;
    if (this.#at - start > COMMIT_BYTES_MAX)
      throw new InvalidCommitError(`A commit has at most ${COMMIT_BYTES_MAX} bytes`);
  }

  #writeDelta(delta: bigint): void {
    if (BigInt.asIntN(64, delta) !== delta) throw new InvalidCommitError(`${delta} does not fit into 64 bits`);
    this.#at = this.#buffer.writeBigInt64LE(delta, this.#at);
  }

  #reserve(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, this.#buffer.length * 2));
    this.#buffer.copy(larger, 0, 0, this.#at);
    this.#buffer = larger;
  }
}

/** Reads a batch in the order in which it was written; keys and values are views of its bytes. */
export class BatchReader {
  readonly #bytes: ArrayBuffer;
  readonly #view: Buffer;
  #at = 0;

  constructor(batch: Batch) {
    this.#bytes = batch.bytes;
    this.#view = Buffer.from(batch.bytes);
  }

  id(): string {
    const length = this.#view.readUInt8(this.#at);
    const start = this.#at + 1;
    this.#at = start + length;
    return this.#view.toString('utf8', start, this.#at);
  }

  count(): number {
    this.#at += 2;
    return this.#view.readUInt16LE(this.#at - 2);
  }

  key(): Uint8Array {
    const length = this.#view.readUInt16LE(this.#at);
    this.#at += 2 + length;
    return new Uint8Array(this.#bytes, this.#at - length, length);
  }

  value(): Uint8Array {
    const length = this.#view.readUInt32LE(this.#at);
    this.#at += 4 + length;
    return new Uint8Array(this.#bytes, this.#at - length, length);
  }

  /** Undefined where the key was seen absent. */
  version(): number | undefined {
    this.#at += 8;
    const version = this.#view.readDoubleLE(this.#at - 8);
    return version === ABSENT ? undefined : version;
  }

  delta(): bigint {
    this.#at += 8;
    return this.#view.readBigInt64LE(this.#at - 8);
  }
}
