/** The room as a whole, as main.ts opens it: runs functions in sandboxes, and says what it has. */
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import type net from 'node:net';
import { totalmem } from 'node:os';
import path from 'node:path';
import type { Blobs } from '../blob/blobs.ts';
import type { Clock } from '../kit/clock.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import { Catalogue, type CatalogueStatus } from './catalogue/catalogue.ts';
import type { Python } from './catalogue/find-pythons.ts';
import { CodeCache } from './code/code-cache.ts';
import { CredentialCache } from './credentials.ts';
import type { FunctionRunner, LogSink, RoleCredentialSource, UsageSink } from './function-version.ts';
import { ACCOUNT_CONCURRENCY, SANDBOX_MB, STOCK_SIZE } from './limits.ts';
import type { ConcurrencyObserver } from './pool/concurrency.ts';
import { type PoolCounts, Scheduler } from './pool/scheduler.ts';
import { SandboxStock } from './pool/stock.ts';
import type { SandboxHost } from './sandbox.ts';

export interface RuntimeOptions {
  readonly sandboxHost: SandboxHost;
  readonly dataFolder: string;
  readonly blobs: Blobs;
  readonly credentials: RoleCredentialSource;
  readonly logs: LogSink;
  readonly usage: UsageSink;
  readonly observer?: ConcurrencyObserver;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** `http://127.0.0.1:4566`: the same inside as outside. */
  readonly apiUrl: string;
  /** Serves the API inside a sandbox. */
  readonly onApiListener: (listener: net.Server, sandboxId: string) => void;
  /** Pre-started sandboxes of each runtime in use; STOCK_SIZE where not given. */
  readonly stockSize?: number;
  /** Sandboxes with a function at most; by the machine's memory where not given. */
  readonly maxSandboxes?: number;
  /** Interpreters by version; those of the machine where not given. */
  readonly pythons?: ReadonlyMap<string, Python>;
}

export interface RuntimeStatus {
  readonly runtimes: CatalogueStatus;
  readonly sandboxes: PoolCounts;
}

export interface Runtime extends FunctionRunner {
  status(): RuntimeStatus;
  close(): Promise<void>;
}

/** Sandboxes of the runtimes that were used before are started in the background. */
export async function openRuntime(options: RuntimeOptions): Promise<Runtime> {
  const { clock, log, dataFolder, blobs } = options;
  const catalogue = await Catalogue.open({
    dataFolder,
    clock,
    log,
    ...(options.pythons && { pythons: options.pythons }),
  });
  const codeCache = await CodeCache.open({ dataFolder, blobs, log });
  const stock = new SandboxStock({ ...options, size: options.stockSize ?? STOCK_SIZE });
  const credentials = new CredentialCache(options.credentials, clock, log);
  const used = new UsedRuntimes(path.join(dataFolder, 'runtimes', 'used'), log);
  const scheduler = new Scheduler({
    ...options,
    catalogue,
    codeCache,
    credentials,
    stock,
    maxSandboxes: options.maxSandboxes ?? sandboxesByMemory(),
    onRuntimeUsed: (runtime) => used.add(runtime),
  });
  void prestart(used, catalogue, stock, log);
  return {
    invoke: (fn, invocation) => scheduler.invoke(fn, invocation),
    updated: (fn) => scheduler.updated(fn),
    deleted: (accountId, region, name) => scheduler.deleted(accountId, region, name),
    unavailable: (runtime) => catalogue.unavailable(runtime),
    status: () => ({ runtimes: catalogue.status(), sandboxes: scheduler.counts() }),
    close: () => scheduler.close(),
  };
}

function sandboxesByMemory(): number {
  return Math.max(8, Math.min(ACCOUNT_CONCURRENCY, Math.floor(totalmem() / (SANDBOX_MB * 1024 * 1024))));
}

async function prestart(used: UsedRuntimes, catalogue: Catalogue, stock: SandboxStock, log: Log): Promise<void> {
  for (const runtime of await used.list()) {
    try {
      stock.keep(await catalogue.supply(runtime));
    } catch (error) {
      log.warn('a runtime in use is not available', { runtime, cause: String(error) });
    }
  }
}

/** Which runtimes functions use, remembered over restarts by empty files. */
class UsedRuntimes {
  readonly #folder: string;
  readonly #log: Log;
  readonly #known = new Set<string>();

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  add(runtime: string): void {
    if (this.#known.has(runtime)) return;
    this.#known.add(runtime);
    const written = mkdir(this.#folder, { recursive: true }).then(() =>
      writeFile(path.join(this.#folder, runtime), ''),
    );
    written.catch((error) => this.#log.error('a runtime in use could not be noted', error, { runtime }));
  }

  async list(): Promise<string[]> {
    return await readdir(this.#folder).catch(() => []);
  }
}
