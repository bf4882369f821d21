/**
 * The regular expressions of filter patterns, parsed: alternatives of sequences without groups, as documented
 * ("Supported regular expressions (regex) syntax", read on 2026-11-23). They run in regex-machine.ts, in time linear
 * in the message; JavaScript's own engine would need the message's length to the power of the stars.
 */
import { PATTERN_REGEX_STATES_MAX } from '../limits.ts';
import { invalidPattern } from './invalid.ts';
import { RegexMachine } from './regex-machine.ts';

/** Which characters: by code below 128, all others alike. */
export interface CharacterSet {
  readonly ascii: Uint8Array;
  readonly others: boolean;
}

/** One character of the set, which may be left out (`optional`), or any number of them (`many`). */
export interface RegexItem {
  readonly set: CharacterSet;
  readonly repeat: 'once' | 'optional' | 'many';
}

export interface RegexSequence {
  readonly items: readonly RegexItem[];
  readonly fromStart: boolean;
  readonly toEnd: boolean;
}

const LITERALS = /[A-Za-z0-9:_#=@/;,\- ]/;
const SHORTHANDS: Readonly<Record<string, (code: number) => boolean>> = {
  d: (code) => code >= 48 && code <= 57,
  s: (code) => code === 32 || (code >= 9 && code <= 13),
  w: (code) => (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95,
};

/** The text between the percent signs. Throws InvalidParameterException. */
export function compileRegex(source: string): (text: string) => boolean {
  if (source === '') throw invalidPattern();
  const machine = new RegexMachine(new RegexParser(source).parse());
  return (text) => machine.matches(text);
}

class RegexParser {
  readonly #source: string;
  #at = 0;
  #states = 0;

  constructor(source: string) {
    this.#source = source;
  }

  parse(): readonly RegexSequence[] {
    const sequences = [this.#sequence()];
    while (this.#at < this.#source.length) {
      this.#at++;
      sequences.push(this.#sequence());
    }
    return sequences;
  }

  #sequence(): RegexSequence {
    const fromStart = this.#skip('^');
    const items: RegexItem[] = [];
    while (this.#at < this.#source.length && this.#source[this.#at] !== '|') {
      if (this.#source[this.#at] === '$') {
        this.#at++;
        const ended = this.#at >= this.#source.length || this.#source[this.#at] === '|';
        if (!ended) throw invalidPattern();
        return { items, fromStart, toEnd: true };
      }
      this.#repeated(this.#atom(), items);
    }
    return { items, fromStart, toEnd: false };
  }

  #atom(): CharacterSet {
    const character = this.#next();
    if (character === '.') return setOf((code) => code !== 10, true);
    if (character === '[') return this.#class();
    if (character === '\\') return this.#escape();
    if (!LITERALS.test(character)) throw invalidPattern();
    return literal(character);
  }

  #escape(): CharacterSet {
    const character = this.#next();
    const shorthand = SHORTHANDS[character.toLowerCase()];
    if (shorthand) {
      const negated = character !== character.toLowerCase();
      return setOf((code) => shorthand(code) !== negated, negated);
    }
    return literal(this.#escaped(character));
  }

  /** `\xhh`, or any sign for itself. */
  #escaped(character: string): string {
    if (character === 'x') {
      const digits = this.#source.slice(this.#at, this.#at + 2);
      if (!/^[0-7][0-9A-Fa-f]$/.test(digits)) throw invalidPattern();
      this.#at += 2;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    if (/[A-Za-z0-9]/.test(character) || character.charCodeAt(0) > 127) throw invalidPattern();
    return character;
  }

  #class(): CharacterSet {
    const negated = this.#skip('^');
    const ascii = new Uint8Array(128);
    for (let first = true; first || this.#source[this.#at] !== ']'; first = false) {
      const from = this.#classPart(ascii);
      const isRange = from !== undefined && this.#source[this.#at] === '-' && this.#source[this.#at + 1] !== ']';
      if (!isRange) continue;
      this.#at++;
      const to = this.#classPart(ascii);
      if (to === undefined || to < from) throw invalidPattern();
      ascii.fill(1, from, to + 1);
    }
    this.#at++;
    return negated ? setOf((code) => ascii[code] === 0, true) : { ascii, others: false };
  }

  /** Adds one character, or a shorthand, to the class; the character's code where it was one. */
  #classPart(ascii: Uint8Array): number | undefined {
    const character = this.#next();
    if (character === '\\') {
      const escaped = this.#escape();
      for (let code = 0; code < 128; code++) if (escaped.ascii[code]) ascii[code] = 1;
      const only = escaped.ascii.indexOf(1);
      return escaped.ascii.lastIndexOf(1) === only && !escaped.others ? only : undefined;
    }
    const code = character.charCodeAt(0);
    if (code > 127) throw invalidPattern();
    ascii[code] = 1;
    return code;
  }

  #repeated(set: CharacterSet, items: RegexItem[]): void {
    const [least, most] = this.#quantifier();
    this.#states += Math.max(1, most === undefined ? least + 1 : most);
    if (this.#states > PATTERN_REGEX_STATES_MAX) throw invalidPattern();
    for (let count = 0; count < least; count++) items.push({ set, repeat: 'once' });
    if (most === undefined) items.push({ set, repeat: 'many' });
    else for (let count = least; count < most; count++) items.push({ set, repeat: 'optional' });
  }

  #quantifier(): readonly [number, number | undefined] {
    if (this.#skip('*')) return [0, undefined];
    if (this.#skip('+')) return [1, undefined];
    if (this.#skip('?')) return [0, 1];
    if (this.#source[this.#at] !== '{') return [1, 1];
    const bounds = /^\{(\d{1,4})(?:(,)(\d{1,4})?)?\}/.exec(this.#source.slice(this.#at));
    if (!bounds) throw invalidPattern();
    this.#at += bounds[0].length;
    const least = Number(bounds[1]);
    if (bounds[2] === undefined) return [least, least];
    if (bounds[3] === undefined) return [least, undefined];
    if (Number(bounds[3]) < least) throw invalidPattern();
    return [least, Number(bounds[3])];
  }

  #next(): string {
    const character = this.#source[this.#at++];
    if (character === undefined) throw invalidPattern();
    return character;
  }

  #skip(character: string): boolean {
    if (this.#source[this.#at] !== character) return false;
    this.#at++;
    return true;
  }
}

function setOf(has: (code: number) => boolean, others: boolean): CharacterSet {
  return { ascii: Uint8Array.from({ length: 128 }, (_, code) => (has(code) ? 1 : 0)), others };
}

function literal(character: string): CharacterSet {
  const code = character.charCodeAt(0);
  return setOf((each) => each === code, false);
}
