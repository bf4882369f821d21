/**
 * The log of one sandbox: lines of the function and of the platform, cut to events, counted, and handed to the LogSink
 * in batches. What one invocation may log is bounded; what is dropped is counted and said.
 */
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../kit/clock.ts';
import type { LogBatch, LogSink } from './function-version.ts';
import {
  LOG_BATCH_BYTES,
  LOG_FLUSH_MS,
  LOG_TAIL_BYTES,
  MAX_INVOCATION_LOG_BYTES,
  MAX_LOG_EVENT_BYTES,
} from './limits.ts';

export type LogDestination = Omit<LogBatch, 'events'>;

interface Line {
  readonly decoder: StringDecoder;
  text: string;
}

export class FunctionLog {
  readonly destination: LogDestination;
  readonly #sink: LogSink;
  readonly #clock: Clock;
  readonly #lines = new Map<string, Line>();
  #batch: string[] = [];
  #batchBytes = 0;
  #tail: string[] = [];
  #tailBytes = 0;
  #invocationBytes = 0;
  #droppedEvents = 0;
  #droppedBytes = 0;
  #cancelFlush: (() => void) | undefined;

  constructor(destination: LogDestination, sink: LogSink, clock: Clock) {
    this.destination = destination;
    this.#sink = sink;
    this.#clock = clock;
  }

  /** A new invocation: its tail and its allowance begin. What was logged since the last stays in the batch. */
  begin(): void {
    this.#tail = [];
    this.#tailBytes = 0;
    this.#invocationBytes = 0;
  }

  /** A line of the platform; never dropped. */
  platform(text: string): void {
    this.#add(text, Buffer.byteLength(text));
  }

  /** One event of the function, however many lines it has. */
  event(bytes: Uint8Array): void {
    const text = decode(bytes);
    this.#flushSoon();
    if (this.#mayLog(bytes.byteLength)) for (const part of partsOf(text)) this.#add(part, Buffer.byteLength(part));
  }

  /** Bytes as the function wrote them to `source`: each line is an event. */
  raw(source: string, bytes: Uint8Array): void {
    this.#flushSoon();
    let line = this.#lines.get(source);
    if (!line) this.#lines.set(source, (line = { decoder: new StringDecoder('utf8'), text: '' }));
    const text = line.text + line.decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    const parts = text.split('\n');
    line.text = parts.pop() ?? '';
    for (const part of parts) this.#line(`${part}\n`);
    if (line.text.length < MAX_LOG_EVENT_BYTES) return;
    this.#line(line.text);
    line.text = '';
  }

  /** Ends lines without a newline: the invocation is over. */
  endLines(): void {
    for (const line of this.#lines.values()) {
      const text = line.text + line.decoder.end();
      line.text = '';
      if (text !== '') this.#line(`${text}\n`);
    }
    this.#sayDropped();
  }

  /** Hands everything to the sink, stamped with the time of now, and returns the last 4 KiB of this invocation. */
  finish(): Uint8Array {
    this.flush();
    const tail = Buffer.from(this.#tail.join(''));
    return tail.byteLength > LOG_TAIL_BYTES ? tail.subarray(tail.byteLength - LOG_TAIL_BYTES) : tail;
  }

  flush(): void {
    this.#cancelFlush?.();
    this.#cancelFlush = undefined;
    if (this.#batch.length === 0) return;
    const timestampMs = this.#clock.nowMs();
    const events = this.#batch.map((message) => ({ timestampMs, message }));
    this.#batch = [];
    this.#batchBytes = 0;
    this.#sink.write({ ...this.destination, events });
  }

  #line(text: string): void {
    const bytes = Buffer.byteLength(text);
    if (!this.#mayLog(bytes)) return;
    if (bytes <= MAX_LOG_EVENT_BYTES) this.#add(text, bytes);
    else for (const part of partsOf(text)) this.#add(part, Buffer.byteLength(part));
  }

  #mayLog(bytes: number): boolean {
    this.#invocationBytes += bytes;
    if (this.#invocationBytes <= MAX_INVOCATION_LOG_BYTES) return true;
    this.#droppedEvents++;
    this.#droppedBytes += bytes;
    return false;
  }

  #sayDropped(): void {
    if (this.#droppedEvents === 0) return;
    const what = `${this.#droppedEvents} log events (${this.#droppedBytes} bytes) were dropped`;
    this.#droppedEvents = 0;
    this.#droppedBytes = 0;
    this.platform(`[VIRGA] ${what}: one invocation may log ${MAX_INVOCATION_LOG_BYTES} bytes\n`);
  }

  #add(text: string, bytes: number): void {
    this.#batch.push(text);
    this.#batchBytes += bytes;
    this.#keepTail(text, bytes);
    if (this.#batchBytes >= LOG_BATCH_BYTES) this.flush();
  }

  #keepTail(text: string, bytes: number): void {
    this.#tail.push(text);
    this.#tailBytes += bytes;
    for (;;) {
      const first = this.#tail[0];
      if (first === undefined) return;
      const firstBytes = Buffer.byteLength(first);
      if (this.#tailBytes - firstBytes < LOG_TAIL_BYTES) return;
      this.#tail.shift();
      this.#tailBytes -= firstBytes;
    }
  }

  /** While an invocation runs, its lines reach the logs within a second. */
  #flushSoon(): void {
    this.#cancelFlush ??= this.#clock.after(LOG_FLUSH_MS, () => {
      this.#cancelFlush = undefined;
      this.flush();
    });
  }
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
}

/** Pieces of at most an event's size, cut between characters. */
function partsOf(text: string): string[] {
  if (text.length * 3 <= MAX_LOG_EVENT_BYTES || Buffer.byteLength(text) <= MAX_LOG_EVENT_BYTES) return [text];
  const bytes = Buffer.from(text);
  const parts: string[] = [];
  for (let start = 0; start < bytes.byteLength; ) {
    let end = Math.min(start + MAX_LOG_EVENT_BYTES, bytes.byteLength);
    while (end < bytes.byteLength && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
    parts.push(bytes.toString('utf8', start, end));
    start = end;
  }
  return parts;
}
