/** Sends an attack on HTTP on a connection of its own, and judges all that comes back until the connection ends. */
import { connect } from 'node:net';
import type { Draft } from './draft.ts';
import { type Answer, readAnswer } from './connection.ts';
import type { Attack, ValidRequest } from './raw-attacks.ts';
import { complaint } from './verdict.ts';

const DEADLINE_MS = 30_000;
const QUIET_MS = 100;
const UNANSWERED_MS = 2_000;

/** What was wrong, one line each. */
export async function attack(port: number, { bytes, answers, mayClose }: Attack): Promise<string[]> {
  const { received, ended } = await converse(port, bytes);
  const isHead = bytes.toString('latin1', 0, 5) === 'HEAD ';
  const found: Answer[] = [];
  let rest: Buffer = received;
  for (let next = readAnswer(rest, isHead); next; next = readAnswer(rest, isHead)) {
    found.push(next.answer);
    rest = rest.subarray(next.end);
  }
  const wrong = found.flatMap((answer) => complaint(answer, isHead ? 'HEAD' : '') ?? []);
  if (!ended) wrong.push('the connection was still open at the deadline');
  if (found.length === 0 && !mayClose) wrong.push(`it got no answer: ${rest.toString('latin1').slice(0, 200)}`);
  if (found.length > answers) wrong.push(`it got ${found.length} answers where ${answers} are right`);
  if (found.some(({ body }) => body.includes('"status":"running"'))) wrong.push('a smuggled request was answered');
  return wrong;
}

/**
 * The writing side ends only after some quiet: a server takes who ends it for gone and answers no more. Too short a quiet
 * could hide a second answer, and never make one up.
 */
function converse(port: number, bytes: Buffer): Promise<{ received: Buffer; ended: boolean }> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(port, '127.0.0.1');
    const finish = (ended: boolean): void => {
      clearTimeout(deadline);
      clearTimeout(quiet);
      socket.destroy();
      resolve({ received: Buffer.concat(chunks), ended });
    };
    const deadline = setTimeout(() => finish(false), DEADLINE_MS);
    let quiet = setTimeout(() => socket.end(), UNANSWERED_MS);
    socket.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      clearTimeout(quiet);
      quiet = setTimeout(() => socket.end(), QUIET_MS);
    });
    socket.on('error', () => {});
    socket.on('close', () => finish(true));
    socket.write(bytes);
  });
}

/** Cuts a signed request's bytes into its parts. */
export function validRequest(bytes: Buffer): ValidRequest {
  const headEnd = bytes.indexOf('\r\n\r\n');
  const [requestLine = '', ...headers] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  return {
    requestLine,
    headers: headers.filter((line) => !line.startsWith('content-length:')),
    body: bytes.toString('utf8', headEnd + 4),
  };
}

/** Asks who asks: cheap, and allowed to everybody. */
export const WHO_AM_I: Draft = {
  signingName: 'sts',
  method: 'POST',
  rawPath: '/',
  rawQuery: '',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: Buffer.from('Action=GetCallerIdentity&Version=2011-06-15'),
};
