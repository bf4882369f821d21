/** GetLogEvents: one stream, page by page in both directions; a token at an end leads to itself. */
import { readPage } from '../events/page.ts';
import { behind, type Position, startOf } from '../events/position.ts';
import { findStream } from '../events/streams.ts';
import { groupNameOf, type LogsContext, requireGroup, retainedFromMs, streamNotFound } from '../groups.ts';
import { PAGE_EVENTS_MAX } from '../limits.ts';
import type { GetLogEventsRequest, GetLogEventsResponse } from '../model.ts';
import { decodeStreamToken, encodeStreamToken } from '../tokens.ts';

export async function getLogEvents(ctx: LogsContext, input: GetLogEventsRequest): Promise<GetLogEventsResponse> {
  await ctx.parts.spool.drain();
  const group = await requireGroup(ctx, groupNameOf(ctx, input));
  const { telemetry, appends } = ctx.parts;
  const stream = await findStream(telemetry, group, input.logStreamName);
  if (!stream) throw streamNotFound();
  const token = input.nextToken === undefined ? undefined : decodeStreamToken(input.nextToken);
  const reverse = token ? token.reverse : !(input.startFromHead ?? false);
  const fromMs = Math.max(input.startTime ?? 0, retainedFromMs(group, ctx.clock.nowMs()));
  const page = await readPage({
    telemetry,
    appends,
    group,
    choice: { streams: [stream] },
    range: { fromMs, toMs: input.endTime ?? Number.MAX_SAFE_INTEGER },
    reverse,
    after: token?.position,
    limit: input.limit ?? PAGE_EVENTS_MAX,
    matches: () => true,
    signal: ctx.signal,
  });
  const events = reverse ? page.events.toReversed() : page.events;
  const [first, last] = [events[0], events.at(-1)];
  const edge = token?.position ?? startOf(fromMs);
  return {
    events: events.map(({ timestampMs, message, ingestedMs }) => ({
      timestamp: timestampMs,
      message,
      ingestionTime: ingestedMs,
    })),
    nextForwardToken: encodeStreamToken({ reverse: false, position: last ?? forwardEdge(edge, reverse) }),
    nextBackwardToken: encodeStreamToken({ reverse: true, position: first ?? backwardEdge(edge, reverse) }),
  };
}

/** Of an empty page: forwards from where it was; of one that went backwards, from the event that it went back from. */
function forwardEdge(edge: Position, reverse: boolean): Position {
  return reverse ? before(edge) : edge;
}

function backwardEdge(edge: Position, reverse: boolean): Position {
  return reverse ? edge : behind(edge);
}

function before(position: Position): Position {
  return position.index > 0 ? { ...position, index: position.index - 1 } : startOf(position.timestampMs);
}
