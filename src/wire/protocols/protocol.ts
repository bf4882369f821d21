/** What every protocol does: compiled once for each operation, then called for each request. */
import type { Failure } from '../failure.ts';
import type { OperationModel } from '../model.ts';
import type { ServiceSchema } from '../schema.ts';

/** A request as routed, its body read (or still flowing, where the operation takes a stream). */
export interface WireRequest {
  readonly method: string;
  /** Encoded as sent. */
  readonly rawQuery: string;
  readonly headers: Headers;
  /** Decoded uri labels, of REST protocols. */
  readonly labels: Readonly<Record<string, string>>;
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
}

/**
 * What operations get for a streaming blob: whole and genuine once its end was reached, so commit nothing before. A piece
 * is valid until the next is asked for.
 */
export interface StreamingBody extends AsyncIterable<Uint8Array> {
  /** Of the decoded bytes, where the client says it. */
  readonly lengthBytes: number | undefined;
  /** Lower case names (`x-amz-checksum-crc32`); there once the end was reached. */
  readonly trailers: Readonly<Record<string, string>>;
}

/** Lower case names. */
export type Headers = Readonly<Record<string, string | undefined>>;

export interface WireResponse {
  readonly status: number;
  readonly headers: Record<string, string>;
  /** What flows is sent as it comes; nobody else may look at a piece any more. */
  readonly body: string | Uint8Array | AsyncIterable<Uint8Array>;
}

export interface OperationCodec {
  /** Throws WireError where the request is no such input. */
  parse(request: WireRequest): unknown;
  serialize(output: unknown, requestId: string): WireResponse;
}

export interface Protocol {
  compile(schema: ServiceSchema, operation: OperationModel): OperationCodec;
  /** `schema` is undefined where the service is unknown. */
  serializeError(failure: Failure, requestId: string, schema: ServiceSchema | undefined): WireResponse;
}
