/** For this service's tests: one bucket, `bench`, in memory, which tells of what is not there as S3 does. */
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import type { Clock } from '../../kit/clock.ts';
import { ModeledError } from '../../wire/error.ts';
import type { FoundObject, MeantBucket, ObjectStore } from './object-store.ts';

const PAGE = 2;

export class TestObjects implements ObjectStore {
  readonly #clock: Clock;
  readonly #objects = new Map<string, { readonly bytes: Uint8Array; readonly modifiedAtMs: number }>();
  /** Reads wait until they are called off. */
  held = false;
  /** Called when a read is being held. */
  onHeld: () => void = () => undefined;
  /** Called with the key of what is being put. */
  onPut: (key: string) => void = () => undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get keys(): readonly string[] {
    return [...this.#objects.keys()].toSorted();
  }

  bytes(key: string): Uint8Array {
    const found = this.#objects.get(key);
    if (!found) throw new ModeledError('NoSuchKey', 'The specified key does not exist.');
    return found.bytes;
  }

  write(key: string, body: string | Uint8Array): void {
    this.#objects.set(key, { bytes: Buffer.from(body), modifiedAtMs: this.#clock.nowMs() });
  }

  async requirePut({ authorize }: Caller, meant: MeantBucket, key: string): Promise<void> {
    requireBucket(meant);
    await authorize({ action: 's3:PutObject', resource: `arn:aws:s3:::${meant.bucket}/${key}` });
  }

  async requireList({ authorize }: Caller, meant: MeantBucket): Promise<void> {
    requireBucket(meant);
    await authorize({ action: 's3:ListBucket', resource: `arn:aws:s3:::${meant.bucket}` });
  }

  async requireRead({ authorize }: Caller, meant: MeantBucket, key: string): Promise<void> {
    requireBucket(meant);
    await authorize({ action: 's3:GetObject', resource: `arn:aws:s3:::${meant.bucket}/${key}` });
  }

  put(meant: MeantBucket, key: string, bytes: Uint8Array): Promise<{ readonly etag: string }> {
    requireBucket(meant);
    this.write(key, bytes);
    this.onPut(key);
    return Promise.resolve({ etag: createHash('md5').update(bytes).digest('hex') });
  }

  list(
    meant: MeantBucket,
    prefix: string,
    after = '',
  ): Promise<{ readonly objects: readonly FoundObject[]; readonly last: string | undefined }> {
    requireBucket(meant);
    const keys = this.keys.filter((key) => key.startsWith(prefix) && key > after);
    const objects = keys.slice(0, PAGE).map((key) => ({
      key,
      sizeBytes: this.bytes(key).length,
      modifiedAtMs: this.#objects.get(key)?.modifiedAtMs ?? 0,
    }));
    return Promise.resolve({ objects, last: keys.length > PAGE ? keys[PAGE - 1] : undefined });
  }

  async read(meant: MeantBucket, key: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    requireBucket(meant);
    if (this.held) {
      const aborted = once(signal, 'abort');
      this.onHeld();
      await aborted;
      signal.throwIfAborted();
    }
    return inPieces(this.bytes(key));
  }
}

type Caller = Parameters<ObjectStore['requirePut']>[0];

function requireBucket({ bucket, owner = '000000000000' }: MeantBucket): void {
  if (bucket !== 'bench') throw new ModeledError('NoSuchBucket', 'The specified bucket does not exist');
  if (owner !== '000000000000') throw new ModeledError('AccessDenied', 'Access Denied');
}

async function* inPieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1_000) yield await Promise.resolve(bytes.subarray(at, at + 1_000));
}
