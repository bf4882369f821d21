/** The thread that writes: takes every batch that waits, writes them as one group, answers once. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { Batch } from './batch.ts';
import { openForWriting, type WriteOptions } from './database.ts';
import { GroupWriter } from './group.ts';
import { GROUP_BYTES_MAX } from './limits.ts';
import type { WriterMessage } from './messages.ts';

const FULL = 13;
const BUSY = 5;
const CORRUPT = 11;
const NOT_A_DATABASE = 26;
/** No room to let the log's index grow: an I/O error by its kind, a full disk by its meaning. */
const IOERR_SHMSIZE = 10 | (19 << 8);

if (parentPort) serve(parentPort, workerData as WriteOptions);

function serve(port: NonNullable<typeof parentPort>, options: WriteOptions): void {
  const post = (message: WriterMessage): void => port.postMessage(message);
  let database;
  let writer: GroupWriter;
  try {
    database = openForWriting(options);
    writer = new GroupWriter(database);
  } catch (error) {
    post({ kind: 'refused', why: whyRefused(error), message: messageOf(error) });
    port.close();
    return;
  }
  const opened = database;
  const checkpoint = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');
  port.on('message', (first: Message) => {
    for (let next: Message | undefined = first; next !== undefined; ) {
      if (next === 'close') {
        opened.close();
        post({ kind: 'closed' });
        return port.close();
      }
      if (next === 'restart-log') {
        try {
          checkpoint.get();
        } catch {
          // The log only grows; the checkpoint thread meets and logs the same.
        }
        next = receive(port);
        continue;
      }
      const group: Batch[] = [];
      let bytes = 0;
      for (; isBatch(next) && bytes < GROUP_BYTES_MAX; next = receive(port)) {
        group.push(next);
        bytes += next.length;
      }
      const answer = writeGroup(writer, group);
      post(answer);
      // A sync that succeeds after one that failed proves nothing: write no more.
      if (answer.kind === 'failed' && answer.why === 'fatal') return port.close();
    }
  });
  post({ kind: 'ready' });
}

type Message = Batch | 'restart-log' | 'close';

const isBatch = (message: Message | undefined): message is Batch => typeof message === 'object';

function receive(port: NonNullable<typeof parentPort>): Message | undefined {
  return receiveMessageOnPort(port)?.message;
}

function whyRefused(error: unknown): 'damaged' | 'full' | 'format' {
  if ([CORRUPT, NOT_A_DATABASE].includes(codeOf(error) & 0xff)) return 'damaged';
  return whyFailed(error) === 'full' ? 'full' : 'format';
}

function writeGroup(writer: GroupWriter, group: readonly Batch[]): WriterMessage {
  try {
    return { kind: 'answers', answers: writer.write(group) };
  } catch (error) {
    const commits = group.reduce((total, batch) => total + batch.commits, 0);
    return { kind: 'failed', commits, why: whyFailed(error), message: messageOf(error) };
  }
}

/** A full disk and a long checkpoint pass. After anything else, a failed fsync above all, nothing is certain. */
function whyFailed(error: unknown): 'full' | 'busy' | 'fatal' {
  const code = codeOf(error);
  if ((code & 0xff) === FULL || code === IOERR_SHMSIZE) return 'full';
  return (code & 0xff) === BUSY ? 'busy' : 'fatal';
}

function codeOf(error: unknown): number {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const detail = 'errstr' in error ? ` (${String(error.errstr)})` : '';
  return `${error.message}${detail}`;
}
