/** The main thread's side of the checkpoint thread, which starts once enough was written. */
import { Worker } from 'node:worker_threads';
import type { Log } from '../../kit/log.ts';
import { CHECKPOINT_THREAD_FROM_BYTES } from './limits.ts';
import { threadFile } from './thread-file.ts';

export class Checkpoints {
  readonly #file: string;
  readonly #log: Log;
  #worker: Worker | undefined;
  #bytes = 0;
  #asked = false;
  #closing = false;

  constructor(file: string, log: Log) {
    this.#file = file;
    this.#log = log;
  }

  /** Something was committed. */
  wrote(bytes: number): void {
    this.#bytes += bytes;
    if (this.#asked || this.#closing || this.#bytes < CHECKPOINT_THREAD_FROM_BYTES) return;
    this.#worker ??= this.#start();
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
    worker.on('message', () => {
      this.#asked = false;
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
