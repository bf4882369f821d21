/**
 * Where the lines of functions go: written to the spool as they come (durability class `process`: before the invocation is
 * answered), and brought from there into streams, which are made where missing, as Lambda does with the role of the
 * function. A role that may not write logs writes none. A group that was deleted meanwhile is made again.
 */
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { LogBatch, LogSink } from '../../runtime/function-version.ts';
import { jsonRecord } from '../../storage/record.ts';
import type { Store } from '../../storage/store.ts';
import type { Appending, AppendPart, Appends } from './events/appends.ts';
import type { LogEvent } from './events/block.ts';
import { findStream } from './events/streams.ts';
import { ensureGroup, findGroup, groupArn } from './groups.ts';
import { DELIVERY_TRIES, EVENT_BYTES_MAX, EVENT_OVERHEAD_BYTES, LOSS_SAID_EVERY_MS } from './limits.ts';
import type { Place } from './store.ts';

/** Kind of the spool's entries. */
export const LOG_KIND = 'log';

/** May this role do that there? The policy engine fulfils it. Asked once for each role and stream in a delivery. */
export interface LogPermissions {
  mayWriteLogs(roleArn: string, action: LogAction, resourceArn: string): Promise<boolean>;
}

export type LogAction = 'logs:CreateLogGroup' | 'logs:CreateLogStream' | 'logs:PutLogEvents';

/** One entry as the spool hands it over. */
export interface SpooledEntry {
  readonly payload: Uint8Array;
  /** Its place in the spool, never used again; text order is the order of writing. */
  readonly mark: string;
}

export interface DeliveryParts {
  readonly state: Store;
  readonly telemetry: Store;
  readonly appends: Appends;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly permissions: LogPermissions;
}

interface SpooledBatch extends Place {
  readonly group: string;
  readonly stream: string;
  readonly role?: string;
  /** Time and message by turns. */
  readonly events: readonly (number | string)[];
}

const batchRecord = jsonRecord<SpooledBatch>({ name: 'logs.batch', version: 1 });

/** What came for one stream. */
interface Delivery extends Place {
  readonly group: string;
  readonly stream: string;
  readonly parts: (AppendPart & { readonly role: string | undefined })[];
}

/** Where the spool takes no more, lines are lost: the invocation goes on, and the platform's log says so. */
export function spoolSink(append: (kind: string, payload: Uint8Array) => void, log: Log, clock: Clock): LogSink {
  let lost = 0;
  let saidMs = Number.NEGATIVE_INFINITY;
  const lose = (error: unknown, logGroup: string, events: number): void => {
    lost += events;
    if (clock.monotonicMs() - saidMs < LOSS_SAID_EVERY_MS) return;
    saidMs = clock.monotonicMs();
    log.error('logs: lines of functions could not be kept', error, { logGroup, lost });
    lost = 0;
  };
  return {
    write({ accountId, region, logGroup, logStream, roleArn, events }: LogBatch): void {
      const lines: (number | string)[] = [];
      for (const { timestampMs, message } of events) {
        if (message !== '') lines.push(Math.trunc(timestampMs), cut(message));
      }
      if (lines.length === 0) return;
      const role = roleArn === undefined ? {} : { role: roleArn };
      const batch = { accountId, region, group: logGroup, stream: logStream, ...role, events: lines };
      try {
        append(LOG_KIND, batchRecord.encode(batch));
      } catch (error) {
        lose(error, logGroup, lines.length / 2);
      }
    },
  };
}

/** An event is at most 1 MB: the rest of a longer line is dropped. */
function cut(message: string): string {
  const most = EVENT_BYTES_MAX - EVENT_OVERHEAD_BYTES;
  if (message.length * 3 <= most || Buffer.byteLength(message) <= most) return message;
  return Buffer.from(message)
    .subarray(0, most)
    .toString()
    .replace(/\ufffd$/, '');
}

/**
 * Brings entries of the spool into their streams. May be called again with entries that were delivered, wholly or in
 * part: each stream takes each once. Throws where the stores cannot be written; nothing is lost if it is called again.
 */
export async function deliverLogs(parts: DeliveryParts, entries: readonly SpooledEntry[]): Promise<void> {
  let left = collect(parts.log, entries);
  for (let count = 0; left.length > 0; count++) {
    if (count === DELIVERY_TRIES)
      throw new Error(`Log groups were deleted ${DELIVERY_TRIES} times during one delivery`);
    const ready = await Promise.all(left.map((delivery) => prepare(parts, delivery)));
    // All begin in this turn, so that a reader sees all or none.
    const done = await Promise.all(ready.map(async (appending) => !appending || parts.appends.append(appending)));
    left = left.filter((_, at) => done[at] === undefined);
  }
}

function collect(log: Log, entries: readonly SpooledEntry[]): readonly Delivery[] {
  const deliveries = new Map<string, Delivery>();
  for (const { payload, mark } of entries) {
    let batch: SpooledBatch;
    try {
      batch = batchRecord.decode(payload);
    } catch (error) {
      log.error('logs: an entry of the spool cannot be read and is left out', error, { mark });
      continue;
    }
    const { accountId, region, group, stream, role } = batch;
    const key = JSON.stringify([accountId, region, group, stream]);
    const delivery = deliveries.get(key) ?? { accountId, region, group, stream, parts: [] };
    delivery.parts.push({ events: eventsOf(batch), mark, role });
    deliveries.set(key, delivery);
  }
  return [...deliveries.values()];
}

function eventsOf({ events }: SpooledBatch): LogEvent[] {
  const pairs: LogEvent[] = [];
  for (let at = 0; at + 1 < events.length; at += 2) {
    pairs.push({ timestampMs: Number(events[at]), message: String(events[at + 1]) });
  }
  return pairs;
}

/** Makes the group where it is missing; undefined where no role that wrote may. */
async function prepare(parts: DeliveryParts, delivery: Delivery): Promise<Appending | undefined> {
  const { state, telemetry, clock, ids } = parts;
  const found = await findGroup(state, delivery, delivery.group);
  const stream = found && (await findStream(telemetry, found, delivery.stream));
  const missing: LogAction[] = [...(found ? [] : [CREATE_GROUP]), ...(stream ? [] : [CREATE_STREAM])];
  const permitted = new Set<string | undefined>();
  for (const role of new Set(delivery.parts.map((part) => part.role))) {
    if (await mayWrite(parts.permissions, delivery, role, missing)) permitted.add(role);
  }
  const allowed = delivery.parts.filter((part) => permitted.has(part.role));
  if (allowed.length === 0) return undefined;
  const nowMs = clock.nowMs();
  const group = found ?? (await ensureGroup(state, ids, delivery, delivery.group, nowMs));
  return { group, streamName: delivery.stream, ingestedMs: nowMs, create: true, parts: allowed };
}

const CREATE_GROUP: LogAction = 'logs:CreateLogGroup';
const CREATE_STREAM: LogAction = 'logs:CreateLogStream';

/** Lines without a role are the platform's own. */
async function mayWrite(
  permissions: LogPermissions,
  delivery: Delivery,
  role: string | undefined,
  missing: readonly LogAction[],
): Promise<boolean> {
  if (role === undefined) return true;
  const group = `${groupArn(delivery, delivery.group)}:log-stream:`;
  for (const action of ['logs:PutLogEvents', ...missing] as const) {
    const resource = action === CREATE_GROUP ? group : group + delivery.stream;
    if (!(await permissions.mayWriteLogs(role, action, resource))) return false;
  }
  return true;
}
