/** rpcv2Cbor: the path names service and operation, bodies are CBOR. */
import { parseCbor, writeCbor } from '../cbor.ts';
import { compileCborReader } from '../cbor-reader.ts';
import { compileCborWriter } from '../cbor-writer.ts';
import { WireError } from '../error.ts';
import { type EventDocuments, eventStreamMember } from '../event-stream-writer.ts';
import type { Failure } from '../failure.ts';
import type { OperationModel } from '../model.ts';
import type { ServiceSchema } from '../schema.ts';
import { compileStreamed, errorType, messageName } from './json.ts';
import type { OperationCodec, Protocol, WireRequest, WireResponse } from './protocol.ts';

export const cbor: Protocol = {
  compile(schema, operation) {
    return { parse: compileParse(schema, operation), serialize: compileSerialize(schema, operation) };
  },
  serializeError(failure, requestId, schema) {
    const type = errorType(failure, schema);
    const body = { __type: type, ...errorMembers(schema, failure), [messageName(schema, failure)]: failure.message };
    return answer(failure.status, body, requestId);
  },
};

const CBOR_TYPE = /^application\/cbor(?:\s*;|$)/i;

function compileParse(schema: ServiceSchema, operation: OperationModel): OperationCodec['parse'] {
  const read = operation.input ? compileCborReader(schema, operation.input) : () => ({});
  return ({ headers, body }: WireRequest) => {
    if (!(body instanceof Uint8Array)) throw new Error('rpcv2Cbor takes no streams');
    const type = headers['content-type'];
    if (body.length === 0) return read({});
    if (type !== undefined && !CBOR_TYPE.test(type)) {
      throw new WireError('UnsupportedMediaTypeException', 415, `The content type ${type.slice(0, 100)} is not CBOR`);
    }
    return read(parseCbor(body));
  };
}

function compileSerialize(schema: ServiceSchema, { output }: OperationModel): OperationCodec['serialize'] {
  const write = output && compileCborWriter(schema, output);
  // An operation without output answers an empty body.
  if (!write) return (_value, requestId) => ({ status: 200, headers: baseHeaders(requestId), body: '' });
  const stream = eventStreamMember(schema, output);
  if (stream) return compileStreamed(schema, stream, CBOR_EVENTS, (value) => writeCbor(write(value)));
  return (value, requestId) => answer(200, write((value ?? {}) as never), requestId);
}

const CBOR_EVENTS: EventDocuments = {
  contentType: 'application/cbor',
  compile(schema, ref) {
    const write = compileCborWriter(schema, ref);
    return (value) => writeCbor(write(value));
  },
};

function answer(status: number, body: unknown, requestId: string): WireResponse {
  return { status, headers: { ...baseHeaders(requestId), 'content-type': 'application/cbor' }, body: writeCbor(body) };
}

function baseHeaders(requestId: string): Record<string, string> {
  return { 'smithy-protocol': 'rpc-v2-cbor', 'x-amzn-requestid': requestId };
}

function errorMembers(schema: ServiceSchema | undefined, { shape, fields }: Failure): object {
  if (!schema || shape === undefined) return fields;
  const write = schema.compiled(`cbor error ${shape}`, () => compileCborWriter(schema, { shape }));
  return write(fields as never) as object;
}
