/** A light HTTP/1.1 client: ready-made bytes over kept-alive sockets, so that the server is what is measured. */
import net from 'node:net';
import { AnswerReader } from './answer-reader.ts';

export interface Load {
  /** Milliseconds, one a request, sorted. */
  readonly latenciesMs: Float64Array;
  readonly requestsPerSecond: number;
}

export interface LoadOptions {
  readonly port: number;
  /** The whole request, head and body: always the same, or the next one. */
  readonly request: Buffer | (() => Buffer);
  readonly clients: number;
  readonly requests: number;
  /** Ends earlier where so much time has passed. */
  readonly seconds?: number;
}

/** Rejects on any answer but 200. */
export async function load({ port, request, clients, requests, seconds = Infinity }: LoadOptions): Promise<Load> {
  const latencies: number[] = [];
  let left = requests;
  const started = performance.now();
  const next = (): Buffer | undefined => {
    if (left-- <= 0 || performance.now() - started > seconds * 1000) return undefined;
    return typeof request === 'function' ? request() : request;
  };
  await Promise.all(Array.from({ length: clients }, () => oneClient(port, next, latencies)));
  const tookSeconds = (performance.now() - started) / 1000;
  return { latenciesMs: Float64Array.from(latencies).sort(), requestsPerSecond: latencies.length / tookSeconds };
}

export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

async function oneClient(port: number, next: () => Buffer | undefined, latencies: number[]): Promise<void> {
  let connection: Connection | undefined;
  for (let request = next(); request; request = next()) {
    connection ??= await Connection.open(port);
    const sentAt = performance.now();
    const isKept = await connection.exchange(request);
    latencies.push(performance.now() - sentAt);
    // Some servers answer one request a connection.
    if (!isKept) connection = undefined;
  }
  connection?.close();
}

class Connection {
  readonly #socket: net.Socket;
  readonly #reader = new AnswerReader();
  #resolve: (isKept: boolean) => void = () => undefined;
  #reject: (error: Error) => void = () => undefined;

  private constructor(socket: net.Socket) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', (error) => this.#reject(error));
    socket.on('close', () => (this.#reader.endsByClose ? this.#finish(false) : this.#reject(new Error('cut'))));
  }

  static async open(port: number): Promise<Connection> {
    const socket = net.connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    await new Promise<void>((resolve, reject) => void socket.once('connect', resolve).once('error', reject));
    return new Connection(socket);
  }

  /** Resolves once the answer is whole, with whether the connection can be used again. */
  exchange(request: Buffer): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#socket.end();
  }

  #take(chunk: Buffer): void {
    try {
      if (!this.#reader.take(chunk)) return;
      const { isKept } = this.#reader;
      if (!isKept) this.#socket.destroy();
      this.#finish(isKept);
    } catch (error) {
      this.#socket.destroy();
      this.#reject(error as Error);
    }
  }

  #finish(isKept: boolean): void {
    this.#reader.reset();
    this.#resolve(isKept);
  }
}
