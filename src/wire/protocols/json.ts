/** awsJson 1.0 and 1.1: X-Amz-Target names the operation, the body is its input. */
import { crc32 } from 'node:zlib';
import { WireError } from '../error.ts';
import { EVENT_STREAM_TYPE } from '../event-stream.ts';
import { compileEventStream, type EventDocuments, eventStreamMember } from '../event-stream-writer.ts';
import type { Failure } from '../failure.ts';
import { JsonAnswer } from '../json-answer.ts';
import { compileJsonReader } from '../json-reader.ts';
import { parseJson } from '../json-text.ts';
import { compileJsonWriter } from '../json-writer.ts';
import type { OperationModel, ShapeRef } from '../model.ts';
import type { ServiceSchema } from '../schema.ts';
import type { OperationCodec, Protocol, WireRequest, WireResponse } from './protocol.ts';

export const json: Protocol = {
  compile(schema, operation) {
    const type = contentType(schema);
    return { parse: compileParse(schema, operation), serialize: compileSerialize(schema, operation, type) };
  },
  serializeError(failure, requestId, schema) {
    const members = jsonErrorMembers(schema, failure);
    const body = { __type: errorType(failure, schema), ...members, [messageName(schema, failure)]: failure.message };
    const response = answer(failure.status, contentType(schema), JSON.stringify(body), requestId, schema);
    response.headers['x-amzn-errortype'] = body.__type;
    return response;
  },
};

function contentType(schema: ServiceSchema | undefined): string {
  return `application/x-amz-json-${schema?.metadata.jsonVersion ?? '1.0'}`;
}

function compileParse(schema: ServiceSchema, operation: OperationModel): OperationCodec['parse'] {
  const read = operation.input ? compileJsonReader(schema, operation.input) : () => ({});
  return ({ headers, body }: WireRequest) => {
    requireJsonType(headers['content-type']);
    if (!(body instanceof Uint8Array)) throw new Error('awsJson takes no streams');
    return read(body.length === 0 ? {} : parseJson(body));
  };
}

const JSON_TYPE = /^application\/(?:x-amz-json-1\.[01]|json)(?:\s*;|$)/i;

/** AWS does not recognise the operation then. */
function requireJsonType(type: string | undefined): void {
  if (type !== undefined && !JSON_TYPE.test(type)) {
    throw new WireError(
      'UnknownOperationException',
      404,
      `The content type ${type.slice(0, 100)} is not that of AWS JSON`,
    );
  }
}

function compileSerialize(schema: ServiceSchema, operation: OperationModel, type: string): OperationCodec['serialize'] {
  const { output } = operation;
  const write = output && compileJsonWriter(schema, output);
  const stream = eventStreamMember(schema, output);
  if (write && stream) return compileStreamed(schema, stream, JSON_EVENTS, (value) => JSON.stringify(write(value)));
  // An operation without output answers an empty body, as AWS does.
  return (value, requestId) => {
    if (value instanceof JsonAnswer) return answer(200, type, value.jsonBody(), requestId, schema);
    return answer(200, type, write ? JSON.stringify(write((value ?? {}) as never)) : '', requestId, schema);
  };
}

export const JSON_EVENTS: EventDocuments = {
  contentType: 'application/json',
  compile(schema, ref) {
    const write = compileJsonWriter(schema, ref);
    return (value) => JSON.stringify(write(value));
  },
};

/** The rest of the output goes first, in an event of its own. */
export function compileStreamed(
  schema: ServiceSchema,
  { name, ref }: { readonly name: string; readonly ref: ShapeRef },
  documents: EventDocuments,
  writeRest: (value: never) => string | Uint8Array,
): OperationCodec['serialize'] {
  const write = compileEventStream(schema, ref, documents);
  return (result, requestId) => {
    const output = result as Readonly<Record<string, AsyncIterable<Record<string, unknown>>>>;
    const events = output[name];
    if (!events) throw new Error(`The output has no ${name}`);
    const headers = { 'content-type': EVENT_STREAM_TYPE, 'x-amzn-requestid': requestId };
    return { status: 200, headers, body: write(events, writeRest(output as never)) };
  };
}

function answer(
  status: number,
  type: string,
  body: string | Uint8Array,
  requestId: string,
  schema: ServiceSchema | undefined,
): WireResponse {
  const headers: Record<string, string> = { 'content-type': type, 'x-amzn-requestid': requestId };
  if (schema?.quirks.crc32Header) headers['x-amz-crc32'] = String(crc32(body));
  return { status, headers, body };
}

/** Services that once spoke the query protocol say its codes in a header of their own, and here the shape's name. */
export function errorType({ code, shape }: Failure, schema: ServiceSchema | undefined): string {
  return schema?.metadata.awsQueryCompatible && shape !== undefined ? shape : code;
}

/** The members of a modelled error, without its message. */
export function jsonErrorMembers(schema: ServiceSchema | undefined, { shape, fields }: Failure): object {
  if (!schema || shape === undefined) return fields;
  const write = schema.compiled(`error ${shape}`, () => compileJsonWriter(schema, { shape }));
  return write(fields as never) as object;
}

/** `message` or `Message`, as the error's shape has it; denials are always said with a capital. */
export function messageName(schema: ServiceSchema | undefined, { code, shape }: Failure): string {
  const members = shape === undefined ? {} : (schema?.errorShape(shape)?.members ?? {});
  return 'Message' in members || code === 'AccessDeniedException' ? 'Message' : 'message';
}
