/** Cuts the text of a JSON or space-delimited pattern into tokens. */
import { PATTERN_REGEX_MAX } from '../limits.ts';
import type { Operand, Operator } from './comparison.ts';
import { invalidPattern } from './invalid.ts';

const OPERATOR = /(?:!=|=!|<=|>=|=|<|>)/y;
const WORD = /[A-Za-z0-9_.*:/+-]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
const REGEX = /%((?:[^%\\]|\\.)*)%/y;

export class Scanner {
  readonly #text: string;
  #at = 0;
  #regexes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    this.#skipSpace();
    return this.#at >= this.#text.length;
  }

  /** Takes this text if it comes next, white space aside. */
  take(expected: string): boolean {
    this.#skipSpace();
    if (!this.#text.startsWith(expected, this.#at)) return false;
    this.#at += expected.length;
    return true;
  }

  expect(expected: string): void {
    if (!this.take(expected)) throw invalidPattern();
  }

  /** What `pattern` (sticky) matches next. */
  match(pattern: RegExp): RegExpExecArray | undefined {
    this.#skipSpace();
    return this.matchHere(pattern);
  }

  /** The same, without white space before it. */
  matchHere(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text) ?? undefined;
    if (found) this.#at += found[0].length;
    return found;
  }

  operator(): Operator | undefined {
    const found = this.match(OPERATOR)?.[0];
    return found === '=!' ? '!=' : (found as Operator | undefined);
  }

  operand(): Operand {
    const quoted = this.match(QUOTED);
    if (quoted) return { kind: 'text', text: (quoted[1] ?? '').replace(/\\(.)/g, '$1'), quoted: true };
    const regex = this.match(REGEX);
    if (regex) {
      if (++this.#regexes > PATTERN_REGEX_MAX) throw invalidPattern();
      return { kind: 'regex', source: regex[1] ?? '' };
    }
    const word = this.match(WORD);
    if (!word) throw invalidPattern();
    return { kind: 'text', text: word[0], quoted: false };
  }

  #skipSpace(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }
}
