/** The CRC of two pieces one behind the other, from the CRC of each and the second's length: no byte is read again. */

interface CrcKind {
  readonly bits: bigint;
  /** Reversed: the lowest power stands highest. */
  readonly polynomial: bigint;
}

const KINDS: Readonly<Record<string, CrcKind>> = {
  CRC32: { bits: 32n, polynomial: 0xedb88320n },
  CRC32C: { bits: 32n, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64n, polynomial: 0x9a6c9329ac4bc9b5n },
};

export function isCombinable(algorithm: string): boolean {
  return Object.hasOwn(KINDS, algorithm);
}

export interface CrcPiece {
  readonly digest: Buffer;
  readonly sizeBytes: number;
}

export function combineCrcs(algorithm: string, pieces: Iterable<CrcPiece>): Buffer {
  const kind = KINDS[algorithm];
  if (!kind) throw new Error(`${algorithm} cannot be combined`);
  // Pieces are mostly of one size.
  const shifts = new Map<number, bigint>();
  let total = 0n;
  for (const { digest, sizeBytes } of pieces) {
    let shift = shifts.get(sizeBytes);
    if (shift === undefined) shifts.set(sizeBytes, (shift = shiftOf(kind, sizeBytes)));
    total = multiply(kind, shift, total) ^ BigInt(`0x${digest.toString('hex')}`);
  }
  return Buffer.from(total.toString(16).padStart(Number(kind.bits / 4n), '0'), 'hex');
}

/** x to the power of the length in bits, modulo the polynomial. */
function shiftOf(kind: CrcKind, sizeBytes: number): bigint {
  const one = 1n << (kind.bits - 1n);
  let power = one >> 8n;
  let result = one;
  for (let left = sizeBytes; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = multiply(kind, power, result);
    power = multiply(kind, power, power);
  }
  return result;
}

/** Of polynomials over two elements, in the reversed form. */
function multiply({ bits, polynomial }: CrcKind, a: bigint, b: bigint): bigint {
  let product = 0n;
  for (let mask = 1n << (bits - 1n), shifted = b; mask > 0n; mask >>= 1n) {
    if (a & mask) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
  }
  return product;
}
