/** NextToken of ExecuteStatement: where a SELECT goes on, useless for any other statement. */
import { hash } from 'node:crypto';
import { validationError } from '../errors.ts';
import type { ExecuteStatementInput } from '../model.ts';
import { decodeItem, encodeItem } from '../values/item-json.ts';
import type { Item } from '../values/value.ts';

export interface Position {
  /** Of the partitions that the statement names, in their order. */
  readonly partition: number;
  /** The key that was looked at last; undefined at a partition's beginning. */
  readonly last: Item | undefined;
}

export const START: Position = { partition: 0, last: undefined };

export function encodePosition(input: ExecuteStatementInput, { partition, last }: Position): string {
  const parts = [digestOf(input), String(partition), last ? encodeItem(last) : ''];
  return Buffer.from(parts.join('.')).toString('base64url');
}

/** Throws ValidationException where it is of another statement. */
export function decodePosition(input: ExecuteStatementInput, token: string): Position {
  const text = Buffer.from(token, 'base64url').toString();
  const [, digest, partition, last] = /^([0-9a-f]+)\.(\d{1,6})\.([\s\S]*)$/.exec(text) ?? [];
  if (digest !== digestOf(input) || last === undefined) throw invalidToken();
  try {
    return { partition: Number(partition), last: last === '' ? undefined : decodeItem(last) };
  } catch {
    throw invalidToken();
  }
}

export function invalidToken(): Error {
  return validationError('NextToken is invalid, or is of another statement');
}

const DIGEST_LENGTH = 32;

function digestOf({ Statement: statement, Parameters: parameters = [] }: ExecuteStatementInput): string {
  const values = parameters.map((value) => encodeItem({ value })).join('\n');
  return hash('sha256', `${statement}\n${values}`).slice(0, DIGEST_LENGTH);
}
