/** Evaluates every alarm each minute, on the injected clock, and writes what changes. */
import type { Clock } from '../../../kit/clock.ts';
import type { Ids } from '../../../kit/ids.ts';
import type { Log } from '../../../kit/log.ts';
import type { Entry, Key, Store } from '../../../storage/store.ts';
import { EVALUATE_DELAY_MS, EVALUATE_EVERY_MS, EVALUATE_PAGE, EVALUATE_PARALLEL } from '../limits.ts';
import { type Alarm, alarmKeys, alarmRecord } from '../store.ts';
import { type NewState, stateSets, withState } from './alarms.ts';

export interface EvaluatorParts {
  readonly state: Store;
  readonly telemetry: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly drain: () => Promise<void>;
}

export class AlarmEvaluator {
  readonly #parts: EvaluatorParts;
  #running: Promise<void> | undefined;
  #cancel: (() => void) | undefined;
  #closed = false;

  constructor(parts: EvaluatorParts) {
    this.#parts = parts;
  }

  /** At the next minute, and every one after it; a round that takes longer skips some. */
  start(): void {
    const { clock, log } = this.#parts;
    const delayMs = EVALUATE_EVERY_MS - (clock.nowMs() % EVALUATE_EVERY_MS) + EVALUATE_DELAY_MS;
    this.#cancel = clock.after(delayMs, () => {
      void this.evaluate()
        .catch((error: unknown) => log.error('cloudwatch: alarms could not be evaluated', error))
        .finally(() => {
          if (!this.#closed) this.start();
        });
    });
  }

  /** One round over all alarms; whoever calls it while one runs waits for that one. */
  evaluate(): Promise<void> {
    this.#running ??= this.#round().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel?.();
    await this.#running?.catch(() => {});
  }

  async #round(): Promise<void> {
    const { state, drain } = this.#parts;
    let after: Key | undefined;
    let drained = false;
    do {
      const page = await state.range({ prefix: alarmKeys.evaluated(), limit: EVALUATE_PAGE, ...(after && { after }) });
      if (page.entries.length > 0 && !drained) await drain();
      drained = true;
      const left = [...page.entries];
      const worker = async (): Promise<void> => {
        for (let entry = left.pop(); entry && !this.#closed; entry = left.pop()) await this.#evaluateOne(entry);
      };
      await Promise.all(Array.from({ length: EVALUATE_PARALLEL }, worker));
      after = page.next;
    } while (after && !this.#closed);
  }

  /** What is wrong with one alarm holds up no other. */
  async #evaluateOne({ key }: Entry): Promise<void> {
    const { state, telemetry, clock, log } = this.#parts;
    const [accountId, region, name] = key.slice(-3).map(String);
    if (accountId === undefined || region === undefined || name === undefined) return;
    try {
      const entry = await state.get(alarmKeys.alarm({ accountId, region }, name));
      if (!entry) return;
      const alarm = alarmRecord.decode(entry.value);
      const { evaluateAlarm } = await import('./evaluation.ts');
      const found = await evaluateAlarm(telemetry, alarm, clock.nowMs());
      if (found) await this.#change(alarm, found);
    } catch (error) {
      log.error('cloudwatch: an alarm could not be evaluated', error, { accountId, region, alarm: name });
    }
  }

  /** Unless the alarm, or its state, was changed meanwhile: the next round sees what is then. */
  async #change(evaluated: Alarm, found: NewState): Promise<void> {
    const { state, clock, ids } = this.#parts;
    const key = alarmKeys.alarm(evaluated, evaluated.name);
    await state.transact(ids.uuid(), [key], ([entry]) => {
      const alarm = entry && alarmRecord.decode(entry.value);
      if (alarm?.revision !== evaluated.revision || alarm.body.StateValue !== evaluated.body.StateValue) {
        return { result: undefined };
      }
      const atMs = clock.nowMs();
      const changed = withState(alarm, found, atMs);
      return { changes: { sets: stateSets(alarm, changed, atMs, ids) }, result: undefined };
    });
  }
}
