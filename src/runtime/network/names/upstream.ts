/** Asks this host's name servers, one after another, over a socket of its own for each question. */
import { randomInt } from 'node:crypto';
import dgram from 'node:dgram';
import net from 'node:net';
import type { Clock } from '../../../kit/clock.ts';
import { MAX_MESSAGE_BYTES, NAME_ROUNDS, NAME_TRY_MS } from '../limits.ts';
import { answers, failureOf, idOf, withId } from './message.ts';
import type { NameServer, NameServers } from './name-servers.ts';

export type Transport = 'udp' | 'tcp';

export class Upstream {
  readonly #servers: NameServers;
  readonly #clock: Clock;

  constructor(servers: NameServers, clock: Clock) {
    this.#servers = servers;
    this.#clock = clock;
  }

  /** What the first that answers says, as it is; a failure where none does. `query` is one by `isQuery`. */
  async ask(query: Buffer, transport: Transport, signal: AbortSignal): Promise<Buffer> {
    const askOne = transport === 'udp' ? askByDatagram : askByStream;
    for (let round = 0; round < NAME_ROUNDS; round++) {
      for (const server of this.#servers.list()) {
        if (signal.aborted) return failureOf(query);
        // A fresh id and port each time: an answer is hard to forge.
        const id = randomInt(0x10000);
        const answer = await this.#bounded(signal, (end) => askOne(server, withId(query, id), id, end));
        if (answer) return withId(answer, idOf(query));
      }
    }
    return failureOf(query);
  }

  async #bounded<T>(signal: AbortSignal, run: (end: AbortSignal) => Promise<T | undefined>): Promise<T | undefined> {
    const late = new AbortController();
    const cancel = this.#clock.after(NAME_TRY_MS, () => late.abort());
    try {
      return await run(AbortSignal.any([signal, late.signal]));
    } finally {
      cancel();
    }
  }
}

type Answer = Promise<Buffer | undefined>;

function askByDatagram(server: NameServer, query: Buffer, id: number, end: AbortSignal): Answer {
  const socket = dgram.createSocket(net.isIPv6(server.address.split('%')[0] ?? '') ? 'udp6' : 'udp4').unref();
  return new Promise<Buffer | undefined>((resolve) => {
    end.addEventListener('abort', () => resolve(undefined), { once: true });
    socket.on('error', () => resolve(undefined));
    socket.on('message', (message) => {
      if (message.length >= 12 && answers(message, query, id)) resolve(message);
    });
    // Connected: the kernel drops what comes from anywhere else, and tells when nobody listens.
    socket.connect(server.port, server.address, () => socket.send(query));
  }).finally(() => socket.close());
}

function askByStream(server: NameServer, query: Buffer, id: number, end: AbortSignal): Answer {
  const socket = net.connect(server.port, server.address).unref();
  return new Promise<Buffer | undefined>((resolve) => {
    end.addEventListener('abort', () => resolve(undefined), { once: true });
    socket.on('error', () => resolve(undefined));
    socket.on('close', () => resolve(undefined));
    const reader = new FrameReader((message) => resolve(answers(message, query, id) ? message : undefined));
    socket.on('data', (chunk: Buffer) => reader.read(chunk));
    socket.on('connect', () => socket.write(frame(query)));
  }).finally(() => socket.destroy());
}

/** Messages over TCP have their length before them (RFC 1035, 4.2.2). */
export function frame(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(Math.min(message.length, MAX_MESSAGE_BYTES));
  return Buffer.concat([length, message]);
}

export class FrameReader {
  readonly #onMessage: (message: Buffer) => void;
  readonly #maxBytes: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(onMessage: (message: Buffer) => void, maxBytes = MAX_MESSAGE_BYTES) {
    this.#onMessage = onMessage;
    this.#maxBytes = maxBytes;
  }

  /** False where a message is longer than it may be: the stream is of no more use. */
  read(chunk: Buffer): boolean {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= 2) {
      const length = this.#rest.readUInt16BE(0);
      if (length > this.#maxBytes) return false;
      const end = 2 + length;
      if (this.#rest.length < end) return true;
      const message = this.#rest.subarray(2, end);
      this.#rest = this.#rest.subarray(end);
      if (message.length >= 12) this.#onMessage(message);
    }
    return true;
  }
}
