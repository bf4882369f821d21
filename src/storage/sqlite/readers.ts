/** The main thread's side of the reader threads; each is started when it is needed and ends when it is not. */
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../kit/clock.ts';
import { StoreUnavailableError } from '../store.ts';
import { IDLE_THREAD_MS, READER_WAITING_MAX } from './limits.ts';
import type { ReadRequest, Rows } from './messages.ts';
import { type PackedRows, unpackRows } from './packed-rows.ts';
import { threadFile } from './thread-file.ts';

interface Waiting {
  readonly request: ReadRequest;
  readonly resolve: (rows: Rows) => void;
  readonly reject: (error: Error) => void;
}

export class Readers {
  readonly #file: string;
  readonly #most: number;
  readonly #idle: Worker[] = [];
  readonly #busy = new Map<Worker, Waiting>();
  readonly #queue: Waiting[] = [];
  readonly #clock: Clock;
  #cancelEnd: (() => void) | undefined;
  #closed = false;

  constructor(file: string, most: number, clock: Clock) {
    this.#file = file;
    this.#most = most;
    this.#clock = clock;
  }

  get any(): boolean {
    return this.#most > 0;
  }

  range(request: ReadRequest): Promise<Rows> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw new StoreUnavailableError('The store is closed');
      if (this.#queue.length >= READER_WAITING_MAX) throw new StoreUnavailableError('Too many long reads wait');
      this.#queue.push({ request, resolve, reject });
      this.#next();
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelEnd?.();
    const workers = [...this.#idle, ...this.#busy.keys()];
    const ends = workers.map((worker) => new Promise((resolve) => worker.once('exit', resolve)));
    for (const worker of workers) {
      worker.ref();
      worker.postMessage('close');
    }
    await Promise.all(ends);
    for (const { reject } of this.#queue.splice(0)) reject(new StoreUnavailableError('The store is closed'));
  }

  #next(): void {
    if (this.#queue.length === 0) return;
    const worker = this.#idle.pop() ?? (this.#busy.size < this.#most && !this.#closed ? this.#start() : undefined);
    if (!worker) return;
    const waiting = this.#queue.shift();
    if (!waiting) return;
    this.#busy.set(worker, waiting);
    worker.ref();
    worker.postMessage(waiting.request);
  }

  #start(): Worker {
    const worker = new Worker(threadFile('reader-thread'), { workerData: this.#file });
    worker.on('message', (message: PackedRows | Error) => {
      const waiting = this.#busy.get(worker);
      this.#busy.delete(worker);
      this.#idle.push(worker);
      worker.unref();
      this.#cancelEnd?.();
      this.#cancelEnd = this.#clock.after(IDLE_THREAD_MS, () => this.#endIdle());
      if (message instanceof Error) waiting?.reject(message);
      else waiting?.resolve(unpackRows(message));
      this.#next();
    });
    worker.on('error', (error) => this.#ended(worker, error));
    worker.on('exit', () => this.#ended(worker, undefined));
    return worker;
  }

  #endIdle(): void {
    for (const worker of this.#idle.splice(0)) worker.postMessage('close');
  }

  #ended(worker: Worker, cause: unknown): void {
    const waiting = this.#busy.get(worker);
    this.#busy.delete(worker);
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    waiting?.reject(new StoreUnavailableError('A reader thread ended', { cause }));
    if (!this.#closed) this.#next();
  }
}
