/**
 * Where the digests of large bodies are computed. A MiB costs some 2.5 ms of MD5 and CRC, which nobody else should wait
 * for; but a thread costs 12 MB and a start, so there is none before a body is large, and none after a while without any.
 */
import type { Clock } from '../../../kit/clock.ts';
import type { Log } from '../../../kit/log.ts';
import type { ChecksumAlgorithm, Hasher } from '../hashers.ts';
import { DIGEST_THREAD_FROM_BYTES, DIGEST_THREAD_IDLE_MS } from '../limits.ts';
import { DigestThread } from './digest-thread.ts';
import { type Digestion, openHashers } from './digestion.ts';

export class Digests {
  readonly #clock: Clock;
  readonly #log: Log;
  #thread: DigestThread | undefined;
  #cancelEnd: (() => void) | undefined;
  #closed = false;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  /** While the thread is not there, bodies that begin are digested here. */
  open(algorithms: readonly ChecksumAlgorithm[]): Digestion | Promise<Digestion> {
    if (this.#thread?.isReady) {
      this.#endLater(this.#thread);
      return this.#thread.open(algorithms);
    }
    const hashers = openHashers(algorithms);
    return hashers instanceof Promise ? hashers.then((opened) => this.#here(opened)) : this.#here(hashers);
  }

  close(): void {
    this.#closed = true;
    this.#cancelEnd?.();
    this.#thread?.close();
  }

  #here(hashers: readonly Hasher[]): Digestion {
    let bytesSeen = 0;
    let digests: readonly Buffer[] | undefined;
    return {
      update: (bytes) => {
        for (const hasher of hashers) hasher.update(bytes);
        bytesSeen += bytes.byteLength;
        if (bytesSeen >= DIGEST_THREAD_FROM_BYTES) this.#start();
      },
      end: () => (digests ??= hashers.map((hasher) => hasher.digest())),
      drop: () => undefined,
    };
  }

  #start(): void {
    if (this.#thread || this.#closed) return;
    this.#thread = new DigestThread((error) => {
      this.#thread = undefined;
      this.#cancelEnd?.();
      if (error) this.#log.error('s3: the thread for digests failed; the next large body starts it anew', error);
    });
    this.#endLater(this.#thread);
  }

  #endLater(thread: DigestThread): void {
    this.#cancelEnd?.();
    this.#cancelEnd = this.#clock.after(DIGEST_THREAD_IDLE_MS, () => {
      if (thread.bodies > 0) this.#endLater(thread);
      else thread.close();
    });
  }
}
