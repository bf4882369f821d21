/** A request before it is signed, and a model's input as such a request in each protocol. */
import type { Protocol, ServiceModel, Shape, ShapeRef } from '../../src/wire/model.ts';
import { cborOf } from './cbor.ts';
import { Literal } from './odd-values.ts';

export interface Draft {
  /** As credentials name it. */
  readonly signingName: string;
  readonly method: string;
  /** As on the wire. */
  readonly rawPath: string;
  readonly rawQuery: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function draftOf(model: ServiceModel, operation: string, protocol: Protocol, input: unknown): Draft {
  const { metadata } = model;
  const base = {
    signingName: metadata.signingName ?? metadata.endpointPrefix,
    method: 'POST',
    rawPath: '/',
    rawQuery: '',
  };
  switch (protocol) {
    case 'json': {
      const type = `application/x-amz-json-${metadata.jsonVersion ?? '1.1'}`;
      const headers = { 'content-type': type, 'x-amz-target': `${metadata.targetPrefix}.${operation}` };
      return { ...base, headers, body: Buffer.from(jsonOf(input)) };
    }
    case 'query': {
      const fields = { Action: operation, Version: metadata.apiVersion };
      const pairs = [...Object.entries(fields), ...formPairs(input, '')];
      const body = pairs.map(([name, value]) => `${escape(name)}=${escape(value)}`).join('&');
      return { ...base, headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: Buffer.from(body) };
    }
    case 'smithy-rpc-v2-cbor': {
      const headers = {
        'content-type': 'application/cbor',
        'smithy-protocol': 'rpc-v2-cbor',
        accept: 'application/cbor',
      };
      const rawPath = `/service/${metadata.targetPrefix}/operation/${operation}`;
      return { ...base, rawPath, headers, body: cborOf(input) };
    }
    case 'rest-json':
    case 'rest-xml':
      return { ...base, ...restParts(model, operation, protocol, input) };
  }
}

/** JSON text, with literals as they stand. */
export function jsonOf(value: unknown): string {
  if (value instanceof Literal) return value.text;
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`;
  if (Array.isArray(value)) return `[${value.map((item) => jsonOf(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null)
    return Object.is(value, -0) ? '-0' : (JSON.stringify(value) ?? 'null');
  const members = Object.entries(value).filter(([, item]) => item !== undefined);
  return `{${members.map(([name, item]) => `${JSON.stringify(name)}:${jsonOf(item)}`).join(',')}}`;
}

function* formPairs(value: unknown, prefix: string): Generator<[string, string]> {
  if (Array.isArray(value)) {
    for (const [at, item] of value.entries()) yield* formPairs(item, `${prefix}.member.${at + 1}`);
  } else if (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Uint8Array) &&
    !(value instanceof Literal)
  ) {
    for (const [name, item] of Object.entries(value)) {
      if (item !== undefined) yield* formPairs(item, prefix === '' ? name : `${prefix}.${name}`);
    }
  } else yield [prefix, textOf(value)];
}

function restParts(
  model: ServiceModel,
  operation: string,
  protocol: Protocol,
  input: unknown,
): Omit<Draft, 'signingName'> {
  const { http, input: ref } = model.operations[operation] ?? { http: { method: 'GET', requestUri: '/' } };
  const shape: Shape = model.shapes[ref?.shape ?? ''] ?? { type: 'structure' };
  const isObject = typeof input === 'object' && input !== null && !(input instanceof Literal);
  const members = isObject ? Object.entries(input) : [];
  const [path = '/', fixedQuery = ''] = http.requestUri.split('?');
  const labels = new Map<string, string>();
  const query = fixedQuery === '' ? [] : [fixedQuery];
  const headers: Record<string, string> = {};
  const inBody: Record<string, unknown> = {};
  for (const [name, value] of members) {
    const member: Partial<ShapeRef> = (Object.hasOwn(shape.members ?? {}, name) && shape.members?.[name]) || {};
    const wireName = member.locationName ?? name;
    if (member.location === 'uri') labels.set(wireName, textOf(value));
    else if (member.location === 'querystring') query.push(...queryPairs(wireName, value));
    else if (member.location === 'header') headers[wireName.toLowerCase()] = headerText(textOf(value));
    else if (name !== shape.payload) inBody[wireName] = value;
  }
  const rawPath = path.replace(/\{(\w+)(\+?)\}/g, (_, name: string) => escape(labels.get(name) ?? '%'));
  const payload =
    isObject && shape.payload !== undefined ? (input as Record<string, unknown>)[shape.payload] : undefined;
  const content = payload instanceof Uint8Array ? payload : payload !== undefined ? payload : isObject ? inBody : input;
  const isEmpty = http.method === 'GET' || http.method === 'DELETE' || http.method === 'HEAD';
  const text = protocol === 'rest-xml' ? xmlOf(content, operation) : jsonOf(content);
  const body =
    isEmpty && Object.keys(inBody).length === 0
      ? Buffer.alloc(0)
      : content instanceof Uint8Array
        ? Buffer.from(content)
        : Buffer.from(text);
  headers['content-type'] ??= protocol === 'rest-xml' ? 'application/xml' : 'application/json';
  return { method: http.method, rawPath, rawQuery: query.join('&'), headers, body };
}

function queryPairs(name: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.slice(0, 500).map((item) => `${escape(name)}=${escape(textOf(item))}`);
  return [`${escape(name)}=${escape(textOf(value))}`];
}

function xmlOf(value: unknown, name: string): string {
  if (Array.isArray(value)) return value.map((item) => xmlOf(item, name)).join('');
  const inner =
    typeof value === 'object' && value !== null && !(value instanceof Uint8Array) && !(value instanceof Literal)
      ? Object.entries(value)
          .map(([key, item]) => xmlOf(item, key))
          .join('')
      : textOf(value);
  return `<${name}>${inner}</${name}>`;
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : jsonOf(value);
}

/** Heads end at 16 KB; what is longer has attacks of its own. */
function headerText(text: string): string {
  return Buffer.from(
    text
      .slice(0, 3_000)
      .replace(/[\r\n\0]/g, ' ')
      .toWellFormed(),
  ).toString('latin1');
}

function escape(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
