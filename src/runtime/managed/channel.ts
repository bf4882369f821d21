/** The channel of our own bootstraps: two Unix sockets, one for messages, one for what the function prints. */
import type net from 'node:net';
import type { Call, ChannelEvent, ChannelOutput, InitMessage, InvocationChannel } from '../channel.ts';
import { MAX_PAYLOAD_BYTES } from '../limits.ts';
import { encodeFrame, FrameReader, FrameType } from './frames.ts';

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
  readonly #answers: ChannelEvent[] = [];
  #outputEnds = 0;
  readonly outputEnded: Promise<void>;

  constructor(control: net.Socket, output: net.Socket) {
    this.#control = control;
    this.#output = output;
    this.#read(control, MAX_ANSWER_BYTES, (type, body) => {
      this.#answers.push(decodeEvent(type, body));
      this.#deliver();
    });
    this.#read(output, MAX_OUTPUT_BYTES, (type, body) => {
      if (type !== FrameType.logEnd)
        return this.onOutput({ kind: type === FrameType.logEvent ? 'event' : 'raw', bytes: body });
      this.#outputEnds++;
      this.#deliver();
    });
    this.outputEnded = new Promise((resolve) => {
      output.once('close', () => {
        this.#outputEnds = Number.POSITIVE_INFINITY;
        this.#deliver();
        resolve();
      });
    });
  }

  init(message: InitMessage): void {
    this.#control.write(encodeFrame(FrameType.init, Buffer.from(JSON.stringify(message))));
  }

  invoke({ payload, ...header }: Call): void {
    const text = Buffer.from(JSON.stringify(header));
    const size = Buffer.allocUnsafe(4);
    size.writeUInt32BE(text.byteLength);
    this.#control.write(encodeFrame(FrameType.invoke, size, text, payload));
  }

  close(): void {
    this.#control.destroy();
    this.#output.destroy();
  }

  #deliver(): void {
    while (this.#outputEnds > 0) {
      const answer = this.#answers.shift();
      if (!answer) return;
      this.#outputEnds--;
      this.onEvent(answer);
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
