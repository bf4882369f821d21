import { validationError } from '../errors.ts';
/** Cuts the text of an expression into tokens, and says where it goes wrong in AWS's words. */

export type TokenKind = 'word' | 'name' | 'value' | 'number' | 'symbol' | 'unknown' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** As it stands in the expression. */
  readonly text: string;
  /** Of a word, in capitals. */
  readonly upper: string;
  readonly start: number;
  readonly end: number;
}

/** Each alternative begins with another character, so that no text takes long. */
const TOKEN =
  /[ \t\r\n]*(?:([A-Za-z][A-Za-z0-9_]*)|(#[A-Za-z0-9_]+)|(:[A-Za-z0-9_]+)|([0-9]+)|(<>|<=|>=|[=<>()[\].,+-])|([\s\S]))/uy;

const KINDS: readonly TokenKind[] = ['word', 'name', 'value', 'number', 'symbol', 'unknown'];

/** The last token is `end`. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  for (;;) {
    const found = TOKEN.exec(text);
    if (!found) break;
    const index = found.findIndex((group, at) => at > 0 && group !== undefined);
    const part = found[index] ?? '';
    const kind = KINDS[index - 1] ?? 'unknown';
    if (kind === 'unknown' && part.trim() === '') break; // white space at the end
    const end = TOKEN.lastIndex;
    tokens.push({ kind, text: part, upper: kind === 'word' ? part.toUpperCase() : '', start: end - part.length, end });
  }
  tokens.push({ kind: 'end', text: '<EOF>', upper: '', start: text.length, end: text.length });
  return tokens;
}

/** A cursor over the tokens of one expression. */
export class TokenReader {
  readonly #text: string;
  readonly #parameter: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  /** `parameter` is what errors call it: `ConditionExpression`. */
  constructor(parameter: string, text: string) {
    this.#parameter = parameter;
    this.#text = text;
    this.#tokens = tokenize(text);
  }

  peek(ahead = 0): Token {
    const token = this.#tokens[Math.min(this.#at + ahead, this.#tokens.length - 1)];
    if (!token) throw new Error('Tokens without an end');
    return token;
  }

  next(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  isSymbol(text: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'symbol' && token.text === text;
  }

  /** Whether this was the token before. */
  isBehind(symbol: string): boolean {
    return this.#tokens[this.#at - 1]?.text === symbol;
  }

  takeSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.next();
    return true;
  }

  expectSymbol(text: string): void {
    if (!this.takeSymbol(text)) throw this.syntaxError();
  }

  isWord(upper: string): boolean {
    return this.peek().upper === upper;
  }

  takeWord(upper: string): boolean {
    if (!this.isWord(upper)) return false;
    this.next();
    return true;
  }

  expectWord(upper: string): void {
    if (!this.takeWord(upper)) throw this.syntaxError();
  }

  expectEnd(): void {
    if (this.peek().kind !== 'end') throw this.syntaxError();
  }

  /** At the next token: it, and the text from the token before it to the one after it. */
  syntaxError(): Error {
    const token = this.peek();
    const before = this.#tokens[this.#at - 1] ?? token;
    const near = this.#text.slice(before.start, this.peek(1).end);
    return this.error(`Syntax error; token: "${token.text}", near: "${near}"`);
  }

  error(message: string): Error {
    return validationError(`Invalid ${this.#parameter}: ${message}`);
  }
}
