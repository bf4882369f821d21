/** A light HTTP/1.1 client: the same bytes again and again over kept-alive sockets, so that the server is what is measured. */
import net from 'node:net';

export interface Load {
  /** Milliseconds, one a request, sorted. */
  readonly latenciesMs: Float64Array;
  readonly requestsPerSecond: number;
}

export interface LoadOptions {
  readonly port: number;
  /** The whole request, head and body. */
  readonly request: Buffer;
  readonly clients: number;
  readonly requests: number;
}

/** Rejects on any answer but 200. Answers must have a Content-Length. */
export async function load({ port, request, clients, requests }: LoadOptions): Promise<Load> {
  const latencies: number[] = [];
  let left = requests;
  const started = performance.now();
  await Promise.all(Array.from({ length: clients }, () => oneClient(port, request, () => left-- > 0, latencies)));
  const seconds = (performance.now() - started) / 1000;
  return { latenciesMs: Float64Array.from(latencies).sort(), requestsPerSecond: latencies.length / seconds };
}

export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

function oneClient(port: number, request: Buffer, next: () => boolean, latencies: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    let sentAt = 0;
    let pending: Buffer<ArrayBufferLike> = Buffer.alloc(0);
    const send = (): void => {
      if (!next()) {
        socket.end();
        return resolve();
      }
      sentAt = performance.now();
      socket.write(request);
    };
    socket.on('connect', send);
    socket.on('error', reject);
    socket.on('data', (chunk: Buffer) => {
      pending = pending.byteLength === 0 ? chunk : Buffer.concat([pending, chunk]);
      const length = answerLength(pending);
      if (length === undefined || pending.byteLength < length) return;
      if (!pending.subarray(0, 12).toString('latin1').endsWith(' 200')) {
        socket.destroy();
        return reject(new Error(pending.toString('utf8', 0, 2_000)));
      }
      pending = pending.subarray(length);
      latencies.push(performance.now() - sentAt);
      send();
    });
  });
}

/** Of head and body together; undefined while the head is not whole. */
function answerLength(bytes: Buffer): number | undefined {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = bytes.toString('latin1', 0, end);
  const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without a length: ${head}`);
  return end + 4 + Number(length);
}
