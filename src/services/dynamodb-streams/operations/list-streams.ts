/** ListStreams: by table, also of tables and streams that are gone since less than a day. */
import { requireLimit } from '../errors.ts';
import { LIST_MAX } from '../limits.ts';
import type { ListStreamsInput, ListStreamsOutput } from '../model.ts';
import { parseStreamArn, streamArn } from '../names.ts';
import type { DynamodbStreamsContext } from '../parts.ts';

export async function listStreams(ctx: DynamodbStreamsContext, input: ListStreamsInput): Promise<ListStreamsOutput> {
  const { TableName: tableName, ExclusiveStartStreamArn: start, Limit: limit = LIST_MAX } = input;
  requireLimit(limit, LIST_MAX);
  const after = start === undefined ? undefined : parseStreamArn(start);
  const { streams, more } = await ctx.parts.source.list(ctx, {
    limit,
    ...(tableName !== undefined && { tableName }),
    ...(after && { after }),
  });
  const Streams = streams.map((stream) => ({
    StreamArn: streamArn(stream),
    TableName: stream.tableName,
    StreamLabel: stream.label,
  }));
  return { Streams, ...(more && { LastEvaluatedStreamArn: Streams.at(-1)?.StreamArn }) };
}
