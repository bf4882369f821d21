/**
 * What a client sent as an item or a value, checked and measured in one pass, in AWS's words. Numbers are made canonical
 * in place: the input is the request's own, and nothing else of it changes.
 */
import { invalidValues, validationError } from '../errors.ts';
import { ITEM_SIZE_MAX_BYTES, NESTING_LEVELS_MAX } from './limits.ts';
import { canonicalNumber, numberSize } from './numbers.ts';
import { CONTAINER_BYTES, ELEMENT_BYTES, FLAG_BYTES, textSize } from './size.ts';
import { type AttributeType, type AttributeValue, type Item } from './value.ts';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Bytes of the item. Its size is not limited here: see requireItemSize. Throws ValidationException. */
export function checkItem(item: Item): number {
  let size = 0;
  for (const name of Object.keys(item)) size += textSize(name) + checkValue(item[name]);
  return size;
}

export function requireItemSize(bytes: number): void {
  if (bytes > ITEM_SIZE_MAX_BYTES) throw validationError('Item size has exceeded the maximum allowed size');
}

/** After an update, AWS says it in other words (dynalite's recordings). */
export function requireUpdatedItemSize(bytes: number): void {
  if (bytes > ITEM_SIZE_MAX_BYTES) throw validationError('Item size to update has exceeded the maximum allowed size');
}

/** Bytes of the value. Throws ValidationException. */
export function checkValue(value: AttributeValue | undefined, level = 1): number {
  const types = value === undefined ? [] : Object.keys(value);
  if (value === undefined || types.length === 0) {
    throw validationError('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  if (level > NESTING_LEVELS_MAX) {
    throw validationError(
      'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    );
  }
  let size = 0;
  for (const type of types) size = checkMember(value, type as AttributeType, level);
  if (types.length > 1) {
    throw validationError(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  return size;
}

function checkMember(value: Writable<AttributeValue>, type: AttributeType, level: number): number {
  switch (type) {
    case 'S':
      return textSize(value.S ?? '');
    case 'N': {
      const text = value.N ?? '';
      const canonical = canonicalNumber(text);
      if (canonical !== text) value.N = canonical;
      return numberSize(canonical);
    }
    case 'B':
      return value.B?.length ?? 0;
    case 'M':
      return checkMap(value.M ?? {}, level);
    case 'L':
      return checkList(value.L ?? [], level);
    case 'NULL':
      requireTrue(value.NULL);
      return FLAG_BYTES;
    case 'BOOL':
      return FLAG_BYTES;
    case 'SS':
      return checkStringSet(value.SS ?? []);
    case 'NS':
      return checkNumberSet(value);
    case 'BS':
      return checkBinarySet(value.BS ?? []);
  }
}

/** Some regions took false from June to July 2026; none does since (paritysuite's change 94, 2026-07-17). */
function requireTrue(value: boolean | undefined): void {
  if (value !== true) throw invalidValues('Null attribute value types must have the value of true');
}

function checkMap(map: Readonly<Record<string, AttributeValue>>, level: number): number {
  let size = CONTAINER_BYTES;
  for (const name of Object.keys(map)) size += textSize(name) + checkValue(map[name], level + 1) + ELEMENT_BYTES;
  return size;
}

function checkList(list: readonly AttributeValue[], level: number): number {
  let size = CONTAINER_BYTES;
  for (const element of list) size += checkValue(element, level + 1) + ELEMENT_BYTES;
  return size;
}

/** Empty strings are members like others since 2020 (paritysuite's issue 82, verified on AWS). */
function checkStringSet(texts: readonly string[]): number {
  if (texts.length === 0) throw invalidValues('An string set  may not be empty');
  if (new Set(texts).size < texts.length) {
    throw invalidValues(`Input collection [${texts.join(', ')}] contains duplicates.`);
  }
  return texts.reduce((size, text) => size + textSize(text), 0);
}

function checkNumberSet(value: Writable<AttributeValue>): number {
  const texts = value.NS ?? [];
  if (texts.length === 0) throw invalidValues('An number set  may not be empty');
  const numbers = texts.map(canonicalNumber);
  if (new Set(numbers).size < numbers.length) throw validationError('Input collection contains duplicates');
  value.NS = numbers;
  return numbers.reduce((size, number) => size + numberSize(number), 0);
}

function checkBinarySet(blobs: readonly Uint8Array[]): number {
  if (blobs.length === 0) throw invalidValues('Binary sets should not be empty');
  const texts = blobs.map((bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64'));
  if (new Set(texts).size < texts.length) {
    throw invalidValues(`Input collection [${texts.join(', ')}]of type BS contains duplicates.`);
  }
  return blobs.reduce((size, bytes) => size + bytes.length, 0);
}
