/** How REST protocols spread an input over labels, query string, headers and body, and an output over status, headers and body. */
import type { OperationModel, Shape, ShapeRef, TimestampFormat } from '../model.ts';
import {
  compileTextReader,
  formatTimestamp,
  readBase64,
  type ScalarReader,
  serializationError,
  timestampFormatOf,
} from '../scalars.ts';
import { WireError } from '../error.ts';
import type { ServiceSchema } from '../schema.ts';
import { parsePairs } from '../text.ts';
import type { Headers, WireRequest } from './protocol.ts';

type Input = Record<string, unknown>;
type Binder = (request: WireRequest, query: ReadonlyMap<string, readonly string[]>, input: Input) => void;

/** Fills in the members that are not in the body. */
export function compileRequestBindings(
  schema: ServiceSchema,
  shape: Shape,
): (request: WireRequest, input: Input) => void {
  const binders: Binder[] = [];
  let readsQuery = false;
  for (const [name, ref] of Object.entries(shape.members ?? {})) {
    const binder = compileBinder(schema, name, ref);
    if (binder) binders.push(binder);
    readsQuery ||= ref.location === 'querystring';
  }
  return (request, input) => {
    const query = readsQuery && request.rawQuery !== '' ? groupPairs(request.rawQuery) : NO_QUERY;
    for (const bind of binders) bind(request, query, input);
  };
}

const NO_QUERY: ReadonlyMap<string, readonly string[]> = new Map();

function groupPairs(rawQuery: string): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const [key, value] of parsePairs(rawQuery)) {
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}

function compileBinder(schema: ServiceSchema, name: string, ref: ShapeRef): Binder | undefined {
  const wireName = ref.locationName ?? name;
  switch (ref.location) {
    case 'uri': {
      const read = compileArgumentReader(schema, ref, wireName);
      return ({ labels }, _query, input) => {
        const text = labels[wireName];
        if (text !== undefined) input[name] = read(text);
      };
    }
    case 'querystring':
      return compileQueryBinder(schema, name, ref, wireName);
    case 'header': {
      const header = wireName.toLowerCase();
      const read = compileHeaderReader(schema, ref, header);
      return ({ headers }, _query, input) => {
        const text = headers[header];
        if (text !== undefined) input[name] = read(text);
      };
    }
    case 'headers':
      return ({ headers }, _query, input) => {
        input[name] = withPrefix(headers, (ref.locationName ?? '').toLowerCase());
      };
    case 'statusCode':
    case undefined:
      return undefined;
  }
}

function withPrefix(headers: Headers, prefix: string): Record<string, string> {
  const found = Object.entries(headers).filter(([key, value]) => key.startsWith(prefix) && value !== undefined);
  return Object.fromEntries(found.map(([key, value]) => [key.slice(prefix.length), value ?? '']));
}

function compileQueryBinder(schema: ServiceSchema, name: string, ref: ShapeRef, wireName: string): Binder {
  const shape = schema.shape(ref);
  if (shape.type === 'list' && shape.member) {
    const read = compileTextReader(schema, shape.member, serializationError);
    return (_request, query, input) => {
      const texts = query.get(wireName);
      if (texts) input[name] = texts.map(read);
    };
  }
  if (shape.type === 'map' && shape.value) return compileQueryMap(schema, name, shape.value);
  const read = compileArgumentReader(schema, ref, wireName);
  return (_request, query, input) => {
    const text = query.get(wireName)?.[0];
    if (text !== undefined) input[name] = read(text);
  };
}

/** A map takes every key of the query string, as in the protocol's specification. */
function compileQueryMap(schema: ServiceSchema, name: string, valueRef: ShapeRef): Binder {
  const list = schema.shape(valueRef).type === 'list';
  return (_request, query, input) => {
    if (query.size === 0) return;
    input[name] = Object.fromEntries([...query].map(([key, values]) => [key, list ? values : values[0]]));
  };
}

function compileHeaderReader(schema: ServiceSchema, ref: ShapeRef, header: string): (text: string) => unknown {
  const shape = schema.shape(ref);
  if (ref.jsonvalue) return readJsonValue;
  if (shape.type === 'list' && shape.member) {
    const read = compileTextReader(schema, shape.member, serializationError);
    return (text) => text.split(',').map((item) => read(item.trim()));
  }
  return compileArgumentReader(schema, ref, header);
}

/** `name`: as the client wrote it, for services that say so. */
function compileArgumentReader(schema: ServiceSchema, ref: ShapeRef, name: string): ScalarReader {
  const { brokenArgument } = schema.quirks;
  const read = compileTextReader(schema, ref, serializationError);
  const { type } = schema.shape(ref);
  if (!brokenArgument || type === 'string') return read;
  return (text) => {
    try {
      return read(text);
    } catch (error) {
      throw error instanceof WireError ? brokenArgument(name, text, error.message) : error;
    }
  };
}

function readJsonValue(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(readBase64(text) ?? []).toString()) as unknown;
  } catch {
    throw serializationError('Could not parse header into json');
  }
}

/** Puts headers into the answer, and says its status. */
export function compileResponseBindings(
  schema: ServiceSchema,
  operation: OperationModel,
  shape: Shape | undefined,
): (output: Readonly<Record<string, unknown>>, headers: Record<string, string>) => number {
  const declared = operation.http.responseCode ?? schema.quirks.statuses?.[operation.name] ?? 200;
  const members = Object.entries(shape?.members ?? {});
  const statusMember = members.find(([, ref]) => ref.location === 'statusCode')?.[0];
  const write = compileHeaderBindings(schema, shape);
  return (output, headers) => {
    write(output, headers);
    const status = statusMember === undefined ? undefined : output[statusMember];
    return typeof status === 'number' ? status : declared;
  };
}

export function compileHeaderBindings(
  schema: ServiceSchema,
  shape: Shape | undefined,
): (output: Readonly<Record<string, unknown>>, headers: Record<string, string>) => void {
  const bound = Object.entries(shape?.members ?? {})
    .filter(([, ref]) => ref.location === 'header' || ref.location === 'headers')
    .toSorted((a, b) => Number(isLength(a)) - Number(isLength(b)))
    .map(([name, ref]) => ({ name, put: compileHeaderWriter(schema, name, ref) }));
  return (output, headers) => {
    for (const { name, put } of bound) {
      const value = output[name];
      if (value !== undefined && value !== null) put(value, headers);
    }
  };
}

/** Last: behind it node takes a content-disposition for UTF-8, and refuses what is not (2026-11-28, node 26.10). */
function isLength([, { locationName }]: readonly [string, ShapeRef]): boolean {
  return locationName?.toLowerCase() === 'content-length';
}

type HeaderWriter = (value: unknown, headers: Record<string, string>) => void;

function compileHeaderWriter(schema: ServiceSchema, name: string, ref: ShapeRef): HeaderWriter {
  const wireName = (ref.locationName ?? name).toLowerCase();
  if (ref.location === 'headers') {
    return (value, headers) => {
      for (const [key, item] of Object.entries(value as Record<string, string>))
        headers[wireName + key] = headerText(item);
    };
  }
  const shape = schema.shape(ref);
  if (ref.jsonvalue) {
    return (value, headers) => {
      headers[wireName] = Buffer.from(JSON.stringify(value)).toString('base64');
    };
  }
  if (shape.type === 'timestamp') {
    const format: TimestampFormat = timestampFormatOf(ref, shape, 'rfc822');
    return (value, headers) => {
      headers[wireName] = formatTimestamp(value as number, format);
    };
  }
  return (value, headers) => {
    headers[wireName] = headerText(Array.isArray(value) ? value.join(',') : String(value));
  };
}

/** No line breaks, whatever an operation puts there, nor other control characters, which node refuses. */
function headerText(value: string): string {
  // oxlint-disable-next-line no-control-regex
  return value.replace(/[\0-\x08\n-\x1f\x7f]/g, ' ');
}
