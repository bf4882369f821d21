/** How streams, their one shard and its records are named. */
import { hash } from 'node:crypto';
import { parseArn } from '../../kit/arn.ts';
import { streamNotFound, validationError } from './errors.ts';
import type { DynamodbStreamsContext } from './parts.ts';
import type { Place, StreamName, TableStream } from './source.ts';

const STREAM = /^table\/([^/]+)\/stream\/([^/]+)$/;

/** Throws ValidationException. */
export function parseStreamArn(text: string): Place & StreamName {
  const arn = parseArn(text);
  const [, tableName, label] = STREAM.exec(arn?.resource ?? '') ?? [];
  if (arn?.partition !== 'aws' || arn.service !== 'dynamodb' || tableName === undefined || label === undefined)
    throw validationError('Invalid StreamArn');
  return { accountId: arn.account, region: arn.region, tableName, label };
}

export function streamArn({ accountId, region, tableName, label }: Place & StreamName): string {
  return `arn:aws:dynamodb:${region}:${accountId}:table/${tableName}/stream/${label}`;
}

/** Throws where there is none in the caller's region. */
export async function requireStream(ctx: DynamodbStreamsContext, arn: string): Promise<TableStream> {
  const name = parseStreamArn(arn);
  const stream = name.region === ctx.region ? await ctx.parts.source.find(name, name) : undefined;
  if (!stream) throw streamNotFound(arn);
  return stream;
}

/** `shardId-` with 20 digits of milliseconds and 8 of a hash, as AWS's. */
export function shardId({ tableId, label, createdAtMs }: TableStream): string {
  const digest = hash('sha256', `${tableId}/${label}`).slice(0, 8);
  return `shardId-${String(createdAtMs).padStart(20, '0')}-${digest}`;
}

/** Sequence numbers have 21 digits, so that they sort as texts too. */
const BASE = 10n ** 20n;

export function sequenceNumber(number: bigint): string {
  return String(BASE + number);
}

/** Undefined where it cannot be one of ours. */
export function parseSequenceNumber(text: string): bigint | undefined {
  return /^1[0-9]{20}$/.test(text) ? BigInt(text) - BASE : undefined;
}

/** The same at each reading: readers tell by it what they have seen. */
export function eventId({ tableId, label }: TableStream, number: bigint): string {
  return hash('sha256', `${tableId}/${label}/${number}`).slice(0, 32);
}
