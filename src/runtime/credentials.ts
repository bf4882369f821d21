/** Credentials of functions' roles, kept while they last and renewed before they expire, off the request path. */
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import type { FunctionVersion, RoleCredentialSource, RoleCredentials } from './function-version.ts';
import { CREDENTIALS_RENEW_MS } from './limits.ts';

/** Ours: functions whose credentials are remembered. */
const MAX_ENTRIES = 10_000;
/** Ours: between two tries to renew what still lasts. */
const RETRY_MS = 30_000;

interface Entry {
  credentials: RoleCredentials;
  renewing: Promise<RoleCredentials> | undefined;
  triedAtMs: number;
}

export class CredentialCache {
  readonly #source: RoleCredentialSource;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #entries = new Map<string, Entry>();
  readonly #first = new Map<string, Promise<RoleCredentials>>();

  constructor(source: RoleCredentialSource, clock: Clock, log: Log) {
    this.#source = source;
    this.#clock = clock;
    this.#log = log;
  }

  /** A promise only where there is something to wait for. It rejects with what the source says. */
  get(fn: FunctionVersion): RoleCredentials | Promise<RoleCredentials> {
    const key = `${fn.roleArn} ${fn.arn}`;
    const entry = this.#entries.get(key);
    if (!entry) return this.#obtainFirst(key, fn);
    const leftMs = entry.credentials.expiresAtMs - this.#clock.nowMs();
    if (leftMs > CREDENTIALS_RENEW_MS) return entry.credentials;
    const renewing = this.#renew(key, entry, fn);
    return leftMs > 0 ? entry.credentials : renewing;
  }

  /** Obtains them ahead; where that fails, whoever gets them hears of it. */
  prepare(fn: FunctionVersion): void {
    Promise.resolve(this.get(fn)).catch(() => {});
  }

  forget(fn: { readonly arn: string }): void {
    for (const key of this.#entries.keys()) if (key.endsWith(` ${fn.arn}`)) this.#entries.delete(key);
  }

  async #obtainFirst(key: string, fn: FunctionVersion): Promise<RoleCredentials> {
    let first = this.#first.get(key);
    if (!first) {
      first = this.#source.assumeForFunction(fn.roleArn, fn.name, fn.arn);
      this.#first.set(key, first);
      void first.catch(() => {}).finally(() => this.#first.delete(key));
    }
    const credentials = await first;
    if (this.#entries.size >= MAX_ENTRIES) this.#entries.delete(this.#entries.keys().next().value ?? '');
    this.#entries.set(key, { credentials, renewing: undefined, triedAtMs: Number.NEGATIVE_INFINITY });
    return credentials;
  }

  #renew(key: string, entry: Entry, fn: FunctionVersion): Promise<RoleCredentials> {
    if (entry.renewing) return entry.renewing;
    const nowMs = this.#clock.monotonicMs();
    const expired = entry.credentials.expiresAtMs <= this.#clock.nowMs();
    if (!expired && nowMs - entry.triedAtMs < RETRY_MS) return Promise.resolve(entry.credentials);
    entry.triedAtMs = nowMs;
    const renewing = this.#source.assumeForFunction(fn.roleArn, fn.name, fn.arn).then((credentials) => {
      entry.credentials = credentials;
      return credentials;
    });
    entry.renewing = renewing;
    renewing
      .catch((error) => {
        this.#log.warn('credentials of a function could not be renewed', { function: fn.arn, cause: String(error) });
        if (expired) this.#entries.delete(key);
      })
      .finally(() => {
        entry.renewing = undefined;
      });
    return renewing;
  }
}
