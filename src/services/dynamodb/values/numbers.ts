/**
 * Numbers of 38 decimal digits, exactly. They are kept as the texts that DynamoDB returns: without an exponent, a plus
 * or zeros that say nothing, so that equal numbers are equal texts and order needs no parsing.
 */
import { validationError } from '../errors.ts';
import { NUMBER_DIGITS_MAX, NUMBER_EXPONENT_MAX, NUMBER_EXPONENT_MIN } from './limits.ts';

const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;

/** 0.`digits` × 10^`point`, the digits without zeros at either end; none for zero. */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly point: number;
}

/** The text that DynamoDB stores and returns for a number that a client sent. Throws ValidationException. */
export function canonicalNumber(text: string): string {
  return isCanonicalInteger(text) ? text : formatDecimal(checkRange(parseDecimal(text)));
}

/** What most numbers are; at most 38 digits, so that it is in range. */
function isCanonicalInteger(text: string): boolean {
  const { length } = text;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const first = text.charCodeAt(start);
  if (length - start > NUMBER_DIGITS_MAX || !(first >= ZERO && first <= NINE)) return false;
  if (first === ZERO) return length === 1;
  for (let at = start + 1; at < length; at++) {
    const code = text.charCodeAt(at);
    if (code < ZERO || code > NINE) return false;
  }
  return true;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** Java's BigDecimal keeps exponents in 32 bits. */
const EXPONENT_MAX = 2 ** 31 - 1;

function parseDecimal(text: string): Decimal {
  if (text === '') throw validationError('The parameter cannot be converted to a numeric value');
  const [, sign, whole = '', fraction = '', power = '0'] = NUMBER.exec(text) ?? [];
  const exponent = Number(power);
  if (whole.length + fraction.length === 0 || Math.abs(exponent) > EXPONENT_MAX) {
    throw validationError(`The parameter cannot be converted to a numeric value: ${text}`);
  }
  return normalize(sign === '-', whole + fraction, whole.length + exponent);
}

function normalize(negative: boolean, text: string, point: number): Decimal {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) === ZERO) start++;
  while (end > start && text.charCodeAt(end - 1) === ZERO) end--;
  if (start === end) return { negative: false, digits: '', point: 0 };
  return { negative, digits: text.slice(start, end), point: point - start };
}

export const OVERFLOW = 'Number overflow. Attempting to store a number with magnitude larger than supported range';
export const UNDERFLOW = 'Number underflow. Attempting to store a number with magnitude smaller than supported range';

function checkRange(decimal: Decimal): Decimal {
  const { digits, point } = decimal;
  if (digits === '') return decimal;
  if (point - 1 > NUMBER_EXPONENT_MAX) throw validationError(OVERFLOW);
  if (point - 1 < NUMBER_EXPONENT_MIN) throw validationError(UNDERFLOW);
  if (digits.length > NUMBER_DIGITS_MAX) {
    throw validationError(`Attempting to store more than ${NUMBER_DIGITS_MAX} significant digits in a Number`);
  }
  return decimal;
}

function formatDecimal({ negative, digits, point }: Decimal): string {
  const sign = negative ? '-' : '';
  if (digits === '') return '0';
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  if (point >= digits.length) return sign + digits + '0'.repeat(point - digits.length);
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Of a canonical text. */
export function decimalOf(text: string): Decimal {
  const negative = text.charCodeAt(0) === MINUS;
  const dot = text.indexOf('.');
  const start = negative ? 1 : 0;
  if (dot === -1) return normalize(negative, text.slice(start), text.length - start);
  return normalize(negative, text.slice(start, dot) + text.slice(dot + 1), dot - start);
}

/** Of two canonical texts: negative, zero or positive, as the first is less than, equal to or greater than the second. */
export function compareNumbers(a: string, b: string): number {
  if (a === b) return 0;
  const negative = a.charCodeAt(0) === MINUS;
  if (negative !== (b.charCodeAt(0) === MINUS)) return negative ? -1 : 1;
  const order = compareMagnitudes(a, b);
  return negative ? -order : order;
}

/** With the same sign: the longer integral part is the greater; else digits, and the dot before them, are in order. */
function compareMagnitudes(a: string, b: string): number {
  const difference = wholeLength(a) - wholeLength(b);
  if (difference !== 0) return difference;
  return a < b ? -1 : 1;
}

function wholeLength(text: string): number {
  const dot = text.indexOf('.');
  return dot === -1 ? text.length : dot;
}

/** Sums of two of these are exact in a double. */
const SMALL_LENGTH = 15;

export function addNumbers(a: string, b: string): string {
  if (isSmallInteger(a) && isSmallInteger(b)) return String(Number(a) + Number(b));
  return exactSum(decimalOf(a), decimalOf(b));
}

export function subtractNumbers(a: string, b: string): string {
  if (isSmallInteger(a) && isSmallInteger(b)) return String(Number(a) - Number(b));
  const subtrahend = decimalOf(b);
  return exactSum(decimalOf(a), { ...subtrahend, negative: !subtrahend.negative });
}

function isSmallInteger(text: string): boolean {
  return text.length <= SMALL_LENGTH && !text.includes('.');
}

/**
 * What does not fit into 38 digits is an overflow, too: "Strangely, DynamoDB says that the error is: Number overflow"
 * (ScyllaDB's test_number.py, which runs on AWS).
 */
function exactSum(a: Decimal, b: Decimal): string {
  const scale = Math.min(a.point - a.digits.length, b.point - b.digits.length);
  const sum = scaled(a, scale) + scaled(b, scale);
  const text = String(sum < 0n ? -sum : sum);
  const decimal = normalize(sum < 0n, text, text.length + scale);
  if (decimal.digits.length > NUMBER_DIGITS_MAX) throw validationError(OVERFLOW);
  return formatDecimal(checkRange(decimal));
}

function scaled({ negative, digits, point }: Decimal, scale: number): bigint {
  if (digits === '') return 0n;
  const magnitude = BigInt(digits) * 10n ** BigInt(point - digits.length - scale);
  return negative ? -magnitude : magnitude;
}

/**
 * Bytes that a canonical text costs in an item: one, and one for every two digits on either side of the point, and one
 * for a minus; zeros at the ends of the number are free (measured on AWS, paritysuite's item-size.ts, 2026-08-18).
 */
export function numberSize(text: string): number {
  if (text === '0') return 1;
  const start = text.charCodeAt(0) === MINUS ? 1 : 0;
  const dot = text.indexOf('.');
  if (dot === -1) {
    let end = text.length;
    while (text.charCodeAt(end - 1) === ZERO) end--;
    return 1 + start + ((end - start + 1) >> 1);
  }
  let first = dot + 1;
  if (text.charCodeAt(start) !== ZERO) return 1 + start + ((dot - start + 1) >> 1) + ((text.length - dot) >> 1);
  while (text.charCodeAt(first) === ZERO) first++;
  return 1 + start + ((text.length - first + 1) >> 1);
}
