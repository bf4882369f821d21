/** Names for one sandbox: answers on the sockets that it made on its own loopback what this host's name servers say. */
import type dgram from 'node:dgram';
import type net from 'node:net';
import type { Clock } from '../../../kit/clock.ts';
import {
  MAX_FLOOD_A_SECOND,
  MAX_MESSAGE_BYTES,
  MAX_NAME_CONNECTIONS,
  MAX_QUERIES_A_SECOND,
  MAX_QUERIES_WAITING,
  MAX_QUERY_BYTES,
  NAME_IDLE_MS,
} from '../limits.ts';
import { isQuery } from './message.ts';
import { FrameReader, frame, type Transport, type Upstream } from './upstream.ts';

export interface NameSockets {
  readonly udp: dgram.Socket;
  readonly tcp: net.Server;
}

/**
 * What comes too fast is dropped, as by the resolver of a VPC; answers pass unchanged, since an address that functions
 * may not reach is refused when they connect.
 */
export class NameService {
  readonly #sockets: NameSockets;
  readonly #upstream: Upstream;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #connections = new Set<net.Socket>();
  #waiting = 0;
  #second = 0;
  #inSecond = 0;
  #udpClosed = false;

  constructor(sockets: NameSockets, upstream: Upstream, clock: Clock) {
    this.#sockets = sockets;
    this.#upstream = upstream;
    this.#clock = clock;
    const { udp, tcp } = sockets;
    udp.unref().on('error', () => this.#closeUdp());
    udp.on('message', (query, from) => {
      void this.#answer(query, 'udp', (answer) => {
        if (!this.#udpClosed) udp.send(answer, from.port, from.address, () => {});
      });
    });
    tcp.unref().on('error', () => tcp.close());
    tcp.on('connection', (socket) => this.#connected(socket));
  }

  close(): void {
    this.#closing.abort();
    this.#closeUdp();
    this.#sockets.tcp.close();
    for (const socket of this.#connections) socket.destroy();
  }

  #connected(socket: net.Socket): void {
    if (this.#connections.size >= MAX_NAME_CONNECTIONS) return void socket.destroy();
    this.#connections.add(socket);
    socket.unref().setTimeout(NAME_IDLE_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => this.#connections.delete(socket));
    const reader = new FrameReader((query) => {
      void this.#answer(query, 'tcp', (answer) => {
        // Whoever asks and does not read the answers.
        if (socket.writableLength > MAX_MESSAGE_BYTES) socket.destroy();
        else if (socket.writable) socket.write(frame(answer));
      });
    }, MAX_QUERY_BYTES);
    socket.on('data', (chunk: Buffer) => {
      if (!reader.read(chunk)) socket.destroy();
    });
  }

  async #answer(query: Buffer, transport: Transport, send: (answer: Buffer) => void): Promise<void> {
    if (!this.#admits() || !isQuery(query)) return;
    this.#waiting++;
    try {
      send(await this.#upstream.ask(query, transport, this.#closing.signal));
    } finally {
      this.#waiting--;
    }
  }

  #admits(): boolean {
    const second = Math.floor(this.#clock.monotonicMs() / 1000);
    if (second !== this.#second) this.#inSecond = 0;
    this.#second = second;
    this.#inSecond++;
    if (this.#inSecond > MAX_FLOOD_A_SECOND) this.close();
    return (
      this.#inSecond <= MAX_QUERIES_A_SECOND && this.#waiting < MAX_QUERIES_WAITING && !this.#closing.signal.aborted
    );
  }

  #closeUdp(): void {
    if (this.#udpClosed) return;
    this.#udpClosed = true;
    this.#sockets.udp.close();
  }
}
