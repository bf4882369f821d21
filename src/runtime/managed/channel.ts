/** The channel of our own bootstraps: two Unix sockets, one for messages, one for what the function prints. */
import type net from 'node:net';
import { atEndOfTurn } from '../../kit/turn.ts';
import type { Call, ChannelEvent, ChannelOutput, InitMessage, InvocationChannel } from '../channel.ts';
import { MAX_PAYLOAD_BYTES } from '../limits.ts';
import { encodeFrame, FrameReader, FrameType, HEAD_BYTES } from './frames.ts';

/** An answer, its error type and its numbers; errors carry traces. */
const MAX_ANSWER_BYTES = MAX_PAYLOAD_BYTES + 1024 * 1024;
const MAX_OUTPUT_BYTES = 1024 * 1024;

export class ManagedChannel implements InvocationChannel {
  readonly renewsEnvironment = true;
  onEvent: (event: ChannelEvent) => void = () => {};
  onOutput: (output: ChannelOutput) => void = () => {};
  readonly #control: net.Socket;
  readonly #output: net.Socket;
  /** An answer is passed on when the output before it is there: the two sockets are read in any order. */
  readonly #answers: { readonly printedBytes: number; readonly event: ChannelEvent }[] = [];
  /** Of the output, modulo 2^32 as in the answers. */
  #readBytes = 0;
  #outputHasEnded = false;
  readonly #ended: Promise<unknown>;

  constructor(control: net.Socket, output: net.Socket) {
    this.#control = control;
    this.#output = output;
    this.#read(control, MAX_ANSWER_BYTES, (type, body) => {
      // There is one question at a time: more would fill our memory.
      if (this.#answers.length > 0) throw new RangeError('an answer before the last one was taken');
      this.#answers.push({ printedBytes: body.readUInt32BE(0), event: decodeEvent(type, body.subarray(4)) });
      this.#deliver();
    });
    this.#read(output, MAX_OUTPUT_BYTES, (type, body) => {
      this.onOutput({ kind: type === FrameType.logEvent ? 'event' : 'raw', bytes: body });
      this.#readBytes = (this.#readBytes + HEAD_BYTES + body.byteLength) >>> 0;
      this.#deliver();
    });
    output.once('close', () => {
      this.#outputHasEnded = true;
      this.#deliver();
    });
    this.#ended = Promise.all(
      [control, output].map((socket) => new Promise((resolve) => socket.once('close', resolve))),
    );
  }

  init(message: InitMessage): void {
    this.#control.write(encodeFrame(FrameType.init, Buffer.from(JSON.stringify(message))));
  }

  invoke({ payload, ...header }: Call): void {
    const text = Buffer.from(JSON.stringify(header));
    const size = Buffer.allocUnsafe(4);
    size.writeUInt32BE(text.byteLength);
    const frame = encodeFrame(FrameType.invoke, size, text, payload);
    atEndOfTurn(() => this.#control.write(frame));
  }

  async ended(): Promise<void> {
    await this.#ended;
  }

  close(): void {
    this.#control.destroy();
    this.#output.destroy();
  }

  #deliver(): void {
    for (let first = this.#answers[0]; first; first = this.#answers[0]) {
      // The lesser of two numbers that are apart by less than half of 2^32.
      if (!this.#outputHasEnded && ((this.#readBytes - first.printedBytes) | 0) < 0) return;
      this.#answers.shift();
      this.onEvent(first.event);
    }
  }

  #read(socket: net.Socket, maxBytes: number, onFrame: (type: number, body: Buffer) => void): void {
    const reader = new FrameReader(maxBytes, onFrame);
    socket.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch (error) {
        socket.destroy();
        this.onEvent({ kind: 'broken', reason: error instanceof Error ? error.message : String(error) });
      }
    });
    // The end of the process is seen by its exit.
    socket.on('error', () => socket.destroy());
  }
}

/** Throws RangeError for bytes that are none. */
function decodeEvent(type: number, body: Buffer): ChannelEvent {
  switch (type) {
    case FrameType.ready:
      return { kind: 'ready' };
    case FrameType.initError:
      return { kind: 'initError', ...typed(body, 0) };
    case FrameType.response:
      return { kind: 'response', usedBytes: body.readUInt32BE(0) * 1024, payload: body.subarray(4) };
    case FrameType.error:
    case FrameType.fatalError:
      return {
        kind: 'error',
        usedBytes: body.readUInt32BE(0) * 1024,
        fatal: type === FrameType.fatalError,
        ...typed(body, 4),
      };
    case FrameType.tooLarge:
      return { kind: 'tooLarge', usedBytes: body.readUInt32BE(0) * 1024 };
    default:
      throw new RangeError(`a message of type ${type}`);
  }
}

function typed(body: Buffer, at: number): { errorType: string; payload: Buffer } {
  const end = at + 2 + body.readUInt16BE(at);
  if (end > body.byteLength) throw new RangeError('an error type past its message');
  return { errorType: body.toString('utf8', at + 2, end), payload: body.subarray(end) };
}
