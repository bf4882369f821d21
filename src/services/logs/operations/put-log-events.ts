/** PutLogEvents: what it accepts is on disk before the answer. */
import { eventIdOf } from '../events/position.ts';
import { type LogsContext, requireGroup, retainedFromMs, streamNotFound } from '../groups.ts';
import {
  BATCH_BYTES_MAX,
  BATCH_SPAN_MAX_MS,
  EVENT_AGE_MAX_MS,
  EVENT_BYTES_MAX,
  EVENT_FUTURE_MAX_MS,
  EVENT_OVERHEAD_BYTES,
} from '../limits.ts';
import {
  type InputLogEvent,
  InvalidParameterException,
  type PutLogEventsRequest,
  type PutLogEventsResponse,
  type RejectedLogEventsInfo,
} from '../model.ts';
import { findStream } from '../events/streams.ts';
import type { Stream } from '../store.ts';

export async function putLogEvents(ctx: LogsContext, input: PutLogEventsRequest): Promise<PutLogEventsResponse> {
  const group = await requireGroup(ctx, input.logGroupName);
  checkBatch(input.logEvents);
  const nowMs = ctx.clock.nowMs();
  const { accepted, rejected } = sortOut(input.logEvents, nowMs, retainedFromMs(group, nowMs));
  checkSpan(accepted);
  const stream =
    accepted.length === 0
      ? await findStream(ctx.parts.telemetry, group, input.logStreamName)
      : await ctx.parts.appends.append({
          group,
          streamName: input.logStreamName,
          ingestedMs: nowMs,
          create: false,
          parts: [{ events: accepted.map(({ timestamp, message }) => ({ timestampMs: timestamp, message })) }],
        });
  if (!stream) throw streamNotFound();
  return {
    nextSequenceToken: sequenceTokenOf(stream),
    ...(rejected && { rejectedLogEventsInfo: rejected }),
    // Entities are not kept: the answer says so, as AWS does for groups that cannot have them.
    ...(input.entity && { rejectedEntityInfo: { errorType: 'UnsupportedLogGroupType' as const } }),
  };
}

/** Ignored by AWS since 2023; older clients still hand it back. */
export function sequenceTokenOf(stream: Stream): string {
  const { lastEventMs = 0, lastBlockId = stream.id } = stream;
  return eventIdOf({ timestampMs: lastEventMs, blockId: lastBlockId, index: 0 });
}

function checkBatch(events: readonly InputLogEvent[]): void {
  let batchBytes = 0;
  let beforeMs = 0;
  for (const { timestamp, message } of events) {
    if (timestamp < beforeMs) {
      throw new InvalidParameterException(
        'Log events in a single PutLogEvents request must be in chronological order.',
      );
    }
    beforeMs = timestamp;
    const eventBytes = Buffer.byteLength(message) + EVENT_OVERHEAD_BYTES;
    if (eventBytes > EVENT_BYTES_MAX) {
      throw new InvalidParameterException(
        `Log event too large: ${eventBytes} bytes exceeds limit of ${EVENT_BYTES_MAX}`,
      );
    }
    batchBytes += eventBytes;
  }
  if (batchBytes > BATCH_BYTES_MAX) {
    throw new InvalidParameterException(`Upload too large: ${batchBytes} bytes exceeds limit of ${BATCH_BYTES_MAX}`);
  }
}

/** Events are in order, so that the too old come first and the too new last. */
function sortOut(
  events: readonly InputLogEvent[],
  nowMs: number,
  retainedMs: number,
): { accepted: readonly InputLogEvent[]; rejected: RejectedLogEventsInfo | undefined } {
  const tooOldEnd = countBefore(events, nowMs - EVENT_AGE_MAX_MS);
  const expiredEnd = countBefore(events, retainedMs);
  const tooNewStart = countBefore(events, nowMs + EVENT_FUTURE_MAX_MS + 1);
  const rejected = {
    ...(tooOldEnd > 0 && { tooOldLogEventEndIndex: tooOldEnd }),
    ...(expiredEnd > 0 && { expiredLogEventEndIndex: expiredEnd }),
    ...(tooNewStart < events.length && { tooNewLogEventStartIndex: tooNewStart }),
  };
  return {
    accepted: events.slice(Math.max(tooOldEnd, expiredEnd), tooNewStart),
    rejected: Object.keys(rejected).length > 0 ? rejected : undefined,
  };
}

function countBefore(events: readonly InputLogEvent[], ms: number): number {
  const first = events.findIndex((event) => event.timestamp >= ms);
  return first === -1 ? events.length : first;
}

function checkSpan(events: readonly InputLogEvent[]): void {
  const [first, last] = [events[0], events.at(-1)];
  if (first && last && last.timestamp - first.timestamp > BATCH_SPAN_MAX_MS) {
    throw new InvalidParameterException(
      'The batch of log events in a single PutLogEvents request cannot span more than 24 hours.',
    );
  }
}
