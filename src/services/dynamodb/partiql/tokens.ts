/** Cuts a PartiQL statement into tokens. */
import { notWellFormed } from './errors.ts';

export type TokenKind = 'word' | 'quoted' | 'string' | 'number' | 'symbol' | 'parameter' | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** A word or symbol as it stands; a name or text without its quotes. */
  readonly text: string;
  /** Of a word, in capitals. */
  readonly upper: string;
  /** `line:column:length`, counted from 1. */
  readonly at: string;
}

/** White space and comments. */
const BLANK = /(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)+/y;
/** Each alternative begins with another character. */
const TOKEN =
  /([A-Za-z_$][A-Za-z0-9_$]*)|"((?:[^"]|"")*)"|'((?:[^']|'')*)'|((?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(<<|>>|<>|<=|>=|!=|\|\||[<>=()[\]{},.:;+*-])|(\?)/y;

const KINDS: readonly TokenKind[] = ['word', 'quoted', 'string', 'number', 'symbol', 'parameter'];

/** The last token is `end`. Throws ValidationException. */
export function tokenize(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let line = 1;
  let lineStart = 0;
  let counted = 0;
  const position = (start: number, length: number): string => {
    for (let at = text.indexOf('\n', counted); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) {
      line++;
      lineStart = at + 1;
    }
    counted = start;
    return `${line}:${start - lineStart + 1}:${length}`;
  };
  let at = skipBlank(text, 0);
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) throw notWellFormed();
    tokens.push(tokenOf(found, position(at, found[0].length)));
    at = skipBlank(text, at + found[0].length);
  }
  tokens.push({ kind: 'end', text: '', upper: '', at: position(text.length, 0) });
  return tokens;
}

function skipBlank(text: string, at: number): number {
  BLANK.lastIndex = at;
  return BLANK.test(text) ? BLANK.lastIndex : at;
}

function tokenOf(found: RegExpExecArray, at: string): Token {
  const index = found.findIndex((group, position) => position > 0 && group !== undefined);
  const kind = KINDS[index - 1] ?? 'symbol';
  const raw = found[index] ?? '';
  const quote = kind === 'quoted' ? '"' : "'";
  const text = kind === 'quoted' || kind === 'string' ? raw.replaceAll(quote + quote, quote) : raw;
  return { kind, text, upper: kind === 'word' ? raw.toUpperCase() : '', at };
}

/** A cursor over the tokens of one statement. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
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

  takeSymbol(text: string): boolean {
    if (!this.isSymbol(text)) return false;
    this.next();
    return true;
  }

  expectSymbol(text: string, otherwise: string): void {
    if (!this.takeSymbol(text)) throw notWellFormed(otherwise);
  }

  isWord(...words: readonly string[]): boolean {
    return words.every((word, ahead) => this.peek(ahead).upper === word);
  }

  takeWord(...words: readonly string[]): boolean {
    if (!this.isWord(...words)) return false;
    for (let count = 0; count < words.length; count++) this.next();
    return true;
  }
}
