/**
 * JSON as policies are held to: a key given twice is an error (JSON.parse keeps the last, so that a reader and the
 * engine could see different policies), and length and depth are bounded.
 */
import { MAX_POLICY_CHARACTERS, MAX_POLICY_DEPTH } from '../limits.ts';

export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Throws SyntaxError. Objects have no prototype. */
export function parseStrictJson(text: string): Json {
  if (text.length > MAX_POLICY_CHARACTERS) throw new SyntaxError('The document is too long');
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Json {
    if (depth > MAX_POLICY_DEPTH) throw new SyntaxError('The document nests too deep');
    this.#skipSpace();
    const character = this.#text[this.#at];
    if (character === '{') return this.#object(depth);
    if (character === '[') return this.#array(depth);
    if (character === '"') return this.#string();
    return this.#scalar();
  }

  end(): void {
    this.#skipSpace();
    if (this.#at < this.#text.length) throw new SyntaxError(`Something follows the document at ${this.#at}`);
  }

  #object(depth: number): JsonObject {
    const object: Record<string, Json> = Object.create(null) as Record<string, Json>;
    this.#at++;
    if (this.#took('}')) return object;
    do {
      this.#skipSpace();
      if (this.#text[this.#at] !== '"') throw new SyntaxError(`A key is missing at ${this.#at}`);
      const key = this.#string();
      if (key in object) throw new SyntaxError(`The key ${key} stands twice`);
      if (!this.#took(':')) throw new SyntaxError(`A colon is missing at ${this.#at}`);
      object[key] = this.value(depth + 1);
    } while (this.#took(','));
    if (!this.#took('}')) throw new SyntaxError(`A brace is missing at ${this.#at}`);
    return object;
  }

  #array(depth: number): readonly Json[] {
    const values: Json[] = [];
    this.#at++;
    if (this.#took(']')) return values;
    do values.push(this.value(depth + 1));
    while (this.#took(','));
    if (!this.#took(']')) throw new SyntaxError(`A bracket is missing at ${this.#at}`);
    return values;
  }

  #string(): string {
    return JSON.parse(this.#token(/"[^"\\]*(?:\\.[^"\\]*)*"/y)) as string;
  }

  #scalar(): number | boolean | null {
    return JSON.parse(this.#token(/true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y)) as number | boolean | null;
  }

  #token(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (!found) throw new SyntaxError(`A value is missing at ${this.#at}`);
    this.#at = pattern.lastIndex;
    return found[0];
  }

  #took(character: string): boolean {
    this.#skipSpace();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #skipSpace(): void {
    while (' \t\r\n'.includes(this.#text[this.#at] ?? 'x')) this.#at++;
  }
}
