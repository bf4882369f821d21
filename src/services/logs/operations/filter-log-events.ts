/**
 * FilterLogEvents: events of a group in order of their time, whatever their stream. Each page is bounded in what it
 * answers and in what it looks at; a token is given exactly where there may be more, so that followers (which end a
 * round at the page without one) lose nothing and see nothing twice.
 */
import { readPage, type StreamChoice } from '../events/page.ts';
import { eventIdOf } from '../events/position.ts';
import { findStreams } from '../events/streams.ts';
import { groupNameOf, type LogsContext, requireGroup, retainedFromMs, streamNotFound } from '../groups.ts';
import { PAGE_EVENTS_MAX } from '../limits.ts';
import { type FilterLogEventsRequest, type FilterLogEventsResponse, InvalidParameterException } from '../model.ts';
import { compilePattern } from '../pattern/pattern.ts';
import type { Group } from '../store.ts';
import { decodeEventToken, encodeEventToken } from '../tokens.ts';

/** With the member that AWS added on 2026-06-18 (see quirks.ts). */
export type FilterLogEventsInput = FilterLogEventsRequest & { readonly startFromHead?: boolean | undefined };

/** "startFromHead … false is supported only when startTime is on or after Jan 1, 2024" (SDK 3.1169, 2026-11-23). */
const BACKWARDS_SINCE_MS = Date.UTC(2024, 0, 1);

export async function filterLogEvents(ctx: LogsContext, input: FilterLogEventsInput): Promise<FilterLogEventsResponse> {
  const matches = compilePattern(input.filterPattern ?? '');
  const nowMs = ctx.clock.nowMs();
  const token = input.nextToken === undefined ? undefined : decodeEventToken(input.nextToken, nowMs);
  const reverse = token ? token.reverse : readsBackwards(input);
  await ctx.parts.spool.drain();
  const group = await requireGroup(ctx, groupNameOf(ctx, input));
  const page = await readPage({
    telemetry: ctx.parts.telemetry,
    appends: ctx.parts.appends,
    group,
    choice: await chooseStreams(ctx, group, input),
    range: {
      fromMs: Math.max(input.startTime ?? 0, retainedFromMs(group, nowMs)),
      toMs: input.endTime === undefined ? Number.MAX_SAFE_INTEGER : input.endTime + 1,
    },
    reverse,
    after: token?.position,
    limit: input.limit ?? PAGE_EVENTS_MAX,
    matches,
    signal: ctx.signal,
  });
  return {
    events: page.events.map((event) => ({
      logStreamName: event.streamName,
      timestamp: event.timestampMs,
      message: event.message,
      ingestionTime: event.ingestedMs,
      eventId: eventIdOf(event),
    })),
    searchedLogStreams: [],
    ...(page.more && { nextToken: encodeEventToken({ reverse, position: page.more }, nowMs) }),
  };
}

function readsBackwards(input: FilterLogEventsInput): boolean {
  if (input.startFromHead !== false) return false;
  if ((input.startTime ?? 0) < BACKWARDS_SINCE_MS) {
    throw new InvalidParameterException(
      'startFromHead can be false only when startTime is on or after Jan 1, 2024 00:00:00 UTC.',
    );
  }
  return true;
}

async function chooseStreams(ctx: LogsContext, group: Group, input: FilterLogEventsInput): Promise<StreamChoice> {
  const { logStreamNames, logStreamNamePrefix } = input;
  if (logStreamNames === undefined) return { prefix: logStreamNamePrefix ?? '' };
  if (logStreamNamePrefix !== undefined) {
    throw new InvalidParameterException('logStreamNamePrefix and logStreamNames are mutually exclusive parameters.');
  }
  const found = await findStreams(ctx.parts.telemetry, group, [...new Set(logStreamNames)]);
  const streams = found.filter((stream) => stream !== undefined);
  if (streams.length < found.length) throw streamNotFound();
  return { streams };
}
