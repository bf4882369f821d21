/**
 * The policy of a form that a browser posts to a bucket: what its fields and its file may be, and until when.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html; messages as AWS's answers are
 * quoted in public reports and test suites, 2026-11-27.
 */
import { WireError } from '../wire/error.ts';
import { MAX_POST_CONDITIONS } from './limits.ts';

export interface PostPolicy {
  readonly expiresAtMs: number;
  readonly conditions: readonly PostCondition[];
  /** Of the file. */
  readonly lengthRange?: { readonly min: number; readonly max: number };
}

interface PostCondition {
  readonly operator: 'eq' | 'starts-with';
  /** As written: `$Content-Type`. */
  readonly field: string;
  readonly value: string;
}

/** Lower-case names. */
export type FormFields = ReadonlyMap<string, string>;

/** Throws WireError. */
export function parsePostPolicy(encoded: string): PostPolicy {
  const { expiration, conditions } = readDocument(encoded);
  if (expiration === undefined) throw invalid('Policy missing expiration.');
  if (conditions === undefined) throw invalid('Policy missing conditions.');
  if (typeof expiration !== 'string' || !EXPIRATION.test(expiration) || Number.isNaN(Date.parse(expiration))) {
    throw invalid(`Invalid 'expiration' value: '${textOf(expiration)}'`);
  }
  if (!Array.isArray(conditions)) throw invalid("Invalid 'conditions' value: must be a List.");
  if (conditions.length > MAX_POST_CONDITIONS)
    throw invalid(`At most ${MAX_POST_CONDITIONS} conditions are read here.`);
  const read: PostCondition[] = [];
  let lengthRange: PostPolicy['lengthRange'];
  for (const condition of conditions as unknown[]) {
    if (Array.isArray(condition) && isText(condition[0], 'content-length-range')) lengthRange = readRange(condition);
    else read.push(readCondition(condition));
  }
  return { expiresAtMs: Date.parse(expiration), conditions: read, ...(lengthRange && { lengthRange }) };
}

const EXPIRATION = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/;

function readDocument(encoded: string): { expiration?: unknown; conditions?: unknown } {
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw invalid('Invalid JSON.');
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document)) throw invalid('Invalid JSON.');
  return document;
}

function readRange(condition: readonly unknown[]): { min: number; max: number } {
  const [min, max] = condition.slice(1).map((bound) => (/^\d{1,15}$/.test(textOf(bound)) ? Number(bound) : undefined));
  if (condition.length !== 3 || min === undefined || max === undefined) {
    throw invalid(`Invalid content-length-range: ${JSON.stringify(condition)}`);
  }
  return { min, max };
}

function readCondition(condition: unknown): PostCondition {
  if (Array.isArray(condition)) {
    const [operator, field, value] = condition as unknown[];
    const isKnown = isText(operator, 'eq') || isText(operator, 'starts-with');
    if (condition.length !== 3 || !isKnown || typeof field !== 'string' || typeof value !== 'string') {
      throw invalid(`Invalid condition: ${JSON.stringify(condition).slice(0, 200)}`);
    }
    return { operator: isText(operator, 'eq') ? 'eq' : 'starts-with', field, value };
  }
  if (typeof condition !== 'object' || condition === null) throw invalid('Invalid condition: must be a List or a Map.');
  const [entry, ...others] = Object.entries(condition) as [string, unknown][];
  if (!entry || others.length > 0) {
    throw invalid('Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.');
  }
  const [name, value] = entry;
  if (typeof value !== 'string') throw invalid('Invalid Simple-Condition: value must be a string.');
  return { operator: 'eq', field: `$${name}`, value };
}

function isText(value: unknown, text: string): boolean {
  return typeof value === 'string' && value.toLowerCase() === text;
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : JSON.stringify(value).slice(0, 200);
}

function invalid(detail: string): WireError {
  return new WireError('InvalidPolicyDocument', 400, `Invalid Policy: ${detail}`);
}

/** Throws WireError where the policy has ended, a condition fails, or a field has none. `fields` with the bucket. */
export function checkPostPolicy({ expiresAtMs, conditions }: PostPolicy, fields: FormFields, nowMs: number): void {
  if (nowMs > expiresAtMs) throw violated('Policy expired.');
  const covered = new Set<string>();
  for (const condition of conditions) {
    const { operator, field, value } = condition;
    const name = field.startsWith('$') ? field.slice(1).toLowerCase() : undefined;
    if (name !== undefined) covered.add(name);
    if (name === undefined || !holds(condition, name, fields.get(name) ?? '')) {
      const shown = [operator, field, value].map((text) => JSON.stringify(text)).join(', ');
      throw violated(`Policy Condition failed: [${shown}]`);
    }
  }
  const extra = [...fields.keys()].filter((name) => !covered.has(name) && !NEEDS_NO_CONDITION.test(name));
  if (extra.length > 0) throw violated(`Extra input fields: ${extra.join(', ')}`);
}

const NEEDS_NO_CONDITION = /^(?:policy|x-amz-signature|signature|awsaccesskeyid|file|x-ignore-.*)$/;

function holds({ operator, value }: PostCondition, name: string, given: string): boolean {
  if (operator === 'eq') return given === value;
  // "If the condition is for Content-Type, each of a list of values must begin so."
  if (name === 'content-type') return given.split(',').every((item) => item.trim().startsWith(value));
  return given.startsWith(value);
}

function violated(detail: string): WireError {
  return new WireError('AccessDenied', 403, `Invalid according to Policy: ${detail}`);
}
