/** As much of DNS messages as a forwarder must see (RFC 1035, section 4.1). */

const HEADER_BYTES = 12;
const SERVER_FAILURE = 2;

/** Whether it is a query with one question, which is all that resolvers send. */
export function isQuery(message: Buffer): boolean {
  if (message.length < HEADER_BYTES + 5) return false;
  const isResponse = (message.readUInt16BE(2) & 0x8000) !== 0;
  return !isResponse && message.readUInt16BE(4) === 1 && questionEnd(message) !== undefined;
}

/** The same message under another id. */
export function withId(message: Buffer, id: number): Buffer {
  const copy = Buffer.from(message);
  copy.writeUInt16BE(id, 0);
  return copy;
}

export function idOf(message: Buffer): number {
  return message.readUInt16BE(0);
}

/** Whether it has that id and repeats the question, but for the case of letters. */
export function answers(message: Buffer, query: Buffer, id: number): boolean {
  const end = questionEnd(query);
  if (end === undefined || message.length < end || message.readUInt16BE(0) !== id) return false;
  if ((message.readUInt16BE(2) & 0x8000) === 0) return false;
  const question = (from: Buffer): string => from.toString('latin1', HEADER_BYTES, end).toLowerCase();
  // A server that fails may leave the question out.
  return message.readUInt16BE(4) === 0 || question(message) === question(query);
}

/** "Our servers do not answer", so that the client need not wait. */
export function failureOf(query: Buffer): Buffer {
  const answer = Buffer.from(query.subarray(0, questionEnd(query) ?? HEADER_BYTES));
  const recursionDesired = answer.readUInt16BE(2) & 0x0100;
  answer.writeUInt16BE(0x8080 | recursionDesired | SERVER_FAILURE, 2);
  answer.writeUInt16BE(1, 4);
  answer.fill(0, 6, HEADER_BYTES);
  return answer;
}

/** Names in a question are not compressed. */
function questionEnd(message: Buffer): number | undefined {
  let at = HEADER_BYTES;
  for (;;) {
    const length = message[at];
    if (length === undefined || length > 63) return undefined;
    at += length + 1;
    if (length === 0) break;
  }
  return at + 4 <= message.length ? at + 4 : undefined;
}
