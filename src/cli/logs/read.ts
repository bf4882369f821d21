/**
 * Reads the events of a log group, and goes on reading as new ones come: asks FilterLogEvents again and again, as the
 * AWS CLI's `logs tail` does, but also finds events that arrive late, and outlasts restarts of the cloud.
 */
import { UserError } from '../../kit/user-error.ts';

/** Calls an operation of CloudWatch Logs. Throws UserError; one with a `code` is an answer of the cloud. */
export type LogsCall = (operation: string, input: object) => Promise<Readonly<Record<string, unknown>>>;

export interface ReadRequest {
  readonly call: LogsCall;
  /** One is read: the first that is there. */
  readonly groups: readonly string[];
  readonly fromMs: number;
  readonly filter?: string | undefined;
  readonly follow: boolean;
  readonly nowMs: () => number;
  /** Resolves after so long, or at once when reading is to end. */
  readonly pause: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  /** Why nothing comes at the moment; said once each time. */
  readonly waiting: (why: string) => void;
}

export interface ReadEvent {
  readonly eventId: string;
  readonly timestamp: number;
  readonly message: string;
}

/** Ours: between two looks for new events. */
const POLL_MS = 1_000;
/** Ours: how much later than newer ones an event may arrive and still be shown. */
const LATE_MS = 5_000;

export async function* readLogs(request: ReadRequest): AsyncGenerator<ReadEvent> {
  const reading = new Reading(request);
  for (let told = ''; !request.signal.aborted; ) {
    let events: readonly ReadEvent[] = [];
    let pauseMs = 0;
    try {
      events = await reading.page();
      told = '';
      if (!reading.morePages) pauseMs = POLL_MS;
    } catch (error) {
      const why = reasonToWait(error);
      if (!request.follow || why === undefined) throw error;
      if (why !== told) request.waiting((told = why));
      pauseMs = POLL_MS;
    }
    yield* events;
    if (pauseMs === 0) continue;
    if (!request.follow) return;
    await request.pause(pauseMs);
  }
}

/** What passes by itself: the cloud is away or busy, or the group is not there yet. */
function reasonToWait(error: unknown): string | undefined {
  if (!(error instanceof UserError)) return undefined;
  const code = 'code' in error ? String(error.code) : undefined;
  const passes = code === undefined || /^(ResourceNotFound|Throttling|ServiceUnavailable|Internal|5\d\d$)/.test(code);
  return passes ? error.message : undefined;
}

class Reading {
  readonly #request: ReadRequest;
  #group: string | undefined;
  #token: string | undefined;
  #startTime: number;
  #newestMs: number;
  /** Shown, and young enough to be found again: their times by id. */
  readonly #seen = new Map<string, number>();

  constructor(request: ReadRequest) {
    this.#request = request;
    this.#startTime = request.fromMs;
    this.#newestMs = request.fromMs;
  }

  get morePages(): boolean {
    return this.#token !== undefined;
  }

  /** The next events, none of them twice; to be called again after an error. */
  async page(): Promise<readonly ReadEvent[]> {
    const answer = await this.#ask();
    const found = (answer['events'] ?? []) as readonly ReadEvent[];
    const events = found.filter(({ eventId }) => !this.#seen.has(eventId));
    for (const { eventId, timestamp } of events) {
      this.#seen.set(eventId, timestamp);
      this.#newestMs = Math.max(this.#newestMs, timestamp);
    }
    // Events may be stamped in the future: what comes meanwhile must not be passed over.
    const keptFromMs = Math.min(this.#newestMs, this.#request.nowMs()) - LATE_MS;
    for (const [id, timestamp] of this.#seen) if (timestamp < keptFromMs) this.#seen.delete(id);
    this.#token = typeof answer['nextToken'] === 'string' ? answer['nextToken'] : undefined;
    if (!this.morePages) this.#startTime = Math.max(this.#startTime, keptFromMs);
    return events;
  }

  async #ask(): Promise<Readonly<Record<string, unknown>>> {
    const groups = this.#group === undefined ? this.#request.groups : [this.#group];
    for (const [at, group] of groups.entries()) {
      try {
        const answer = await this.#request.call('FilterLogEvents', this.#input(group));
        this.#group = group;
        return answer;
      } catch (error) {
        if (at + 1 < groups.length && isMissing(error)) continue;
        if (!isMissing(error)) throw error;
        this.#group = undefined;
        this.#token = undefined;
        throw new MissingGroupError(this.#request.groups);
      }
    }
    throw new MissingGroupError(this.#request.groups);
  }

  #input(logGroupName: string): object {
    return {
      logGroupName,
      startTime: this.#startTime,
      ...(this.#request.filter !== undefined && { filterPattern: this.#request.filter }),
      ...(this.#token !== undefined && { nextToken: this.#token }),
    };
  }
}

const isMissing = (error: unknown): boolean =>
  error instanceof UserError && 'code' in error && error.code === 'ResourceNotFoundException';

class MissingGroupError extends UserError {
  readonly code = 'ResourceNotFoundException';
  constructor(groups: readonly string[]) {
    super(
      `there is no log group ${groups.join(' or ')}: a function's is made when it first runs, if its role may write logs`,
    );
  }
}
