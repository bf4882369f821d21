/** Where the statements of a policy stand in its text, for answers that point at them. */

export interface Span {
  readonly start: Position;
  /** Behind its last character. */
  readonly end: Position;
}

/** Both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** In the statements' order. The text must be a well-formed policy: parse it first. */
export function statementSpans(text: string): readonly Span[] {
  const walk = new Walk(text);
  walk.findStatements();
  return walk.found.map(([from, to]) => ({ start: positionAt(text, from), end: positionAt(text, to) }));
}

function positionAt(text: string, at: number): Position {
  const before = text.slice(0, at);
  return { line: before.split('\n').length, column: at - before.lastIndexOf('\n') };
}

class Walk {
  readonly found: [from: number, to: number][] = [];
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  findStatements(): void {
    this.#skipTo('{');
    for (let key = this.#key(); key !== undefined; key = this.#key()) {
      if (key === 'Statement') {
        this.#statements();
        return;
      }
      this.#value();
    }
  }

  #statements(): void {
    this.#space();
    if (this.#text[this.#at] !== '[') {
      this.#statement();
      return;
    }
    this.#at++;
    for (this.#space(); this.#text[this.#at] === '{'; this.#space()) {
      this.#statement();
      this.#space();
      if (this.#text[this.#at] === ',') this.#at++;
    }
  }

  #statement(): void {
    const from = this.#at;
    this.#value();
    this.found.push([from, this.#at]);
  }

  /** The next key of the outermost object, behind its colon. */
  #key(): string | undefined {
    this.#space();
    if (this.#text[this.#at] === ',') this.#at++;
    this.#space();
    if (this.#text[this.#at] !== '"') return undefined;
    const from = this.#at;
    this.#string();
    const key = JSON.parse(this.#text.slice(from, this.#at)) as string;
    this.#skipTo(':');
    return key;
  }

  /** Objects and lists are counted, not read: the parser found them well formed. */
  #value(): void {
    this.#space();
    let depth = 0;
    for (; this.#at < this.#text.length; ) {
      const character = this.#text[this.#at] ?? '';
      if (depth === 0 && /[,}\]]/.test(character)) return;
      if (character === '"') {
        this.#string();
      } else {
        if (/[{[]/.test(character)) depth++;
        if (/[}\]]/.test(character)) depth--;
        this.#at++;
      }
      if (depth === 0 && /["}\]]/.test(this.#text[this.#at - 1] ?? '')) return;
    }
  }

  #string(): void {
    for (this.#at++; this.#at < this.#text.length && this.#text[this.#at] !== '"'; this.#at++) {
      if (this.#text[this.#at] === '\\') this.#at++;
    }
    this.#at++;
  }

  #space(): void {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at++;
  }

  #skipTo(character: string): void {
    while (this.#at < this.#text.length && this.#text[this.#at] !== character) this.#at++;
    this.#at++;
  }
}
