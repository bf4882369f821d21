/** restJson1: method and path name the operation; the body is a JSON object, or one member as it is. */
import { WireError } from '../error.ts';
import { compileJsonReader } from '../json-reader.ts';
import { parseJson } from '../json-text.ts';
import { compileJsonWriter } from '../json-writer.ts';
import { compileHeaderBindings } from './bindings.ts';
import { JSON_EVENTS, jsonErrorMembers, messageName } from './json.ts';
import type { Protocol, WireRequest } from './protocol.ts';
import { bytesOf, compileRest, type RestFormat } from './rest.ts';

export const restJson: Protocol = {
  compile: (schema, operation) => compileRest(schema, operation, FORMAT),
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

const FORMAT: RestFormat = {
  compileReader(schema, ref) {
    const read = compileJsonReader(schema, ref);
    return (request) => read(parseBody(request));
  },
  compileWriter(schema, ref) {
    const write = compileJsonWriter(schema, ref);
    return (value, headers) => {
      headers['content-type'] = 'application/json';
      return JSON.stringify(write(value as never));
    };
  },
  writesEmpty: true,
  events: JSON_EVENTS,
  baseHeaders,
};

function baseHeaders(requestId: string): Record<string, string> {
  return { 'x-amzn-requestid': requestId };
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
