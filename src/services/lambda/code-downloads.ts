/** Links to functions' packages that work without credentials for ten minutes, as GetFunction gives them. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { BlobMissingError, type Blobs } from '../../blob/blobs.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Sealer } from '../../kit/seal.ts';
import { CODE_URL_LIFE_MS } from './limits.ts';
import type { FunctionRecord } from './store.ts';

export interface Download {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: AsyncIterable<Uint8Array>;
}

/** Where the pipeline finds them. */
export const CODE_PATH = '/_virga/code/';

export class CodeDownloads {
  readonly #blobs: Blobs;
  readonly #clock: Clock;
  readonly #key: Uint8Array;

  constructor(parts: { readonly blobs: Blobs; readonly sealer: Sealer; readonly clock: Clock }) {
    this.#blobs = parts.blobs;
    this.#clock = parts.clock;
    this.#key = parts.sealer.derive('lambda.code-downloads');
  }

  /** `endpointUrl` as the caller addressed us. */
  urlOf(endpointUrl: string, { name, latest: { code } }: Pick<FunctionRecord, 'name' | 'latest'>): string {
    const path = `${CODE_PATH}${code.blobId}/${name}.zip`;
    const query = `bytes=${code.sizeBytes}&expires=${this.#clock.nowMs() + CODE_URL_LIFE_MS}`;
    return `${endpointUrl}${path}?${query}&signature=${this.#sign(`${path}?${query}`)}`;
  }

  /** `url`: path and query of a GET, as sent. */
  async handle(url: string): Promise<Download> {
    const [, signed, path, bytes, expiresAtMs, signature] =
      /^(([^?]*)\?bytes=(\d+)&expires=(\d+))&signature=([0-9a-f]{64})$/.exec(url) ?? [];
    const blobId = /^\/_virga\/code\/([0-9a-f]{32})\/[^/]+$/.exec(path ?? '')?.[1];
    if (!signed || !blobId || !signature || !bytes || !this.#isGenuine(signed, signature)) {
      return refusal(403, 'The link to this package is not valid.');
    }
    if (Number(expiresAtMs) < this.#clock.nowMs()) return refusal(403, 'The link to this package has expired.');
    return await this.#open(blobId, bytes);
  }

  async #open(blobId: string, bytes: string): Promise<Download> {
    const chunks = this.#blobs.read(blobId)[Symbol.asyncIterator]();
    try {
      const first = await chunks.next();
      const headers = { 'content-type': 'application/zip', 'content-length': bytes };
      return { status: 200, headers, body: resume(first, chunks) };
    } catch (error) {
      if (error instanceof BlobMissingError) return refusal(404, 'The package was replaced or deleted meanwhile.');
      throw error;
    }
  }

  #isGenuine(signed: string, signature: string): boolean {
    return timingSafeEqual(Buffer.from(this.#sign(signed), 'hex'), Buffer.from(signature, 'hex'));
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('hex');
  }
}

/** An iterator again, of which the first step was already taken. */
async function* resume(
  first: IteratorResult<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, void> {
  try {
    for (let step = first; !step.done; step = await rest.next()) yield step.value;
  } finally {
    await rest.return?.();
  }
}

function refusal(status: number, message: string): Download {
  const body = Buffer.from(`${message}\n`);
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': String(body.byteLength) },
    body: once(body),
  };
}

// oxlint-disable-next-line require-await -- an iterable of one piece
async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  yield bytes;
}
