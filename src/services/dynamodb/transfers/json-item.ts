/** One object of DynamoDB JSON that anybody may have written: `{"Item":{"pk":{"S":"a"}}}`. */
import { validationError } from '../errors.ts';
import { type AttributeValue, type Item, setMember } from '../values/value.ts';

/** More than an item may have: what is deeper is refused by the check of the item, or here. */
const LEVELS_MAX = 64;

/** Throws where it is none; the item is not checked yet. */
export function readJsonItem(parsed: unknown): Item {
  if (!isObject(parsed) || !isObject(parsed['Item'])) throw validationError('The object has no Item');
  return readMap(parsed['Item'], 1);
}

function readMap(json: Readonly<Record<string, unknown>>, level: number): Item {
  const map: Record<string, AttributeValue> = {};
  for (const [name, value] of Object.entries(json)) setMember(map, name, readValue(value, level));
  return map;
}

function readValue(json: unknown, level: number): AttributeValue {
  const [member, ...others] = isObject(json) ? Object.entries(json) : [];
  if (!member || others.length > 0 || level > LEVELS_MAX) throw malformed();
  const [type, value] = member;
  switch (type) {
    case 'S':
      return { S: text(value) };
    case 'N':
      return { N: text(value) };
    case 'B':
      return { B: base64(value) };
    case 'SS':
      return { SS: list(value).map(text) };
    case 'NS':
      return { NS: list(value).map(text) };
    case 'BS':
      return { BS: list(value).map(base64) };
    case 'M':
      if (!isObject(value)) throw malformed();
      return { M: readMap(value, level + 1) };
    case 'L':
      return { L: list(value).map((one) => readValue(one, level + 1)) };
    case 'NULL':
      if (value !== true) throw malformed();
      return { NULL: true };
    case 'BOOL':
      if (typeof value !== 'boolean') throw malformed();
      return { BOOL: value };
    default:
      throw malformed();
  }
}

function isObject(json: unknown): json is Readonly<Record<string, unknown>> {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

function list(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) throw malformed();
  return json;
}

function text(json: unknown): string {
  if (typeof json !== 'string') throw malformed();
  return json;
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** Throws where it is none. */
export function base64(json: unknown): Uint8Array {
  const encoded = text(json);
  if (!BASE64.test(encoded)) throw malformed();
  return Buffer.from(encoded, 'base64');
}

function malformed(): Error {
  return validationError(
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  );
}
