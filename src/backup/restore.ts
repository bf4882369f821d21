/** Makes a new data directory of a backup: verified before, checked afterwards, and its own in every file. */
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { copyBlobs } from '../blob/copy.ts';
import { systemClock } from '../kit/clock.ts';
import { RandomIds } from '../kit/ids.ts';
import { silentLog } from '../kit/log.ts';
import { syncFolder } from '../kit/sync-folder.ts';
import { UserError } from '../kit/user-error.ts';
import { setNextPosition } from '../storage/spool/inspect.ts';
import { nextSpoolStart } from '../storage/spool-start.ts';
import { openSqliteStore } from '../storage/sqlite/store.ts';
import { makeEmptyFolder, syncFile } from './backup.ts';
import { type Checked, checkData } from './check.ts';
import { BLOBS, type BlobReferences, MASTER_KEY, SPOOL, STATE } from './layout.ts';
import { BLOB_LIST, readBlobList, verifyManifest, writeSynced } from './manifest.ts';

export interface RestoreOptions {
  readonly backup: string;
  /** Missing or empty. */
  readonly dataFolder: string;
  /** Of a backup that was made without. */
  readonly keyFile: string | undefined;
  readonly referencesOf: BlobReferences;
}

/** Throws UserError. */
export async function restoreBackup(options: RestoreOptions): Promise<Checked> {
  const { backup, dataFolder, keyFile, referencesOf } = options;
  const manifest = await verifyManifest(backup);
  if (!manifest.holdsKeys && keyFile === undefined) {
    throw new UserError(`${backup} was made without the master key: give that of its data directory with --key FILE`);
  }
  if (manifest.holdsKeys && keyFile !== undefined)
    throw new UserError(`${backup} holds its master key: leave out --key`);
  await makeEmptyFolder(dataFolder);
  for (const name of Object.keys(manifest.files)) {
    if (name === BLOB_LIST) continue;
    const file = path.join(dataFolder, name);
    await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
    await copyFile(path.join(backup, name), file);
    await syncFile(file);
    await syncFolder(path.dirname(file));
  }
  if (keyFile !== undefined) await writeSynced(path.join(dataFolder, MASTER_KEY), await readKey(keyFile));
  await restoreBlobs(backup, dataFolder);
  await moveSpoolOn(dataFolder);
  await syncFolder(dataFolder);
  const checked = await checkData(dataFolder, referencesOf, () => undefined);
  if (checked.damage.length > 0) {
    throw new UserError(`${backup} cannot be restored whole: ${checked.damage.slice(0, 3).join('; ')}`);
  }
  return checked;
}

async function readKey(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new UserError(`the master key ${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Copies, so that the backup stays as it is whatever becomes of the data directory. */
async function restoreBlobs(backup: string, dataFolder: string): Promise<void> {
  const target = path.join(dataFolder, BLOBS);
  await mkdir(target, { mode: 0o700 });
  const copied = await copyBlobs(path.join(backup, BLOBS), target, { links: false });
  const sizes = new Map(copied.map(({ id, fileBytes }) => [id, fileBytes]));
  for (const { id, fileBytes } of await readBlobList(backup)) {
    if (!sizes.has(id)) throw new UserError(`${backup} is not whole: blob ${id} is missing`);
    if (sizes.get(id) !== fileBytes) throw new UserError(`${backup} is damaged: blob ${id} is not what was backed up`);
  }
}

/**
 * The telemetry in the backup may know entries that its spool, copied before, does not hold. What is written from now
 * on must not come to lie at their positions, or it would count as seen.
 */
async function moveSpoolOn(dataFolder: string): Promise<void> {
  const file = path.join(dataFolder, STATE);
  const ids = new RandomIds();
  let failure: Error | undefined;
  const onFatal = (error: Error): void => {
    failure = error;
  };
  const store = await openSqliteStore({ file, clock: systemClock, log: silentLog, onFatal });
  try {
    const first = await nextSpoolStart(store, ids.uuid());
    await setNextPosition(path.join(dataFolder, SPOOL), first > 0 ? first : await nextSpoolStart(store, ids.uuid()));
  } finally {
    await store.close();
  }
  if (failure) throw failure;
}
