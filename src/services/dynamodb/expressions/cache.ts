/** Compiled expressions, kept by text and names: a program sends few texts, and each of them many times. */
import { validationError } from '../errors.ts';
import type { Check } from './checks.ts';
import { COMPILED_KEY_MAX_LENGTH, COMPILED_MAX, EXPRESSION_MAX_BYTES } from './limits.ts';
import type { Used } from './operand.ts';
import type { Placeholders } from './placeholders.ts';

interface Parsed<T> {
  readonly used: Used;
  readonly checks: readonly Check[];
  /** Of what has passed its checks. */
  compile(): T;
}

export interface Compiled<T> {
  readonly used: Used;
  readonly checks: readonly Check[];
  readonly attributes: readonly string[];
  readonly result: T;
}

const kept = new Map<string, Compiled<unknown>>();

/**
 * Makes its checks with the request's values, and marks what it uses of the placeholders. Of one `parameter` all
 * results have the same type.
 */
export function compiledOnce<T>(
  parameter: string,
  text: string,
  placeholders: Placeholders,
  parse: (names: Readonly<Record<string, string>>) => Parsed<T>,
): Compiled<T> {
  const key = keyOf(parameter, text, placeholders.names);
  const found = kept.get(key) as Compiled<T> | undefined;
  const compiled = found ?? compileChecked(parameter, text, placeholders, parse);
  if (found) runChecks(parameter, found.checks, placeholders);
  placeholders.use(compiled.used);
  keep(key, compiled);
  return compiled;
}

function runChecks(parameter: string, checks: readonly Check[], { values }: Placeholders): void {
  for (const check of checks) {
    const fault = check(values);
    if (fault !== undefined) throw validationError(`Invalid ${parameter}: ${fault}`);
  }
}

/** The last that are used are at the end, once there are so many that order matters. */
function keep(key: string, compiled: Compiled<unknown>): void {
  if (key.length > COMPILED_KEY_MAX_LENGTH || (kept.size <= COMPILED_MAX / 2 && kept.has(key))) return;
  kept.delete(key);
  kept.set(key, compiled);
  if (kept.size <= COMPILED_MAX) return;
  const [oldest] = kept.keys();
  if (oldest !== undefined) kept.delete(oldest);
}

function keyOf(parameter: string, text: string, names: Readonly<Record<string, string>>): string {
  let key = `${parameter}\n${text}`;
  for (const name of Object.keys(names)) key += `\n${name}=${JSON.stringify(names[name])}`;
  return key;
}

function compileChecked<T>(
  parameter: string,
  text: string,
  placeholders: Placeholders,
  parse: (names: Readonly<Record<string, string>>) => Parsed<T>,
): Compiled<T> {
  if (text === '') throw validationError(`Invalid ${parameter}: The expression can not be empty;`);
  const bytes = Buffer.byteLength(text);
  if (bytes > EXPRESSION_MAX_BYTES) {
    const message = `Expression size has exceeded the maximum allowed size; expression size: ${bytes}`;
    throw validationError(`Invalid ${parameter}: ${message}`);
  }
  const parsed = parse(placeholders.names);
  const { used, checks } = parsed;
  runChecks(parameter, checks, placeholders);
  return { used, checks, attributes: [...used.attributes], result: parsed.compile() };
}
