/** Opens a cloud: what takes long by itself is begun first, and the rest is loaded meanwhile. */
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Base } from './boot/base.ts';
import { Closers } from './boot/closers.ts';
import { ensureIsolation } from './boot/isolation.ts';
import { openStorage, type Storage } from './boot/storage.ts';
import type { CloudConfig } from './config.ts';
import { makeDataFolder } from './data-folder.ts';
import { systemClock as clock } from './kit/clock.ts';
import { DiskFullError, isDiskFull } from './kit/disk-full.ts';
import { RandomIds } from './kit/ids.ts';
import { jsonLog } from './kit/log.ts';
import { LogFile } from './kit/log-file.ts';
import type { IsolationReport } from './runtime/sandbox.ts';

export interface Cloud {
  /** `http://127.0.0.1:4566` */
  readonly endpoint: string;
  readonly accountId: string;
  readonly isolation: IsolationReport;
  /** Finishes what runs, within bounds, then closes every part. */
  close(): Promise<void>;
}

/** What was begun before the rest was loaded. */
export interface Beginning {
  readonly startedAtMs: number;
  /** Resolves once functions can be isolated as was asked. */
  readonly isolable: Promise<void>;
  readonly storage: Promise<Storage>;
}

/** Resolves when it answers, functions included. Throws UserError for what a person can mend. `say` gets lines about long work. */
export async function openCloud(config: CloudConfig, say: (line: string) => void): Promise<Cloud> {
  makeDataFolder(config.dataFolder);
  const closers = new Closers();
  const file = new LogFile(path.join(config.dataFolder, 'logs/virga.log'), clock);
  closers.add('log', () => file.close());
  const log = jsonLog(
    (line) => file.write(line),
    () => clock.nowMs(),
  );
  try {
    return await open(config, { clock, ids: new RandomIds(), log, closers, say });
  } catch (error) {
    await closers.close(log);
    const isFull = isDiskFull(error) || error instanceof DiskFullError;
    throw isFull ? new DiskFullError(config.dataFolder) : error;
  }
}

async function open(config: CloudConfig, base: Base): Promise<Cloud> {
  const startedAtMs = clock.nowMs();
  const isolable = ensureIsolation(config.isolation, base.say);
  const storage = openStorage(config.dataFolder, base);
  storage.catch(() => {});
  // From here on the stores open in their threads, and programs try whether functions can be isolated.
  await turn();
  const { buildCloud } = await import('./boot/build.ts');
  return await buildCloud(config, base, { startedAtMs, isolable, storage });
}
