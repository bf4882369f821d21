/**
 * JSON patterns: `{ ($.user.id = 1 && $.errors[0].code != "x*") || $.gone NOT EXISTS }`. `&&` binds closer than `||`.
 * A comparison with what is no value (an object, an array, null, nothing at all) matches neither `=` nor `!=`.
 */
import { PATTERN_DEPTH_MAX } from '../limits.ts';
import { compileComparison } from './comparison.ts';
import { invalidPattern } from './invalid.ts';
import type { Matcher } from './pattern.ts';
import { Scanner } from './scanner.ts';
import { InvalidParameterException } from '../model.ts';

type Json = unknown;
type Condition = (root: Json) => boolean;
/** A name, a place in an array, or every member. */
type Step = string | number | typeof EVERY;

const EVERY = Symbol('*');
const NAME = /\.([A-Za-z0-9_-]+)/y;
const ANY_MEMBER = /\.\*/y;
const INDEX = /\[(\d{1,9}|\*)\]/y;
const QUOTED_NAME = /\.?\[\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*\]/y;
/** "Up to one wildcard selector can be used in a property selector", three in a pattern (user guide, 2026-11-23). */
const WILDCARDS_MAX = 3;

/** Throws InvalidParameterException. */
export function parseJsonPattern(pattern: string): Matcher {
  if (!pattern.endsWith('}')) {
    throw new InvalidParameterException("If a filter pattern starts with '{' it must end with '}'");
  }
  const condition = new JsonPatternParser(pattern.slice(1, -1)).parse();
  return (message) => {
    const root = parseObject(message);
    return root !== undefined && condition(root);
  };
}

function parseObject(message: string): Json {
  // Most lines are no JSON: told by their first character, without the cost of an exception.
  if (!/^\s*[{[]/.test(message)) return undefined;
  try {
    return JSON.parse(message);
  } catch {
    return undefined;
  }
}

class JsonPatternParser {
  readonly #scanner: Scanner;
  #wildcards = 0;

  constructor(text: string) {
    this.#scanner = new Scanner(text);
  }

  parse(): Condition {
    const condition = this.#or(0);
    if (!this.#scanner.done) throw invalidPattern();
    return condition;
  }

  #or(depth: number): Condition {
    if (depth > PATTERN_DEPTH_MAX) throw invalidPattern();
    const any = [this.#and(depth)];
    while (this.#scanner.take('||')) any.push(this.#and(depth));
    return (root) => any.some((condition) => condition(root));
  }

  #and(depth: number): Condition {
    const all = [this.#term(depth)];
    while (this.#scanner.take('&&')) all.push(this.#term(depth));
    return (root) => all.every((condition) => condition(root));
  }

  #term(depth: number): Condition {
    if (!this.#scanner.take('(')) return this.#comparison();
    const condition = this.#or(depth + 1);
    this.#scanner.expect(')');
    return condition;
  }

  #comparison(): Condition {
    const steps = this.#selector();
    const test = this.#wordTest();
    if (test) return (root) => test(select(root, steps, 0));
    const operator = this.#scanner.operator();
    if (!operator) throw invalidPattern();
    const matches = compileComparison(operator, this.#scanner.operand());
    return (root) => select(root, steps, 0).some((value) => isValue(value) && matches(String(value)));
  }

  /** IS NULL, IS TRUE, IS FALSE, EXISTS, NOT EXISTS. */
  #wordTest(): ((found: readonly Json[]) => boolean) | undefined {
    const word = this.#scanner.match(/(IS\s+(?:NULL|TRUE|FALSE)|NOT\s+EXISTS|EXISTS)\b/y)?.[0].replace(/\s+/, ' ');
    if (word === undefined) return undefined;
    if (word === 'EXISTS') return (found) => found.length > 0;
    if (word === 'NOT EXISTS') return (found) => found.length === 0;
    const wanted = word === 'IS NULL' ? null : word === 'IS TRUE';
    return (found) => found.includes(wanted);
  }

  #selector(): readonly Step[] {
    this.#scanner.expect('$');
    const steps: Step[] = [];
    for (let step = this.#step(); step !== undefined; step = this.#step()) steps.push(step);
    const every = steps.filter((step) => step === EVERY).length;
    this.#wildcards += every;
    if (steps.length === 0 || steps.length > PATTERN_DEPTH_MAX) throw invalidPattern();
    if (every > 1 || this.#wildcards > WILDCARDS_MAX) throw invalidPattern();
    return steps;
  }

  #step(): Step | undefined {
    const scanner = this.#scanner;
    if (scanner.matchHere(ANY_MEMBER)) return EVERY;
    const name = scanner.matchHere(NAME)?.[1];
    if (name !== undefined) return name;
    const index = scanner.matchHere(INDEX)?.[1];
    if (index !== undefined) return index === '*' ? EVERY : Number(index);
    const quoted = scanner.matchHere(QUOTED_NAME);
    return quoted && (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/g, '$1');
  }
}

function isValue(value: Json): boolean {
  return value !== null && typeof value !== 'object';
}

/** What the steps lead to: nothing, one node, or several behind a wildcard. */
function select(node: Json, steps: readonly Step[], at: number): readonly Json[] {
  const step = steps[at];
  if (step === undefined) return [node];
  if (node === null || typeof node !== 'object') return [];
  if (step === EVERY) return Object.values(node).flatMap((member) => select(member, steps, at + 1));
  if (typeof step === 'number') {
    return Array.isArray(node) && step < node.length ? select(node[step], steps, at + 1) : [];
  }
  if (Array.isArray(node) || !Object.hasOwn(node, step)) return [];
  return select((node as Readonly<Record<string, Json>>)[step], steps, at + 1);
}
