/**
 * The main thread's side of the thread for digests. Bytes of all bodies are gathered in one buffer while the thread works
 * through another, so there is one message for whatever came meanwhile, and never more memory than the two.
 */
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ChecksumAlgorithm } from '../hashers.ts';
import { DIGEST_BUFFER_BYTES } from '../limits.ts';
import type { Digestion } from './digestion.ts';
import type { Batch, Digested, Step } from './messages.ts';

export class DigestThread {
  readonly #worker = new Worker(new URL(`./digest-worker${extname(import.meta.url)}`, import.meta.url));
  readonly #onEnd: (error: Error | undefined) => void;
  /** The bodies that are open, and who waits for their digests. */
  readonly #bodies = new Map<number, PromiseWithResolvers<readonly Buffer[]>>();
  #lastId = 0;
  #ready = false;
  #filling = Buffer.allocUnsafeSlow(DIGEST_BUFFER_BYTES);
  #filled = 0;
  #steps: Step[] = [];
  /** Undefined while the thread has it. */
  #spare: Buffer<ArrayBuffer> | undefined = Buffer.allocUnsafeSlow(DIGEST_BUFFER_BYTES);
  #posting = false;
  #room = Promise.withResolvers<void>();
  #failure: Error | undefined;

  /** `onEnd` hears once that the thread is no more, and why, where it failed. */
  constructor(onEnd: (error: Error | undefined) => void) {
    this.#onEnd = onEnd;
    this.#worker.on('message', (message: Digested | 'ready') => this.#receive(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#worker.on('exit', () => this.#ended());
    this.#worker.unref();
  }

  /** It takes some 40 ms to start; what is opened before waits. */
  get isReady(): boolean {
    return this.#ready && this.#failure === undefined;
  }

  get bodies(): number {
    return this.#bodies.size;
  }

  open(algorithms: readonly ChecksumAlgorithm[]): Digestion {
    const id = ++this.#lastId;
    if (this.#bodies.size === 0) this.#worker.ref();
    const waiting = Promise.withResolvers<readonly Buffer[]>();
    // Who never asks for its end does not hear of a failure either.
    waiting.promise.catch(() => undefined);
    this.#bodies.set(id, waiting);
    this.#step({ kind: 'begin', id, algorithms });
    let ended = false;
    return {
      update: (bytes) => this.#update(id, bytes),
      end: () => {
        if (!ended) this.#step({ kind: 'end', id });
        ended = true;
        return waiting.promise;
      },
      drop: () => {
        if (ended || !this.#bodies.has(id)) return;
        this.#step({ kind: 'drop', id });
        this.#forget(id);
      },
    };
  }

  /** Once no body is open. */
  close(): void {
    this.#ready = false;
    this.#worker.postMessage('close');
  }

  #update(id: number, bytes: Uint8Array): void | Promise<void> {
    const taken = this.#take(id, bytes);
    if (taken < bytes.byteLength) return this.#updateLater(id, bytes.subarray(taken));
  }

  async #updateLater(id: number, bytes: Uint8Array): Promise<void> {
    for (let left = bytes; left.byteLength > 0; left = left.subarray(this.#take(id, left))) {
      await this.#room.promise;
    }
  }

  /** As many bytes as there is room for. Returns how many. */
  #take(id: number, bytes: Uint8Array): number {
    if (this.#failure) throw this.#failure;
    const length = Math.min(bytes.byteLength, this.#filling.byteLength - this.#filled);
    if (length === 0) return 0;
    this.#filling.set(length < bytes.byteLength ? bytes.subarray(0, length) : bytes, this.#filled);
    this.#filled += length;
    this.#step({ kind: 'bytes', id, length });
    return length;
  }

  #step(step: Step): void {
    this.#steps.push(step);
    if (this.#posting || !this.#spare) return;
    this.#posting = true;
    setImmediate(() => this.#post());
  }

  #post(): void {
    this.#posting = false;
    const spare = this.#spare;
    if (this.#steps.length === 0 || !spare || this.#failure) return;
    const batch: Batch = { buffer: this.#filling.buffer, steps: this.#steps };
    this.#filling = spare;
    this.#spare = undefined;
    this.#filled = 0;
    this.#steps = [];
    this.#worker.postMessage(batch, [batch.buffer]);
    const { resolve } = this.#room;
    this.#room = Promise.withResolvers();
    resolve();
  }

  #receive(message: Digested | 'ready'): void {
    if (message === 'ready') {
      this.#ready = true;
      return;
    }
    this.#spare = Buffer.from(message.buffer);
    for (const { id, digests } of message.ended) {
      this.#bodies.get(id)?.resolve(digests.map((digest) => Buffer.from(digest)));
      this.#forget(id);
    }
    this.#post();
  }

  #forget(id: number): void {
    this.#bodies.delete(id);
    if (this.#bodies.size === 0) this.#worker.unref();
  }

  #fail(cause: unknown): void {
    this.#failure ??= new Error('The thread for digests failed', { cause });
    for (const { reject } of this.#bodies.values()) reject(this.#failure);
    this.#bodies.clear();
    this.#room.promise.catch(() => undefined);
    this.#room.reject(this.#failure);
  }

  #ended(): void {
    if (this.#bodies.size > 0) this.#fail(new Error('It ended'));
    this.#onEnd(this.#failure);
  }
}
