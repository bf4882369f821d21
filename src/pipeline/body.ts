/**
 * A request's body: read whole and verified before the operation, or, where the operation takes a stream, verified by
 * the hash that its caller declared, handed on as it flows, and held against that hash at its end.
 */
import type { Identified } from '../auth/authenticator.ts';
import { decodeChunks } from '../wire/aws-chunked.ts';
import { WireError } from '../wire/error.ts';
import {
  type BodyBudget,
  checkDeclaredLength,
  gunzipBody,
  hasBody,
  isThere,
  readBody,
  tooLarge,
} from '../wire/http-body.ts';
import { flowBody } from '../wire/http-flow.ts';
import { serviceUnavailable } from '../wire/failure.ts';
import type { Headers, StreamingBody } from '../wire/protocols/protocol.ts';
import type { BodyLimit } from '../wire/quirks.ts';
import type { Call } from './call.ts';

export interface RequestBody {
  readonly bytes: Uint8Array | StreamingBody;
  /** Without what was undone: `aws-chunked`, and the length on the wire. */
  readonly headers: Headers;
  /** Throws where an operation left unread what it had to verify. */
  checkEnd(): void;
}

export interface BodyParts {
  readonly limit: BodyLimit;
  readonly streams: boolean;
  readonly budget: BodyBudget;
}

/** The caller is certain once this resolves. */
export async function takeBody(call: Call, caller: Identified, parts: BodyParts): Promise<RequestBody> {
  const { bodyHash, declaredBodySha256 } = caller;
  if (bodyHash === 'streaming') {
    caller.verify(undefined);
    const flow = new Flow(call, caller, parts.limit);
    return parts.streams ? flow : collect(call, flow, parts);
  }
  checkDeclaredLength(call.req, parts.limit);
  const flows = parts.streams && !isThere(call.req);
  if (flows && (bodyHash === 'unsigned' || declaredBodySha256 !== undefined)) {
    caller.verify(declaredBodySha256);
    return new Flow(call, caller, parts.limit);
  }
  return takeWhole(call, caller, parts);
}

async function takeWhole(call: Call, caller: Identified, { limit, streams, budget }: BodyParts): Promise<RequestBody> {
  if (caller.bodyHash !== 'needed') caller.verify(undefined);
  goOn(call);
  const sent = await readBody(call.req, limit, budget);
  call.bodyBytes = sent.bytes.length;
  if (caller.bodyHash === 'needed') caller.verify(sent.sha256());
  const { headers } = call.head;
  if (streams) {
    const lengthBytes = headers['content-length'] === undefined ? undefined : sent.bytes.length;
    return { bytes: streamOf(sent.bytes, lengthBytes), headers, checkEnd };
  }
  return { bytes: await decode(headers['content-encoding'], sent.bytes, limit), headers, checkEnd };
}

function checkEnd(): void {}

/** A client that asked first is told to send. */
export function goOn(call: Call): void {
  if (!call.bodyWithheld) return;
  call.res.writeContinue();
  call.bodyWithheld = false;
}

function streamOf(bytes: Uint8Array, lengthBytes: number | undefined): StreamingBody {
  return {
    lengthBytes,
    trailers: {},
    // oxlint-disable-next-line require-await
    async *[Symbol.asyncIterator]() {
      if (bytes.length > 0) yield bytes;
    },
  };
}

async function decode(encoding: string | undefined, sent: Uint8Array, limit: BodyLimit): Promise<Uint8Array> {
  if (encoding === undefined || /^identity$/i.test(encoding)) return sent;
  if (/^gzip$/i.test(encoding)) return gunzipBody(sent, limit);
  throw new WireError('SerializationException', 400, `The content encoding ${encoding.slice(0, 100)} is not supported`);
}

/** An aws-chunked body for an operation that takes it whole. */
async function collect(call: Call, flow: Flow, { limit, budget }: BodyParts): Promise<RequestBody> {
  const pieces: Uint8Array[] = [];
  for await (const piece of flow.bytes) {
    if (!budget.take(piece.length)) throw serviceUnavailable();
    call.bodyBytes += piece.length;
    if (call.bodyBytes > limit.bytes) throw tooLarge(limit);
    pieces.push(Buffer.from(piece));
  }
  const bytes = await decode(flow.headers['content-encoding'], Buffer.concat(pieces), limit);
  return { bytes, headers: { ...flow.headers, ...flow.bytes.trailers }, checkEnd };
}

class Flow implements RequestBody {
  readonly bytes: StreamingBody;
  readonly headers: Headers;
  readonly #call: Call;
  #ended = false;

  constructor(call: Call, caller: Identified, limit: BodyLimit) {
    const { headers } = call.head;
    const isChunked = caller.bodyHash === 'streaming';
    const lengthText = headers[isChunked ? 'x-amz-decoded-content-length' : 'content-length'];
    const lengthBytes = lengthText === undefined ? undefined : readLength(lengthText);
    if (lengthBytes !== undefined && lengthBytes > limit.bytes) throw tooLarge(limit);
    const body = { lengthBytes, trailers: {} };
    const onSha256 = caller.bodyHash === 'needed' ? (sha256: string): void => caller.verify(sha256) : undefined;
    // A chunk of the smallest size (8 KiB) has 89 bytes of its own.
    const rawLimit = isChunked ? { ...limit, bytes: limit.bytes * 2 + 65_536 } : limit;
    const raw = flowBody(call.req, { limit: rawLimit, onFirst: () => goOn(call), onSha256 });
    const onTrailers = (trailers: Readonly<Record<string, string>>): void => void (body.trailers = trailers);
    const trailerNames = namesOf(headers['x-amz-trailer']);
    const options = { lengthBytes, trailerNames, signatures: caller.chunks, onTrailers };
    const decoded = this.#counted(isChunked ? decodeChunks(raw, options) : raw, limit);
    this.#call = call;
    this.headers = isChunked ? withoutChunks(headers, lengthText) : headers;
    this.bytes = Object.assign(body, { [Symbol.asyncIterator]: () => decoded });
  }

  checkEnd(): void {
    if (!this.#ended && hasBody(this.#call.req)) throw new Error('The operation has not read its body to the end');
  }

  async *#counted(source: AsyncIterable<Uint8Array>, limit: BodyLimit): AsyncGenerator<Uint8Array, void> {
    let sizeBytes = 0;
    for await (const piece of source) {
      sizeBytes += piece.length;
      if (sizeBytes > limit.bytes) throw tooLarge(limit);
      yield piece;
    }
    this.#ended = true;
  }
}

function readLength(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new WireError('InvalidArgument', 400, `${text.slice(0, 100)} is not a length`);
}

function namesOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : text.split(',').map((name) => name.trim().toLowerCase());
}

/** As the object was before it was put into chunks. */
function withoutChunks(headers: Headers, lengthText: string | undefined): Headers {
  const encodings = (headers['content-encoding'] ?? '').split(',').map((encoding) => encoding.trim());
  const left = encodings.filter((encoding) => encoding !== '' && !/^aws-chunked$/i.test(encoding)).join(',');
  const { 'content-encoding': _encoding, 'content-length': _length, ...others } = headers;
  return {
    ...others,
    ...(left !== '' && { 'content-encoding': left }),
    ...(lengthText !== undefined && { 'content-length': lengthText }),
  };
}
