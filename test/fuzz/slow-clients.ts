/** Clients that never come to an end: a server has to let go of them by itself. */
import { connect } from 'node:net';

const DRIP_MS = 200;

export interface SlowClient {
  readonly name: string;
  /** What is sent at once. */
  readonly start: string;
  /** What is sent again and again, as long as the server listens. */
  readonly drip: string;
}

export const SLOW_CLIENTS: readonly SlowClient[] = [
  { name: 'says nothing', start: '', drip: '' },
  { name: 'a request line, letter by letter', start: 'GET /', drip: 'a' },
  { name: 'a header, letter by letter', start: 'GET / HTTP/1.1\r\nHost: a\r\nX-A: ', drip: 'a' },
  { name: 'headers without an end', start: 'GET / HTTP/1.1\r\nHost: a\r\n', drip: 'X-A: a\r\n' },
  { name: 'line ends', start: '', drip: '\r\n' },
  { name: 'a body of a stranger', start: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n', drip: 'a' },
  {
    name: 'chunks of a stranger',
    start: 'POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n',
    drip: '1\r\na\r\n',
  },
];

/** Resolves with how long the server bore it; rejects where it still does at the deadline. */
export function drip(port: number, { name, start, drip: dripped }: SlowClient, deadlineMs: number): Promise<number> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(start));
    const dripping = setInterval(() => socket.writable && socket.write(dripped), DRIP_MS);
    const finish = (settle: () => void): void => {
      clearInterval(dripping);
      clearTimeout(deadline);
      socket.destroy();
      settle();
    };
    const deadline = setTimeout(
      () => finish(() => reject(new Error(`${name}: still connected after ${deadlineMs} ms`))),
      deadlineMs,
    );
    socket.on('error', () => {});
    socket.on('close', () => finish(() => resolve(performance.now() - startedMs)));
    socket.resume();
  });
}
