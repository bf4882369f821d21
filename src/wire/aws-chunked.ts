/**
 * `Content-Encoding: aws-chunked`: a body in chunks of its own, each signed or not, with trailers behind. Decoded as it
 * flows: a chunk's bytes are handed on before its signature, so nothing may be committed before the end was reached.
 */
import { createHash, type Hash } from 'node:crypto';
import { WireError } from './error.ts';
import { AWS_CHUNK_LINE_BYTES_MAX, AWS_TRAILERS_BYTES_MAX } from './limits.ts';

export interface ChunkedOptions {
  /** `x-amz-decoded-content-length`. */
  readonly lengthBytes: number | undefined;
  /** `x-amz-trailer`, in lower case. */
  readonly trailerNames: readonly string[];
  /** Of signed chunks. */
  readonly signatures?: ChunkChecks | undefined;
  /** Called once, before the end is told. */
  readonly onTrailers: (trailers: Readonly<Record<string, string>>) => void;
}

export interface ChunkChecks {
  isChunk(sha256OfChunk: string, signature: string): boolean;
  isTrailer(trailers: string, signature: string): boolean;
}

export async function* decodeChunks(
  raw: AsyncIterable<Uint8Array>,
  options: ChunkedOptions,
): AsyncGenerator<Uint8Array, void> {
  const input = new Lines(raw[Symbol.asyncIterator]());
  const { lengthBytes, signatures } = options;
  let sizeBytes = 0;
  for (;;) {
    const head = readChunkHead(await input.line(AWS_CHUNK_LINE_BYTES_MAX));
    const hasher = signatures && createHash('sha256');
    for (let left = head.sizeBytes; left > 0; ) {
      const piece = await input.atMost(left);
      left -= piece.length;
      sizeBytes += piece.length;
      if (lengthBytes !== undefined && sizeBytes > lengthBytes) throw incomplete();
      hasher?.update(piece);
      yield piece;
    }
    checkSignature(head, hasher, signatures);
    if (head.sizeBytes === 0) break;
    if ((await input.line(0)) !== '') throw malformed();
  }
  options.onTrailers(await readTrailers(input, options));
  if (lengthBytes !== undefined && sizeBytes !== lengthBytes) throw incomplete();
}

interface ChunkHead {
  readonly sizeBytes: number;
  readonly signature: string;
}

const CHUNK_HEAD = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/;

function readChunkHead(line: string): ChunkHead {
  const [, size, signature = ''] = CHUNK_HEAD.exec(line) ?? [];
  if (size === undefined) throw malformed();
  return { sizeBytes: Number.parseInt(size, 16), signature };
}

function checkSignature(head: ChunkHead, hasher: Hash | undefined, signatures: ChunkChecks | undefined): void {
  if (hasher && signatures && !signatures.isChunk(hasher.digest('hex'), head.signature)) throw mismatch();
}

const TRAILER = /^([!#$%&'*+.^_`|~0-9A-Za-z-]{1,128})[ \t]*:[ \t]*(.*?)[ \t]*$/;
const SIGNATURE = 'x-amz-trailer-signature';

async function readTrailers(input: Lines, options: ChunkedOptions): Promise<Readonly<Record<string, string>>> {
  const { signatures, trailerNames } = options;
  const trailers: Record<string, string> = {};
  let signed = '';
  let signature = '';
  let leftBytes = AWS_TRAILERS_BYTES_MAX;
  // The empty line at the end is missing where a client ends with the last trailer.
  for (let line = await input.lastLine(leftBytes); line; line = await input.lastLine(leftBytes)) {
    leftBytes -= line.length;
    const [, name = '', value = ''] = TRAILER.exec(line) ?? [];
    const lower = name.toLowerCase();
    if (lower === SIGNATURE) signature = value;
    else if (!trailerNames.includes(lower) || lower in trailers) throw malformedTrailer();
    else {
      trailers[lower] = value;
      signed += `${lower}:${value}\n`;
    }
  }
  await input.end();
  if (trailerNames.some((name) => !(name in trailers))) throw malformedTrailer();
  if (signatures && trailerNames.length > 0 && !signatures.isTrailer(signed, signature)) throw mismatch();
  return trailers;
}

/** Lines and bytes out of what flows; it keeps one piece of it. */
class Lines {
  readonly #source: AsyncIterator<Uint8Array>;
  #piece: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterator<Uint8Array>) {
    this.#source = source;
  }

  /** Without its CRLF. */
  async line(bytesMax: number): Promise<string> {
    return (await this.lastLine(bytesMax)) ?? fail(incomplete());
  }

  /** Undefined where all has been read. */
  async lastLine(bytesMax: number): Promise<string | undefined> {
    let text = '';
    for (;;) {
      if (this.#piece.length === 0 && !(await this.#more())) return text === '' ? undefined : fail(incomplete());
      const found = this.#piece.indexOf(LINE_FEED);
      const end = found === -1 ? this.#piece.length : found + 1;
      text += Buffer.from(this.#piece.subarray(0, end)).toString('latin1');
      this.#piece = this.#piece.subarray(end);
      if (text.length > bytesMax + 2) throw malformed();
      if (found !== -1) return text.endsWith('\r\n') ? text.slice(0, -2) : fail(malformed());
    }
  }

  async atMost(bytes: number): Promise<Uint8Array> {
    if (this.#piece.length === 0 && !(await this.#more())) throw incomplete();
    const taken = this.#piece.subarray(0, bytes);
    this.#piece = this.#piece.subarray(taken.length);
    return taken;
  }

  async end(): Promise<void> {
    if (this.#piece.length > 0 || (await this.#more())) throw malformed();
  }

  async #more(): Promise<boolean> {
    for (;;) {
      const next = await this.#source.next();
      if (next.done) return false;
      this.#piece = next.value;
      if (this.#piece.length > 0) return true;
    }
  }
}

const LINE_FEED = 0x0a;

function incomplete(): WireError {
  return new WireError('IncompleteBody', 400, 'The request body terminated unexpectedly');
}

function malformed(): WireError {
  return new WireError('InvalidRequest', 400, 'The body is not in the aws-chunked encoding');
}

/** S3's words. */
function malformedTrailer(): WireError {
  const message =
    'The request contained trailing data that was not well-formed or did not conform to our published schema.';
  return new WireError('MalformedTrailerError', 400, message);
}

function mismatch(): WireError {
  const message =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
  return new WireError('SignatureDoesNotMatch', 403, message);
}

function fail(error: Error): never {
  throw error;
}
