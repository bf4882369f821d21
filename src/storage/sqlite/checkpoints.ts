/**
 * The main thread's side of the checkpoint thread, which starts once enough was written. PASSIVE checkpoints alone let
 * the log grow without bound under load, since the writer adds to it meanwhile. So past WAL_BYTES_MAX the writer itself
 * brings over the little that was added since, between two groups, after which it begins the log anew. (A RESTART
 * checkpoint from outside has to poll for the writer's lock: measured, it held up commits for 40 to 100 ms.)
 */
import { Worker } from 'node:worker_threads';
import type { Log } from '../../kit/log.ts';
import { CHECKPOINT_FROM_BYTES, WAL_BYTES_MAX } from './limits.ts';
import { threadFile } from './thread-file.ts';

export class Checkpoints {
  readonly #file: string;
  readonly #log: Log;
  readonly #onLongLog: () => void;
  #worker: Worker | undefined;
  /** Committed since the last checkpoint was asked for. */
  #bytes = 0;
  #asked = false;
  #closing = false;

  constructor(file: string, log: Log, onLongLog: () => void) {
    this.#file = file;
    this.#log = log;
    this.#onLongLog = onLongLog;
  }

  /** Something was committed. */
  wrote(bytes: number): void {
    this.#bytes += bytes;
    if (this.#asked || this.#closing || this.#bytes < CHECKPOINT_FROM_BYTES) return;
    this.#worker ??= this.#start();
    this.#bytes = 0;
    this.#asked = true;
    this.#worker.postMessage('wrote');
  }

  async close(): Promise<void> {
    this.#closing = true;
    const worker = this.#worker;
    if (!worker) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    worker.once('exit', () => resolve());
    worker.ref();
    worker.postMessage('close');
    await promise;
  }

  #start(): Worker {
    const worker = new Worker(threadFile('checkpoint-thread'), { workerData: this.#file });
    worker.unref();
    worker.on('message', (logBytes: number) => {
      this.#asked = false;
      if (logBytes > WAL_BYTES_MAX) this.#onLongLog();
    });
    // The log only grows meanwhile; the next commit starts the thread anew.
    worker.on('error', (error) => this.#log.error('storage: a checkpoint failed', error));
    worker.on('exit', () => {
      this.#worker = undefined;
      this.#asked = false;
    });
    return worker;
  }
}
