/** The forms by which a table is named: its name, or its ARN. */
import { parseArn } from '../../../kit/arn.ts';
import { validationError } from '../errors.ts';
import { NAME_CHARACTERS_MAX, NAME_CHARACTERS_MIN } from '../limits.ts';
import type { Place } from '../store.ts';

const NAME = /^[a-zA-Z0-9_.-]+$/;

export interface TableName extends Place {
  readonly name: string;
}

/** Throws as AWS does on what is no name of a table. */
export function parseTableName(place: Place, text: string): TableName {
  if (!text.startsWith('arn:')) return { accountId: place.accountId, region: place.region, name: checkedName(text) };
  const arn = parseArn(text);
  const name = /^table\/([^/]+)$/.exec(arn?.resource ?? '')?.[1];
  if (!arn || arn.service !== 'dynamodb' || name === undefined) throw validationError(`Invalid table ARN: ${text}`);
  return { accountId: arn.account, region: arn.region, name: checkedName(name) };
}

/** A name and no ARN: of a table that is to be made. */
export function checkedName(name: string): string {
  const violated =
    name.length < NAME_CHARACTERS_MIN
      ? `length greater than or equal to ${NAME_CHARACTERS_MIN}`
      : name.length > NAME_CHARACTERS_MAX
        ? `length less than or equal to ${NAME_CHARACTERS_MAX}`
        : undefined;
  if (violated !== undefined) throw badName(name, `Member must have ${violated}`);
  if (!NAME.test(name)) throw badName(name, 'Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+');
  return name;
}

/** Captured from AWS on 2026-09-20 (paritysuite/dynamodb-conformance). */
function badName(name: string, constraint: string): Error {
  return validationError(
    `1 validation error detected: Value '${name}' at 'tableName' failed to satisfy constraint: ${constraint}`,
  );
}

export function tableArn({ accountId, region, name }: TableName): string {
  return `arn:aws:dynamodb:${region}:${accountId}:table/${name}`;
}

export function indexArn(table: TableName, indexName: string): string {
  return `${tableArn(table)}/index/${indexName}`;
}

export function streamArn(table: TableName, label: string): string {
  return `${tableArn(table)}/stream/${label}`;
}
