/**
 * Space-delimited patterns: `[ip, user, ..., request=*.html*, status_code=4* && status_code!=403, bytes>1000]`. Every
 * field of the line needs one of the pattern, but for those that an ellipsis stands for.
 */
import { InvalidParameterException } from '../model.ts';
import { PATTERN_DEPTH_MAX, PATTERN_FIELDS_MAX } from '../limits.ts';
import { compileComparison } from './comparison.ts';
import { invalidPattern } from './invalid.ts';
import type { Matcher } from './pattern.ts';
import { Scanner } from './scanner.ts';

type FieldTest = (value: string) => boolean;

const NAME = /[A-Za-z_$][A-Za-z0-9_$-]*/y;

/** Throws InvalidParameterException. */
export function parseFieldPattern(pattern: string): Matcher {
  if (!pattern.endsWith(']')) {
    throw new InvalidParameterException("If a filter pattern starts with '[' it must end with ']'");
  }
  const { before, after, ellipsis } = new FieldPatternParser(pattern.slice(1, -1)).parse();
  const least = before.length + after.length;
  return (message) => {
    const values = fieldsOf(message);
    if (!values || values.length < least || (!ellipsis && values.length > least)) return false;
    const tail = values.length - after.length;
    return (
      before.every((test, at) => test(values[at] ?? '')) && after.every((test, at) => test(values[tail + at] ?? ''))
    );
  };
}

/** What stands between brackets or double quotes is one field. Undefined for more fields than any pattern has. */
function fieldsOf(message: string): readonly string[] | undefined {
  const lastClosing: Readonly<Record<string, number>> = {
    ']': message.lastIndexOf(']'),
    '"': message.lastIndexOf('"'),
  };
  const values: string[] = [];
  const start = /\S/g;
  const space = /\s/g;
  for (let at = 0; ; ) {
    start.lastIndex = at;
    const found = start.exec(message);
    if (!found) return values;
    if (values.length >= PATTERN_FIELDS_MAX) return undefined;
    const closing = found[0] === '[' ? ']' : '"';
    const enclosed = (found[0] === '[' || found[0] === '"') && (lastClosing[closing] ?? -1) > found.index;
    space.lastIndex = found.index;
    const end = enclosed ? message.indexOf(closing, found.index + 1) : (space.exec(message)?.index ?? message.length);
    values.push(message.slice(enclosed ? found.index + 1 : found.index, end));
    at = enclosed ? end + 1 : end;
  }
}

interface FieldPattern {
  readonly before: readonly FieldTest[];
  readonly after: readonly FieldTest[];
  readonly ellipsis: boolean;
}

class FieldPatternParser {
  readonly #scanner: Scanner;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  parse(): FieldPattern {
    const before: FieldTest[] = [];
    const after: FieldTest[] = [];
    let ellipsis = false;
    do {
      if (this.#scanner.take('...') || this.#scanner.take('…')) {
        if (ellipsis) throw invalidPattern();
        ellipsis = true;
      } else {
        (ellipsis ? after : before).push(this.#field());
      }
    } while (this.#scanner.take(','));
    if (!this.#scanner.done) throw invalidPattern();
    return { before, after, ellipsis };
  }

  #field(): FieldTest {
    if (this.#scanner.done) return () => true;
    return this.#or(0);
  }

  #or(depth: number): FieldTest {
    if (depth > PATTERN_DEPTH_MAX) throw invalidPattern();
    const any = [this.#and(depth)];
    while (this.#scanner.take('||')) any.push(this.#and(depth));
    return (value) => any.some((test) => test(value));
  }

  #and(depth: number): FieldTest {
    const all = [this.#term(depth)];
    while (this.#scanner.take('&&')) all.push(this.#term(depth));
    return (value) => all.every((test) => test(value));
  }

  #term(depth: number): FieldTest {
    if (this.#scanner.take('(')) {
      const test = this.#or(depth + 1);
      this.#scanner.expect(')');
      return test;
    }
    this.#scanner.match(NAME);
    const operator = this.#scanner.operator();
    return operator ? compileComparison(operator, this.#scanner.operand()) : () => true;
  }
}
