/** restJson1: method and path name the operation; the body is a JSON object, or one member as it is. */
import { WireError } from '../error.ts';
import { compileJsonReader } from '../json-reader.ts';
import { parseJson } from '../json-text.ts';
import { compileJsonWriter } from '../json-writer.ts';
import type { OperationModel, Shape } from '../model.ts';
import type { ServiceSchema } from '../schema.ts';
import { compileHeaderBindings, compileRequestBindings, compileResponseBindings } from './bindings.ts';
import { jsonErrorMembers, messageName } from './json.ts';
import type { OperationCodec, Protocol, WireRequest, WireResponse } from './protocol.ts';

export const restJson: Protocol = {
  compile(schema, operation) {
    return { parse: compileParse(schema, operation), serialize: compileSerialize(schema, operation) };
  },
  serializeError(failure, requestId, schema) {
    const headers = baseHeaders(requestId);
    headers['content-type'] = 'application/json';
    headers['x-amzn-errortype'] = failure.code;
    const shape = failure.shape === undefined ? undefined : schema?.errorShape(failure.shape);
    if (schema && shape) {
      const bind = schema.compiled(`error headers ${failure.shape}`, () => compileHeaderBindings(schema, shape));
      bind(failure.fields, headers);
    }
    const members = jsonErrorMembers(schema, failure);
    const type = shape?.members && 'Type' in shape.members ? { Type: failure.sender ? 'User' : 'Service' } : {};
    const body = { ...type, ...members, [messageName(schema, failure)]: failure.message };
    return { status: failure.status, headers, body: JSON.stringify(body) };
  },
};

function baseHeaders(requestId: string): Record<string, string> {
  return { 'x-amzn-requestid': requestId };
}

function compileParse(schema: ServiceSchema, operation: OperationModel): OperationCodec['parse'] {
  if (!operation.input) return () => ({});
  const shape = schema.shape(operation.input);
  const bind = compileRequestBindings(schema, shape);
  const readBody = compileBodyReader(schema, shape, operation);
  return (request) => {
    const input = readBody(request);
    bind(request, input);
    return input;
  };
}

type BodyReader = (request: WireRequest) => Record<string, unknown>;

function compileBodyReader(schema: ServiceSchema, shape: Shape, { input }: OperationModel): BodyReader {
  const payload = shape.payload;
  const payloadRef = payload === undefined ? undefined : shape.members?.[payload];
  if (payload !== undefined && payloadRef) {
    const payloadShape = schema.shape(payloadRef);
    if (payloadShape.type === 'blob') return ({ body }) => (isEmpty(body) ? {} : { [payload]: body });
    if (payloadShape.type === 'string') return ({ body }) => (isEmpty(body) ? {} : { [payload]: textOf(body) });
    const read = compileJsonReader(schema, payloadRef);
    return (request) => (isEmpty(request.body) ? {} : { [payload]: read(parseBody(request)) });
  }
  const inBody = Object.values(shape.members ?? {}).some((ref) => ref.location === undefined);
  if (!inBody || !input) return () => ({});
  const read = compileJsonReader(schema, input);
  return (request) => (isEmpty(request.body) ? {} : (read(parseBody(request)) as Record<string, unknown>));
}

function isEmpty(body: WireRequest['body']): boolean {
  return body instanceof Uint8Array && body.length === 0;
}

function parseBody({ headers, body }: WireRequest): unknown {
  const type = headers['content-type'];
  if (type !== undefined && !JSON_TYPE.test(type)) {
    throw new WireError('UnsupportedMediaTypeException', 415, `The content type ${type.slice(0, 100)} is not JSON`);
  }
  return parseJson(bytesOf(body));
}

/** Some clients send JSON as octets. */
const JSON_TYPE =
  /^(?:application\/(?:[\w.-]+\+)?json|application\/x-amz-json-1\.[01]|(?:application|binary)\/octet-stream)(?:\s*;|$)/i;

function bytesOf(body: WireRequest['body']): Uint8Array {
  if (!(body instanceof Uint8Array)) throw new Error('Only blobs can flow');
  return body;
}

function textOf(body: WireRequest['body']): string {
  return Buffer.from(bytesOf(body)).toString();
}

function compileSerialize(schema: ServiceSchema, operation: OperationModel): OperationCodec['serialize'] {
  const shape = operation.output && schema.shape(operation.output);
  const bind = compileResponseBindings(schema, operation, shape);
  const writeBody = compileBodyWriter(schema, operation, shape);
  return (result, requestId) => {
    const output = (result ?? {}) as Readonly<Record<string, unknown>>;
    const headers = baseHeaders(requestId);
    const body = writeBody(output, headers);
    const status = bind(output, headers);
    return { status, headers, body: status === 204 ? '' : body };
  };
}

type BodyWriter = (output: Readonly<Record<string, unknown>>, headers: Record<string, string>) => WireResponse['body'];

function compileBodyWriter(
  schema: ServiceSchema,
  { name, output }: OperationModel,
  shape: Shape | undefined,
): BodyWriter {
  if (!output || !shape) return () => '';
  const { payload } = shape;
  const payloadRef = payload === undefined ? undefined : shape.members?.[payload];
  if (payload !== undefined && payloadRef) {
    const { type } = schema.shape(payloadRef);
    if (type === 'blob' || type === 'string') {
      const fallback = type === 'blob' ? 'application/octet-stream' : 'text/plain';
      const contentType = schema.quirks.contentTypes?.[name] ?? fallback;
      return (value, headers) => {
        headers['content-type'] = contentType;
        return (value[payload] ?? '') as WireResponse['body'];
      };
    }
    const write = compileJsonWriter(schema, payloadRef);
    return (value, headers) => jsonBody(write((value[payload] ?? {}) as never), headers);
  }
  const write = compileJsonWriter(schema, output);
  return (value, headers) => jsonBody(write(value as never), headers);
}

function jsonBody(value: unknown, headers: Record<string, string>): string {
  headers['content-type'] = 'application/json';
  return JSON.stringify(value);
}
