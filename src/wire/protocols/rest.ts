/** What the REST protocols share: where an input and an output lie in requests and answers. The documents differ. */
import { EVENT_STREAM_TYPE } from '../event-stream.ts';
import { compileEventStream, type EventDocuments } from '../event-stream-writer.ts';
import type { OperationModel, Shape, ShapeRef } from '../model.ts';
import type { ServiceSchema } from '../schema.ts';
import { compileRequestBindings, compileResponseBindings } from './bindings.ts';
import type { OperationCodec, WireRequest, WireResponse } from './protocol.ts';

type Output = Readonly<Record<string, unknown>>;

/** A format of documents. */
export interface RestFormat {
  /** For a body that is this reference's document; it may be empty. */
  compileReader(schema: ServiceSchema, ref: ShapeRef, operation: OperationModel): (request: WireRequest) => unknown;
  /** Sets the content type. */
  compileWriter(
    schema: ServiceSchema,
    ref: ShapeRef,
    operation: OperationModel,
  ): (value: Output, headers: Record<string, string>) => string;
  /** Answers whose output has no member in the body have a document, too. */
  readonly writesEmpty: boolean;
  readonly events: EventDocuments;
  baseHeaders(requestId: string, schema: ServiceSchema): Record<string, string>;
}

export function compileRest(schema: ServiceSchema, operation: OperationModel, format: RestFormat): OperationCodec {
  return { parse: compileParse(schema, operation, format), serialize: compileSerialize(schema, operation, format) };
}

function compileParse(schema: ServiceSchema, operation: OperationModel, format: RestFormat): OperationCodec['parse'] {
  if (!operation.input) return () => ({});
  const shape = schema.shape(operation.input);
  const bind = compileRequestBindings(schema, shape);
  const readBody = compileBodyReader(schema, shape, operation, format);
  return (request) => {
    const input = readBody(request);
    bind(request, input);
    return input;
  };
}

type BodyReader = (request: WireRequest) => Record<string, unknown>;

function compileBodyReader(
  schema: ServiceSchema,
  shape: Shape,
  operation: OperationModel,
  format: RestFormat,
): BodyReader {
  const { payload } = shape;
  const payloadRef = payload === undefined ? undefined : shape.members?.[payload];
  if (payload !== undefined && payloadRef) {
    const payloadShape = schema.shape(payloadRef);
    if (payloadShape.type === 'blob') return ({ body }) => (isEmpty(body) ? {} : { [payload]: body });
    if (payloadShape.type === 'string') return ({ body }) => (isEmpty(body) ? {} : { [payload]: textOf(body) });
    const read = format.compileReader(schema, payloadRef, operation);
    return (request) => (isEmpty(request.body) ? {} : { [payload]: read(request) });
  }
  if (!hasBodyMembers(shape) || !operation.input) return () => ({});
  const read = format.compileReader(schema, operation.input, operation);
  return (request) => (isEmpty(request.body) ? {} : (read(request) as Record<string, unknown>));
}

function hasBodyMembers(shape: Shape): boolean {
  return Object.values(shape.members ?? {}).some((ref) => ref.location === undefined);
}

function isEmpty(body: WireRequest['body']): boolean {
  return body instanceof Uint8Array && body.length === 0;
}

export function bytesOf(body: WireRequest['body']): Uint8Array {
  if (!(body instanceof Uint8Array)) throw new Error('Only blobs can flow');
  return body;
}

function textOf(body: WireRequest['body']): string {
  return Buffer.from(bytesOf(body)).toString();
}

function compileSerialize(
  schema: ServiceSchema,
  operation: OperationModel,
  format: RestFormat,
): OperationCodec['serialize'] {
  const shape = operation.output && schema.shape(operation.output);
  const bind = compileResponseBindings(schema, operation, shape);
  const writeBody = compileBodyWriter(schema, operation, shape, format);
  return (result, requestId) => {
    const output = (result ?? {}) as Output;
    const headers = format.baseHeaders(requestId, schema);
    const body = writeBody(output, headers);
    const status = bind(output, headers);
    // There is nothing that these could be the type of.
    if (status === 304) delete headers['content-type'];
    return { status, headers, body: status === 204 || status === 304 ? '' : body };
  };
}

type BodyWriter = (output: Output, headers: Record<string, string>) => WireResponse['body'];

function compileBodyWriter(
  schema: ServiceSchema,
  operation: OperationModel,
  shape: Shape | undefined,
  format: RestFormat,
): BodyWriter {
  const { name, output } = operation;
  if (!output || !shape) return () => '';
  const { payload } = shape;
  const payloadRef = payload === undefined ? undefined : shape.members?.[payload];
  if (payload !== undefined && payloadRef) {
    const { type, eventstream } = schema.shape(payloadRef);
    if (eventstream) return compileEventBody(schema, payload, payloadRef, format);
    if (type === 'blob' || type === 'string') {
      const fallback = type === 'blob' ? 'application/octet-stream' : 'text/plain';
      const contentType = schema.quirks.contentTypes?.[name] ?? fallback;
      return (value, headers) => {
        headers['content-type'] = contentType;
        return (value[payload] ?? '') as WireResponse['body'];
      };
    }
    const write = format.compileWriter(schema, payloadRef, operation);
    return (value, headers) => write((value[payload] ?? {}) as Output, headers);
  }
  if (!format.writesEmpty && !hasBodyMembers(shape)) return () => '';
  return format.compileWriter(schema, output, operation);
}

function compileEventBody(schema: ServiceSchema, name: string, ref: ShapeRef, { events }: RestFormat): BodyWriter {
  const write = compileEventStream(schema, ref, events);
  return (value, headers) => {
    headers['content-type'] = EVENT_STREAM_TYPE;
    return write(value[name] as AsyncIterable<Record<string, unknown>>);
  };
}
