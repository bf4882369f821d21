/** When, where and for what each access key was used last: gathered in memory, written in the background. */
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Store } from '../../storage/store.ts';
import { KEY_USES_EVERY_MS, KEY_USES_MAX, KEY_USES_PIECE } from './limits.ts';
import { type KeyUse, keyUseRecord, keys } from './store.ts';

export interface KeyUseParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

export class KeyUses {
  readonly #parts: KeyUseParts;
  #waiting = new Map<string, KeyUse>();
  #cancelTimer: (() => void) | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: KeyUseParts) {
    this.#parts = parts;
  }

  /** Temporary keys have no record to be kept in. */
  used(accessKeyId: string, service: string, region: string): void {
    if (this.#closed || !accessKeyId.startsWith('AKIA')) return;
    const { clock } = this.#parts;
    this.#waiting.set(accessKeyId, { atMs: clock.nowMs(), service, region });
    if (this.#waiting.size >= KEY_USES_MAX) void this.flush();
    else this.#cancelTimer ??= clock.after(KEY_USES_EVERY_MS, () => void this.flush());
  }

  async lastUse(accessKeyId: string): Promise<KeyUse | undefined> {
    const waiting = this.#waiting.get(accessKeyId);
    if (waiting) return waiting;
    await this.#flushing;
    const entry = await this.#parts.store.get(keys.accessKeyUse(accessKeyId));
    return entry && keyUseRecord.decode(entry.value);
  }

  /** Resolves when all uses so far are written, or were given up with a line in the log. */
  flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const uses = [...this.#waiting];
    this.#waiting = new Map();
    this.#flushing = this.#flushing.then(() => this.#write(uses));
    return this.#flushing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }

  async #write(uses: readonly (readonly [string, KeyUse])[]): Promise<void> {
    try {
      for (let at = 0; at < uses.length; at += KEY_USES_PIECE) {
        await Promise.all(uses.slice(at, at + KEY_USES_PIECE).map(([id, use]) => this.#writeOne(id, use)));
      }
    } catch (error) {
      this.#parts.log.error('The last uses of some access keys could not be written', error);
    }
  }

  /** Nothing is written of a key that was deleted meanwhile. */
  #writeOne(accessKeyId: string, use: KeyUse): Promise<void> {
    const { store, ids } = this.#parts;
    return store.transact(ids.uuid(), [keys.accessKey(accessKeyId)], ([pointer]) => {
      if (!pointer) return { result: undefined };
      const set = { key: keys.accessKeyUse(accessKeyId), value: keyUseRecord.encode(use) };
      return { changes: { sets: [set] }, result: undefined };
    });
  }
}
