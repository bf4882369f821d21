/** Opens what lies in the data directory: its lock, the master key, both stores and the spool between them. */
import { timingSafeEqual } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import path from 'node:path';
import { openMasterKey, type Sealer } from '../kit/seal.ts';
import { UserError } from '../kit/user-error.ts';
import { lockFolder } from '../storage/folder-lock.ts';
import { nextSpoolStart } from '../storage/spool-start.ts';
import { openSpool, type Spool } from '../storage/spool.ts';
import { StoreDamagedError } from '../storage/sqlite/database.ts';
import { openSqliteStore } from '../storage/sqlite/store.ts';
import { type Entry, type Store, wholeValue } from '../storage/store.ts';
import type { Base } from './base.ts';

export interface Storage {
  /** State: synced before it is acknowledged. */
  readonly store: Store;
  /** Logs, usage and the audit of reads, whose floods never share the state's log. */
  readonly telemetry: Store;
  readonly spool: Spool;
  readonly sealer: Sealer;
}

/** What the disk can no longer keep must not be acknowledged: the process ends, and the next start reads what is safe. */
const EXIT_DISK_FAILED = 70;

export async function openStorage(dataFolder: string, base: Base): Promise<Storage> {
  const { clock, log, closers } = base;
  const lock = await lockFolder(dataFolder);
  closers.add('lock', () => lock.release());
  // Both take a while elsewhere: the key's file is read and the stores' threads start at once.
  const unsealing = openMasterKey(path.join(dataFolder, 'master.key'));
  const onFatal = (error: Error): void => {
    log.error('storage: writing to the disk failed; stopping so that nothing is lost', error);
    process.stderr.write(
      `virga: writing to ${dataFolder} failed (${error.message}): stopped; nothing acknowledged is lost\n`,
    );
    process.exit(EXIT_DISK_FAILED);
  };
  const open = (name: string): Promise<Store> =>
    openSqliteStore({ file: path.join(dataFolder, `${name}.sqlite`), clock, log, onFatal });
  const opening = [
    open('state'),
    openOrBeginAnew(path.join(dataFolder, 'telemetry.sqlite'), () => open('telemetry'), base),
  ] as const;
  closers.add('stores', async () => {
    await Promise.all(opening.map((one) => one.then((opened) => opened.close()).catch(() => {})));
  });
  const [sealer, store, telemetry] = await Promise.all([unsealing, ...opening]);
  await ensureSameMasterKey(store, sealer, dataFolder, base);
  const beginAt = (): Promise<number> => beginSpool(store, base);
  const spool = await openSpool({ folder: path.join(dataFolder, 'spool'), clock, log, beginAt });
  closers.add('spool', () => spool.close());
  return { store, telemetry, spool, sealer };
}

/** Telemetry must not keep the state from being served: what is damaged is set aside, with what belongs to it. */
async function openOrBeginAnew(file: string, open: () => Promise<Store>, { clock, log, say }: Base): Promise<Store> {
  try {
    return await open();
  } catch (error) {
    if (!(error instanceof StoreDamagedError)) throw error;
    const aside = `${file}.damaged-${new Date(clock.nowMs()).toISOString().replaceAll(':', '')}`;
    for (const suffix of ['', '-wal', '-shm']) {
      if (existsSync(file + suffix)) await rename(file + suffix, aside + suffix);
    }
    log.error('storage: the telemetry store was damaged; it is set aside and begun anew', error, { file, aside });
    say(`${file} was damaged: it is kept as ${aside}, and logs, usage and audit begin anew`);
    return await open();
  }
}

/** Handlers know entries by their positions, so a spool that lost its files must not begin where it once was. */
async function beginSpool(store: Store, { ids, log, say }: Base): Promise<number> {
  const start = await nextSpoolStart(store, ids.uuid());
  if (start > 0) {
    log.error('storage: the spool was lost or damaged; it begins anew', undefined, { start });
    say('the spool was lost or damaged: what functions logged shortly before the last stop may be missing');
  }
  return start;
}

/** A lost key file must not be replaced silently by a new one, under which nothing that was sealed can be opened. */
async function ensureSameMasterKey(
  store: Store,
  sealer: Sealer,
  dataFolder: string,
  { ids, log }: Base,
): Promise<void> {
  const key = ['system', 'master-key'];
  const { fingerprints } = sealer;
  const fingerprint = fingerprints.at(-1) ?? new Uint8Array(0);
  const entry = await store.get(key);
  const known = valueOf(entry);
  if (known === 'damaged')
    log.error('storage: the fingerprint of the master key was damaged; it is written anew', undefined);
  // Keys are only ever added behind those that are there: of a file that holds more, the data knows the beginning.
  const isGrown = known instanceof Uint8Array && fingerprints.slice(0, -1).some((one) => isSame(one, known));
  if (!entry || known === 'damaged' || isGrown) {
    const checks = [{ key, version: entry?.version ?? null }];
    await store.commit({ id: ids.uuid(), checks, sets: [{ key, value: fingerprint }] });
  } else if (known && !isSame(known, fingerprint)) {
    throw new UserError(
      `${dataFolder}/master.key is not the key that this data was sealed with: bring that file back from a backup`,
    );
  }
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}

function valueOf(entry: Entry | undefined): Uint8Array | 'damaged' | undefined {
  return entry && (wholeValue(entry) ?? 'damaged');
}

/** `ok`, or what is wrong: for the health answer. */
export async function probe(store: Store): Promise<string> {
  try {
    await store.get(['system', 'cloud']);
    return store.trouble() ?? 'ok';
  } catch (error) {
    return (error as Error).message;
  }
}
