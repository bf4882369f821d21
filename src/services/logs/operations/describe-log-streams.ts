/** DescribeLogStreams: by name, or by the time of the last event. */
import { findStreams } from '../events/streams.ts';
import { groupArn, groupNameOf, type LogsContext, requireGroup } from '../groups.ts';
import { DESCRIBE_MAX } from '../limits.ts';
import {
  type DescribeLogStreamsRequest,
  type DescribeLogStreamsResponse,
  InvalidParameterException,
  type LogStream,
} from '../model.ts';
import { eventKeys, type Group, lastPart, type Stream, streamRecord } from '../store.ts';
import { decodeNameToken, encodeNameToken, invalidToken } from '../tokens.ts';
import { sequenceTokenOf } from './put-log-events.ts';
import type { Key, RangeBounds } from '../../../storage/store.ts';

export async function describeLogStreams(
  ctx: LogsContext,
  input: DescribeLogStreamsRequest,
): Promise<DescribeLogStreamsResponse> {
  const byTime = input.orderBy === 'LastEventTime';
  if (byTime && input.logStreamNamePrefix !== undefined) {
    throw new InvalidParameterException('Cannot order by LastEventTime with a logStreamNamePrefix.');
  }
  await ctx.parts.spool.drain();
  const group = await requireGroup(ctx, groupNameOf(ctx, input));
  const { streams, more } = byTime ? await pageByTime(ctx, group, input) : await pageByName(ctx, group, input);
  return {
    logStreams: streams.map((stream) => describe(group, stream)),
    ...(more && { nextToken: encodeNameToken(more) }),
  };
}

interface StreamPage {
  readonly streams: readonly Stream[];
  readonly more?: readonly (string | number)[] | undefined;
}

async function pageByName(ctx: LogsContext, group: Group, input: DescribeLogStreamsRequest): Promise<StreamPage> {
  const keys = eventKeys.streams(group);
  const after = input.nextToken === undefined ? undefined : nameAfter(input.nextToken);
  const page = await ctx.parts.telemetry.range({
    ...prefixBounds(keys, input.logStreamNamePrefix ?? ''),
    limit: input.limit ?? DESCRIBE_MAX,
    reverse: input.descending ?? false,
    ...(after !== undefined && { after: [...keys, after] }),
  });
  const last = page.entries.at(-1);
  return {
    streams: page.entries.map((entry) => streamRecord.decode(entry.value)),
    more: page.next && last && [lastPart(last.key)],
  };
}

async function pageByTime(ctx: LogsContext, group: Group, input: DescribeLogStreamsRequest): Promise<StreamPage> {
  const after = input.nextToken === undefined ? undefined : timeAfter(input.nextToken);
  const page = await ctx.parts.telemetry.range({
    prefix: eventKeys.streamTimes(group),
    limit: input.limit ?? DESCRIBE_MAX,
    reverse: input.descending ?? false,
    ...(after && { after: eventKeys.streamTime(group, after.lastEventMs, after.name) }),
  });
  const last = page.entries.at(-1);
  const names = page.entries.map((entry) => lastPart(entry.key));
  const streams = names.length > 0 ? await findStreams(ctx.parts.telemetry, group, names) : [];
  return {
    streams: streams.filter((stream) => stream !== undefined),
    more: page.next && last && [Number(last.key.at(-2)), lastPart(last.key)],
  };
}

/** Names that begin with the prefix: strings are ordered by code point. */
function prefixBounds(keys: Key, prefix: string): RangeBounds {
  return prefix === '' ? { prefix: keys } : { start: [...keys, prefix], end: [...keys, `${prefix}\u{10ffff}`] };
}

function nameAfter(token: string): string {
  const [name] = decodeNameToken(token);
  if (typeof name !== 'string') throw invalidToken();
  return name;
}

function timeAfter(token: string): { readonly lastEventMs: number; readonly name: string } {
  const [lastEventMs, name] = decodeNameToken(token);
  if (!Number.isSafeInteger(lastEventMs) || typeof name !== 'string') throw invalidToken();
  return { lastEventMs: Number(lastEventMs), name };
}

function describe(group: Group, stream: Stream): LogStream {
  const written = stream.ingestedMs !== undefined;
  return {
    logStreamName: stream.name,
    creationTime: stream.createdAtMs,
    ...(written && {
      firstEventTimestamp: stream.firstEventMs,
      lastEventTimestamp: stream.lastEventMs,
      lastIngestionTime: stream.ingestedMs,
    }),
    uploadSequenceToken: sequenceTokenOf(stream),
    arn: `${groupArn(group, group.name)}:log-stream:${stream.name}`,
    // "As of June 17, 2019 … always reported as zero" (API reference, 2026-11-23).
    storedBytes: 0,
  };
}
