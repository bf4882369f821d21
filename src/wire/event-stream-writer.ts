/** Compiles an output's event stream into what turns the operation's events into messages, one by one as they come. */
import { encodeEvent, type EventHeader } from './event-stream.ts';
import { failureOf } from './failure.ts';
import type { Shape, ShapeRef } from './model.ts';
import type { ServiceSchema } from './schema.ts';

/** How a protocol writes the document of an event. */
export interface EventDocuments {
  readonly contentType: string;
  /** `tag`: the name of the root element, where there is one. */
  compile(schema: ServiceSchema, ref: ShapeRef, tag: string): (value: never) => string | Uint8Array;
}

type Events = AsyncIterable<Readonly<Record<string, unknown>>>;

/** `initial`: the rest of the output, for protocols that have no other place for it. */
export type EventStreamWriter = (events: Events, initial?: string | Uint8Array) => EventStreamBody;

/** Messages one by one, made when the client takes them. */
export class EventStreamBody implements AsyncIterable<Uint8Array> {
  /** What broke the stream and was no error of the model: for the log, once the stream has ended. */
  fault: Error | undefined;
  readonly #messages: (body: EventStreamBody) => AsyncGenerator<Uint8Array>;

  constructor(messages: (body: EventStreamBody) => AsyncGenerator<Uint8Array>) {
    this.#messages = messages;
  }

  [Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    return this.#messages(this);
  }
}

/** The member of an output that is an event stream. */
export function eventStreamMember(
  schema: ServiceSchema,
  output: ShapeRef | undefined,
): { readonly name: string; readonly ref: ShapeRef } | undefined {
  const members = Object.entries((output && schema.shape(output).members) ?? {});
  const [name, ref] = members.find(([, member]) => schema.shape(member).eventstream) ?? [];
  return name !== undefined && ref ? { name, ref } : undefined;
}

type EventWriter = (event: Readonly<Record<string, unknown>>) => Uint8Array;

export function compileEventStream(schema: ServiceSchema, ref: ShapeRef, documents: EventDocuments): EventStreamWriter {
  const writers = new Map<string, EventWriter>();
  const nameOfException = new Map<string, string>();
  for (const [name, member] of Object.entries(schema.shape(ref).members ?? {})) {
    writers.set(name, compileEvent(schema, name, member, documents));
    if (schema.shape(member).exception) nameOfException.set(member.shape, name);
  }
  return (events, initial) =>
    new EventStreamBody(async function* messages(body) {
      if (initial !== undefined) yield initialResponse(initial, documents);
      try {
        for await (const event of events) yield* writeEvents(writers, event);
      } catch (error) {
        const { code, message, shape = '', fields, internal } = failureOf(error, schema);
        if (internal) body.fault = error instanceof Error ? error : new Error(String(error));
        const write = writers.get(nameOfException.get(shape) ?? '');
        yield write ? write({ ...fields, message, Message: message }) : errorEvent(code, message);
      }
    });
}

function* writeEvents(writers: ReadonlyMap<string, EventWriter>, event: object): Generator<Uint8Array> {
  for (const [name, value] of Object.entries(event)) {
    const write = writers.get(name);
    if (write && value !== undefined) yield write(value as Readonly<Record<string, unknown>>);
  }
}

function initialResponse(initial: string | Uint8Array, { contentType }: EventDocuments): Uint8Array {
  const headers = { ':message-type': 'event', ':event-type': 'initial-response', ':content-type': contentType };
  return encodeEvent(headers, bytesOf(initial));
}

function errorEvent(code: string, message: string): Uint8Array {
  const headers = { ':message-type': 'error', ':error-code': code, ':error-message': message };
  return encodeEvent(headers, new Uint8Array(0));
}

function compileEvent(schema: ServiceSchema, name: string, ref: ShapeRef, documents: EventDocuments): EventWriter {
  const shape = schema.shape(ref);
  const kind = shape.exception ? 'exception' : 'event';
  const base = { ':message-type': kind, [`:${kind}-type`]: name };
  const headers = compileHeaders(schema, shape);
  const { contentType, write } = compilePayload(schema, name, ref, documents);
  return (event) => {
    const payload = write(event);
    const type = payload.length > 0 ? { ':content-type': contentType } : {};
    return encodeEvent({ ...base, ...type, ...headers(event) }, payload);
  };
}

type HeadersOf = (event: Readonly<Record<string, unknown>>) => Record<string, EventHeader>;

function compileHeaders(schema: ServiceSchema, shape: Shape): HeadersOf {
  const members = Object.entries(shape.members ?? {})
    .filter(([, member]) => member.eventheader)
    .map(([name, member]) => ({ name, type: schema.shape(member).type }));
  return (event) => {
    const headers: Record<string, EventHeader> = {};
    for (const { name, type } of members) {
      const value = event[name];
      if (value !== undefined && value !== null) headers[name] = headerOf(type, value as string);
    }
    return headers;
  };
}

function headerOf(type: Shape['type'], value: string | number | boolean | Uint8Array): EventHeader {
  if (type === 'timestamp') return { timeMs: Number(value) };
  return type === 'long' ? BigInt(Number(value)) : value;
}

interface Payload {
  readonly contentType: string;
  readonly write: (event: Readonly<Record<string, unknown>>) => Uint8Array;
}

function compilePayload(schema: ServiceSchema, name: string, ref: ShapeRef, documents: EventDocuments): Payload {
  const members = Object.entries(schema.shape(ref).members ?? {});
  const [payload, payloadRef] = members.find(([, member]) => member.eventpayload) ?? [];
  if (payload !== undefined && payloadRef) {
    const { type } = schema.shape(payloadRef);
    if (type === 'blob' || type === 'string') {
      const contentType = type === 'blob' ? 'application/octet-stream' : 'text/plain';
      return { contentType, write: (event) => bytesOf((event[payload] ?? '') as string | Uint8Array) };
    }
    const write = documents.compile(schema, payloadRef, payloadRef.locationName ?? payload);
    return { contentType: documents.contentType, write: (event) => bytesOf(write((event[payload] ?? {}) as never)) };
  }
  if (members.every(([, member]) => member.eventheader)) {
    return { contentType: documents.contentType, write: () => new Uint8Array(0) };
  }
  const write = documents.compile(schema, ref, ref.locationName ?? name);
  return { contentType: documents.contentType, write: (event) => bytesOf(write(event as never)) };
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text) : text;
}
