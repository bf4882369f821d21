/** Values of key attributes as bytes whose order is DynamoDB's: texts by UTF-8, numbers by value, binary unsigned. */
import { invalidValues, validationError } from '../errors.ts';
import { HASH_KEY_MAX_BYTES, NUMBER_EXPONENT_MIN, RANGE_KEY_MAX_BYTES } from './limits.ts';
import { type Decimal, decimalOf } from './numbers.ts';
import { textSize } from './size.ts';
import { type AttributeValue, type ScalarType, typeOf } from './value.ts';

export interface KeyAttribute {
  readonly name: string;
  readonly type: ScalarType;
  readonly role: 'HASH' | 'RANGE';
}

/** Of a checked value of type S, N or B. Equal bytes are equal values, and their order is that of the values. */
export function keyBytes(value: AttributeValue): Uint8Array {
  if (value.S !== undefined) return Buffer.from(value.S, 'utf8');
  if (value.N !== undefined) return numberBytes(decimalOf(value.N));
  if (value.B !== undefined) return value.B;
  throw new Error(`No key can be of type ${typeOf(value)}`);
}

const NEGATIVE = 0;
const ZERO = 1;
const POSITIVE = 2;
/** Behind the digits of a negative number, greater than any of them: what is longer is less. */
const END = 0xff;

/**
 * Sign, exponent, then two digits a byte. A prefix is less than what goes on. Of negative numbers everything is
 * complemented, and ended.
 */
function numberBytes({ negative, digits, point }: Decimal): Uint8Array {
  if (digits === '') return Uint8Array.of(ZERO);
  const pairs = (digits.length + 1) >> 1;
  const bytes = new Uint8Array(pairs + (negative ? 3 : 2));
  bytes[0] = negative ? NEGATIVE : POSITIVE;
  const exponent = point - 1 - NUMBER_EXPONENT_MIN;
  bytes[1] = negative ? 0xff - exponent : exponent;
  for (let pair = 0; pair < pairs; pair++) {
    const tens = digits.charCodeAt(2 * pair) - 0x30;
    const ones = 2 * pair + 1 < digits.length ? digits.charCodeAt(2 * pair + 1) - 0x30 : 0;
    const byte = tens * 10 + ones + 1;
    bytes[pair + 2] = negative ? END - byte : byte;
  }
  if (negative) bytes[pairs + 2] = END;
  return bytes;
}

/** Bytes that count against the limits of keys. */
function keySize(value: AttributeValue): number {
  return value.S === undefined ? (value.B?.length ?? 0) : textSize(value.S);
}

/** Neither empty nor too long. The value has the key's type already. Throws ValidationException. */
export function requireKeySize({ name, role }: KeyAttribute, value: AttributeValue): void {
  const size = keySize(value);
  if (size === 0 && value.N === undefined) {
    const what = value.S === undefined ? 'binary' : 'string';
    throw validationError(
      'One or more parameter values are not valid. ' +
        `The AttributeValue for a key attribute cannot contain an empty ${what} value. Key: ${name}`,
    );
  }
  if (role === 'HASH' && size > HASH_KEY_MAX_BYTES) {
    // Deliberately without a space, as AWS has it.
    throw invalidValues(`Size of hashkey has exceeded the maximum size limit of${HASH_KEY_MAX_BYTES} bytes`);
  }
  if (role === 'RANGE' && size > RANGE_KEY_MAX_BYTES) {
    const limit = `the size limit of ${RANGE_KEY_MAX_BYTES} bytes`;
    throw invalidValues(`Aggregated size of all range keys has exceeded ${limit}`);
  }
}
