/** The main thread's side of the writer: gathers the commits of a tick into one message and matches answers to them. */
import { Worker } from 'node:worker_threads';
import type { Clock } from '../../kit/clock.ts';
import { DiskFullError } from '../../kit/disk-full.ts';
import {
  type Commit,
  type CommitResult,
  ConflictError,
  type Key,
  RecordDamagedError,
  StoreUnavailableError,
} from '../store.ts';
import { BatchEncoder } from './batch.ts';
import { StoreDamagedError, StoreFormatError, type WriteOptions } from './database.ts';
import type { Answer } from './group.ts';
import { WAITING_BYTES_MAX, WAITING_COMMITS_MAX } from './limits.ts';
import type { WriterMessage } from './messages.ts';
import { threadFile } from './thread-file.ts';

interface Waiting {
  readonly commit: Commit;
  readonly bytes: number;
  readonly resolve: (result: CommitResult) => void;
  readonly reject: (error: Error) => void;
}

export interface WriterParts {
  readonly options: WriteOptions;
  readonly clock: Clock;
  /** Durable commits, after their callers were told. */
  readonly onCommitted: (commits: readonly Commit[], bytes: number) => void;
  readonly onFull: () => void;
  /** Nothing can be written any more and what waited may or may not be there: the process has to end. */
  readonly onFatal: (error: Error) => void;
}

export async function openWriter(parts: WriterParts): Promise<Writer> {
  const worker = new Worker(threadFile('writer-thread'), { workerData: parts.options });
  const first = await new Promise<WriterMessage>((resolve, reject) => {
    worker.once('message', resolve).once('error', reject);
  });
  worker.removeAllListeners('error');
  if (first.kind === 'refused') {
    const { file } = parts.options;
    if (first.why === 'damaged') throw new StoreDamagedError(file, first.message);
    throw first.why === 'full' ? new DiskFullError(file) : new StoreFormatError(first.message);
  }
  return new Writer(worker, parts);
}

export class Writer {
  readonly #worker: Worker;
  readonly #parts: WriterParts;
  readonly #batch = new BatchEncoder();
  readonly #closed = Promise.withResolvers<void>();
  /** The wall clock at the start, carried on by the monotonic one: a clock that jumps forgets no commit too early. */
  readonly #startMs: number;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  #posting = false;
  #refusal: string | undefined;

  constructor(worker: Worker, parts: WriterParts) {
    this.#worker = worker;
    this.#parts = parts;
    this.#startMs = parts.clock.nowMs() - parts.clock.monotonicMs();
    worker.on('message', (message: WriterMessage) => this.#receive(message));
    worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => this.#exited());
    worker.unref();
  }

  commit(commit: Commit): Promise<CommitResult> {
    return new Promise((resolve, reject) => {
      if (this.#refusal !== undefined) throw new StoreUnavailableError(this.#refusal);
      if (this.#waiting.length >= WAITING_COMMITS_MAX || this.#waitingBytes >= WAITING_BYTES_MAX) {
        throw new StoreUnavailableError('Too many commits wait for the disk');
      }
      const bytes = this.#batch.add(commit);
      if (this.#waiting.length === 0) this.#worker.ref();
      this.#waiting.push({ commit, bytes, resolve, reject });
      this.#waitingBytes += bytes;
      if (this.#posting) return;
      this.#posting = true;
      setImmediate(() => this.#post());
    });
  }

  /** What was committed before is still written; what comes later is refused. */
  refuse(why: string): void {
    this.#refusal ??= why;
  }

  /** Between two groups, bring the rest of the log into the file and begin it anew. */
  restartLog(): void {
    if (this.#refusal === undefined) this.#worker.postMessage('restart-log');
  }

  async close(): Promise<void> {
    this.refuse('The store is closed');
    this.#worker.ref();
    this.#post();
    this.#worker.postMessage('close');
    await this.#closed.promise;
  }

  #post(): void {
    this.#posting = false;
    if (this.#batch.length === 0) return;
    const batch = this.#batch.take(Math.round(this.#startMs + this.#parts.clock.monotonicMs()));
    this.#worker.postMessage(batch, [batch.bytes]);
  }

  #receive(message: WriterMessage): void {
    if (message.kind === 'answers') this.#answer(message.answers);
    else if (message.kind === 'failed') this.#failed(message);
  }

  #answer(answers: readonly Answer[]): void {
    const committed: Commit[] = [];
    const bytesBefore = this.#waitingBytes;
    for (const [at, waiting] of this.#take(answers.length).entries()) {
      const answer = answers[at];
      if (answer?.kind === 'done') {
        const [version, ...appended] = answer.outcome;
        waiting.resolve({ version, appended: appended.map(BigInt) });
        committed.push(waiting.commit);
      } else waiting.reject(errorOf(answer, waiting.commit));
    }
    if (committed.length > 0) this.#parts.onCommitted(committed, bytesBefore - this.#waitingBytes);
  }

  #failed({ commits, why, message }: WriterMessage & { kind: 'failed' }): void {
    if (why === 'fatal') return this.#fail(new Error(`The store cannot be written: ${message}`));
    const error = new StoreUnavailableError(why === 'full' ? 'The disk is full' : `The store is busy: ${message}`);
    for (const waiting of this.#take(commits)) waiting.reject(error);
    if (why === 'full') this.#parts.onFull();
  }

  #take(count: number): readonly Waiting[] {
    const taken = this.#waiting.splice(0, count);
    for (const { bytes } of taken) this.#waitingBytes -= bytes;
    if (this.#waiting.length === 0) this.#worker.unref();
    return taken;
  }

  #fail(cause: Error): void {
    if (this.#refusal === undefined || this.#waiting.length > 0) this.#parts.onFatal(cause);
    this.#refusal = 'The store failed; whether the last changes were kept is unknown until it is started again';
    const error = new StoreUnavailableError(this.#refusal, { cause });
    for (const waiting of this.#take(this.#waiting.length)) waiting.reject(error);
  }

  #exited(): void {
    this.#closed.resolve();
    if (this.#refusal === undefined || this.#waiting.length > 0) this.#fail(new Error('The writer thread ended'));
  }
}

function errorOf(answer: Answer | undefined, commit: Commit): Error {
  if (answer?.kind === 'conflict') return new ConflictError(keyAt(commit.checks ?? [], answer.part));
  if (answer?.kind === 'damaged-counter') return new RecordDamagedError(keyAt(commit.adds ?? [], answer.part));
  if (answer?.kind === 'damaged-page') {
    return new Error(`The store's file is damaged where this is to be written (${answer.message}): see ./virga check`);
  }
  return new CounterError(keyAt(commit.adds ?? [], answer?.kind === 'no-counter' ? answer.part : 0));
}

/** The key holds no counter of eight bytes, or one that would overflow. */
export class CounterError extends Error {
  override readonly name = 'CounterError';
  readonly key: Key;
  constructor(key: Key) {
    super('An added-to key holds no 64-bit counter, or one that would overflow');
    this.key = key;
  }
}

const keyAt = (list: readonly { readonly key: Key }[], at: number): Key => list[at]?.key ?? [];
