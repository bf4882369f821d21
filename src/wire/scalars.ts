/** Timestamps and numbers between their texts on the wire and numbers inside. */
import { WireError } from './error.ts';
import type { ServiceSchema } from './schema.ts';
import type { Shape, ShapeRef, TimestampFormat } from './model.ts';

export function serializationError(message: string): WireError {
  return new WireError('SerializationException', 400, message);
}

/** The reference's format, else the shape's, else that of the place. */
export function timestampFormatOf(ref: ShapeRef, shape: Shape, fallback: TimestampFormat): TimestampFormat {
  return ref.timestampFormat ?? shape.timestampFormat ?? fallback;
}

export function formatTimestamp(ms: number, format: TimestampFormat): string {
  if (format === 'unixTimestamp') return String(ms / 1000);
  const date = new Date(ms);
  return format === 'rfc822' ? date.toUTCString() : `${date.toISOString().slice(0, 19)}Z`;
}

const ISO = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)?(?:[Zz]|[+-]\d\d:?\d\d)?$/;
const SECONDS = /^-?\d{1,17}(?:\.\d{1,9})?$/;
const RFC822 = /^(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d(?:\.\d{1,9})? GMT$/;

/** Any of the three forms: clients mix them. Undefined where it is none. */
export function parseTimestamp(text: string): number | undefined {
  if (SECONDS.test(text)) {
    const ms = Math.round(Number(text) * 1000);
    return Math.abs(ms) <= MS_MAX ? ms : undefined;
  }
  if (!ISO.test(text) && !RFC822.test(text)) return undefined;
  const zoned = ISO.test(text) && text.length > 10 && !/(?:[Zz]|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text;
  const ms = Date.parse(zoned);
  return Number.isNaN(ms) ? undefined : ms;
}

/** What Date can hold. */
export const MS_MAX = 8.64e15;

/** The whole numbers of a type; a long past 2^53 loses its last digits. */
export function isInteger(type: Shape['type'], value: number): boolean {
  if (!Number.isInteger(value)) return false;
  return type === 'integer' ? value >= -(2 ** 31) && value < 2 ** 31 : value >= -(2 ** 63) && value <= 2 ** 63;
}

const NUMBER = /^[+-]?(?:\d{1,400}(?:\.\d{0,400})?|\.\d{1,400})(?:[eE][+-]?\d{1,4})?$/;

export type ScalarReader = (text: string) => unknown;

/** From text: forms, query strings, headers and labels. `broken` makes the protocol's error. */
export function compileTextReader(
  schema: ServiceSchema,
  ref: ShapeRef,
  broken: (message: string) => WireError,
): ScalarReader {
  const { type } = schema.shape(ref);
  switch (type) {
    case 'boolean':
      return (text) => readBoolean(text, broken);
    case 'integer':
    case 'long':
      return (text) => {
        const value = NUMBER.test(text) ? Number(text) : Number.NaN;
        if (!isInteger(type, value)) throw broken(`${quote(text)} is not a valid ${type}`);
        return value;
      };
    case 'float':
    case 'double':
      return (text) => {
        const value = NUMBER.test(text) ? Number(text) : notFinite(text);
        if (value === undefined) throw broken(`${quote(text)} is not a valid ${type}`);
        return value;
      };
    case 'timestamp':
      return (text) => {
        const ms = parseTimestamp(text);
        if (ms === undefined) throw broken(`${quote(text)} is not a valid timestamp`);
        return ms;
      };
    case 'blob':
      return (text) => readBase64(text) ?? fail(broken('Invalid base64'));
    case 'string':
    case 'character':
    case 'structure':
    case 'list':
    case 'map':
      return (text) => text;
  }
}

function quote(text: string): string {
  return `'${text.length > 100 ? `${text.slice(0, 100)}…` : text}'`;
}

function readBoolean(text: string, broken: (message: string) => WireError): boolean {
  if (/^true$/i.test(text)) return true;
  if (/^false$/i.test(text)) return false;
  throw broken(`${quote(text)} is not a valid boolean`);
}

export function notFinite(text: unknown): number | undefined {
  if (text === 'NaN') return Number.NaN;
  if (text === 'Infinity') return Number.POSITIVE_INFINITY;
  return text === '-Infinity' ? Number.NEGATIVE_INFINITY : undefined;
}

/** Undefined where the text is not base64: Buffer skips what is none, which shows in the length. */
export function readBase64(text: string): Uint8Array | undefined {
  let characters = text.length;
  while (characters > text.length - 2 && text.charCodeAt(characters - 1) === 61) characters--;
  const bytes = Buffer.from(text, 'base64');
  return characters % 4 !== 1 && bytes.length === Math.floor((characters * 3) / 4) ? bytes : undefined;
}

export function writeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function fail(error: Error): never {
  throw error;
}
