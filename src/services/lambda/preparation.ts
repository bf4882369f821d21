/**
 * Brings functions that were made or changed to where they can run: the runtime fetches what it needs and unpacks the
 * package, and the function becomes Active, or its update Successful, or Failed with the reason. What a crash cut short
 * is taken up again at the next start.
 */
import type { Blobs } from '../../blob/blobs.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Sealer } from '../../kit/seal.ts';
import { type FunctionRunner, InvocationRefusedError } from '../../runtime/function-version.ts';
import type { Store } from '../../storage/store.ts';
import { dropPackages, isUnprepared, recordChanges } from './changes.ts';
import { type FunctionCache, runnable } from './function-cache.ts';
import {
  CLOSE_WAIT_MS,
  PREPARATION_MAX_MS,
  PREPARATION_PAGE,
  PREPARATION_RETRY_MS,
  PREPARATIONS_MAX,
} from './limits.ts';
import { functionArn } from './names.ts';
import { Slots } from './slots.ts';
import { type FunctionId, type FunctionRecord, functionRecord, keys, type ReasonCode } from './store.ts';

export interface PreparationParts {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly sealer: Sealer;
  readonly runner: FunctionRunner;
  readonly functions: FunctionCache;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

interface Failure {
  readonly code: ReasonCode;
  readonly reason: string;
}

export class Preparation {
  readonly #parts: PreparationParts;
  /** By ARN: resolves when nothing of the function is being prepared any more. */
  readonly #running = new Map<string, Promise<void>>();
  readonly #slots = new Slots(PREPARATIONS_MAX);
  readonly #retries = new Map<string, () => void>();
  #closed = false;

  constructor(parts: PreparationParts) {
    this.#parts = parts;
  }

  /** Prepares a function in the background, after what is already being prepared of it. */
  start(id: FunctionId): void {
    if (this.#closed) return;
    const arn = functionArn(id);
    const before = this.#running.get(arn) ?? Promise.resolve();
    const run: Promise<void> = before
      .then(() => this.#slots.use(() => this.#prepare(id)))
      .catch((error: unknown) => this.#retryLater(id, error))
      .finally(() => {
        if (this.#running.get(arn) === run) this.#running.delete(arn);
      });
    this.#running.set(arn, run);
  }

  /** Resolves when the function is prepared or has failed, or after `limitMs`. */
  async settled(id: FunctionId, limitMs: number): Promise<void> {
    const running = this.#running.get(functionArn(id));
    if (running) await this.#within(running, limitMs, undefined);
  }

  /** Takes up what a crash or a shutdown left; call it once, at start. */
  async resume(): Promise<void> {
    let after: readonly (string | Uint8Array | bigint)[] | undefined;
    do {
      const page = await this.#parts.store.range({
        prefix: keys.unprepared(),
        limit: PREPARATION_PAGE,
        ...(after && { after }),
      });
      for (const { key } of page.entries) this.start(keys.unpreparedId(key));
      after = page.next;
    } while (after);
  }

  /** Waits a little for what runs; the rest is left to the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const cancel of this.#retries.values()) cancel();
    await this.#within(Promise.all(this.#running.values()), CLOSE_WAIT_MS, undefined);
  }

  async #prepare(id: FunctionId): Promise<void> {
    if (this.#closed) return;
    const { store, sealer } = this.#parts;
    const entry = await store.get(keys.function(id));
    const record = entry && functionRecord.decode(entry.value);
    if (!record || !isUnprepared(record)) return;
    const outcome = await this.#within(
      this.#try(() => runnable(sealer, record, record.latest)),
      PREPARATION_MAX_MS,
      TOO_LATE,
    );
    if (outcome !== 'later') await this.#finish(record, outcome);
  }

  /** Undefined where it went well, `later` where the runtime is shutting down. */
  async #try(version: () => ReturnType<typeof runnable>): Promise<Failure | 'later' | undefined> {
    try {
      await this.#parts.runner.updated(version());
      return undefined;
    } catch (error) {
      if (!(error instanceof InvocationRefusedError)) {
        this.#parts.log.error('lambda: a function could not be prepared', error);
        return { code: 'InternalError', reason: 'The function could not be prepared because of an internal error.' };
      }
      if (error.reason === 'ShuttingDown') return 'later';
      return { code: CODES[error.reason] ?? 'InternalError', reason: error.message };
    }
  }

  async #finish(prepared: FunctionRecord, failure: Failure | undefined): Promise<void> {
    const { store, ids, functions } = this.#parts;
    const dropped = await store.transact(ids.uuid(), [keys.function(prepared)], ([entry]) => {
      const record = entry && functionRecord.decode(entry.value);
      // Deleted meanwhile, or changed again: whoever did that has started the next preparation.
      if (!record || record.id !== prepared.id || record.latest.buildId !== prepared.latest.buildId) {
        return { result: [] };
      }
      const next = failure ? failed(record, failure, ids.uuid()) : done(record, ids.uuid());
      const { changes, dropped } = recordChanges(record, next);
      return { changes, result: dropped };
    });
    functions.drop(prepared);
    await dropPackages(this.#parts, dropped);
  }

  /** A fault of ours: the function stays as it is, and another try follows. */
  #retryLater(id: FunctionId, error: unknown): void {
    const arn = functionArn(id);
    this.#parts.log.error('lambda: the preparation of a function was cut short', error, { function: arn });
    if (this.#closed) return;
    const cancel = this.#parts.clock.after(PREPARATION_RETRY_MS, () => {
      this.#retries.delete(arn);
      this.start(id);
    });
    this.#retries.get(arn)?.();
    this.#retries.set(arn, cancel);
  }

  #within<T, U>(work: Promise<T>, limitMs: number, late: U): Promise<T | U> {
    const { promise, resolve } = Promise.withResolvers<U>();
    const cancel = this.#parts.clock.after(limitMs, () => resolve(late));
    return Promise.race([work, promise]).finally(cancel);
  }
}

const TOO_LATE: Failure = { code: 'InternalError', reason: 'The function could not be prepared in time.' };

const CODES: Partial<Record<InvocationRefusedError['reason'], ReasonCode>> = {
  RuntimeUnavailable: 'InvalidRuntime',
  CodeUnavailable: 'InvalidZipFileException',
};

function done(record: FunctionRecord, revisionId: string): FunctionRecord {
  const { running: _, ...prepared } = record;
  return { ...prepared, revisionId, state: { name: 'Active' }, lastUpdate: { status: 'Successful' } };
}

/** A failed update leaves running what ran before. */
function failed(record: FunctionRecord, failure: Failure, revisionId: string): FunctionRecord {
  const lastUpdate = { status: 'Failed', ...failure } as const;
  if (record.state.name === 'Active') return { ...record, revisionId, lastUpdate };
  return { ...record, revisionId, state: { name: 'Failed', ...failure }, lastUpdate };
}
