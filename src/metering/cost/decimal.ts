/** Exact decimal numbers for money: a whole number of 10^-scale. Nothing is rounded before it is printed. */

const DIGITS = /^(-?)(\d+)(?:\.(\d+))?$/;
/** 10^64 is divided by every unit that is a product of few twos and fives; others have no finite decimal fraction. */
const SCALE_MAX = 64;

export class Decimal {
  static readonly zero = new Decimal(0n, 0);
  readonly #value: bigint;
  readonly #scale: number;

  private constructor(value: bigint, scale: number) {
    this.#value = value;
    this.#scale = scale;
  }

  /** `0.0000166667`. Throws RangeError for anything else. */
  static parse(text: string): Decimal {
    const found = DIGITS.exec(text);
    if (!found) throw new RangeError(`Not a decimal number: ${JSON.stringify(text)}`);
    const [, sign = '', whole = '', fraction = ''] = found;
    return new Decimal(BigInt(`${sign}${whole}${fraction}`), fraction.length);
  }

  static of(whole: bigint): Decimal {
    return new Decimal(whole, 0);
  }

  plus(other: Decimal): Decimal {
    const scale = Math.max(this.#scale, other.#scale);
    return new Decimal(this.#at(scale) + other.#at(scale), scale);
  }

  times(whole: bigint): Decimal {
    return new Decimal(this.#value * whole, this.#scale);
  }

  /** `unit` is a product of twos and fives, so that the quotient is exact. */
  dividedBy(unit: bigint): Decimal {
    for (let digits = 0; digits <= SCALE_MAX; digits++) {
      const power = 10n ** BigInt(digits);
      if (power % unit === 0n) return new Decimal(this.#value * (power / unit), this.#scale + digits);
    }
    throw new RangeError(`A division by ${unit} has no exact decimal`);
  }

  /** Negative, 0 or positive. */
  compare(other: Decimal): number {
    const scale = Math.max(this.#scale, other.#scale);
    const difference = this.#at(scale) - other.#at(scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  /** Rounded half up, away from zero, for people. */
  toFixed(digits: number): string {
    if (digits >= this.#scale) return print(this.#at(digits), digits);
    const divisor = 10n ** BigInt(this.#scale - digits);
    const half = this.#value < 0n ? -(divisor / 2n) : divisor / 2n;
    return print((this.#value + half) / divisor, digits);
  }

  /** All digits, none of them a trailing zero. */
  toString(): string {
    const text = print(this.#value, this.#scale);
    return this.#scale === 0 ? text : text.replace(/\.?0+$/, '');
  }

  #at(scale: number): bigint {
    return this.#value * 10n ** BigInt(scale - this.#scale);
  }
}

function print(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const sign = value < 0n ? '-' : '';
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
