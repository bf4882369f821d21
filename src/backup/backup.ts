/**
 * Copies a data directory, also while a cloud runs on it, such that nothing is missing that was acknowledged before it
 * began. The order is what makes it whole: the spool before the stores that it is brought into; blobs before and after
 * the state that refers to them. Decision 0005 says why.
 */
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type CopiedBlob, copyBlobs } from '../blob/copy.ts';
import { syncFolder } from '../kit/sync-folder.ts';
import { UserError } from '../kit/user-error.ts';
import { copySpool } from '../storage/spool/inspect.ts';
import { copyStore, inspectStore } from '../storage/sqlite/inspect.ts';
import { BLOBS, type BlobReferences, CREDENTIALS, MASTER_KEY, SPOOL, STATE, TELEMETRY } from './layout.ts';
import { type Manifest, writeManifest } from './manifest.ts';

/** How often the state is copied anew because a blob of it was deleted before it could be copied. */
const STATE_TRIES = 10;

export interface BackupOptions {
  readonly dataFolder: string;
  /** Missing or empty. */
  readonly target: string;
  readonly withKeys: boolean;
  readonly version: string;
  readonly now: Date;
  readonly referencesOf: BlobReferences;
}

/** Throws UserError. What it leaves when it fails has no manifest, and is no backup. */
export async function makeBackup(options: BackupOptions): Promise<Manifest> {
  const { dataFolder, target, withKeys, version, now } = options;
  if (!existsSync(path.join(dataFolder, STATE))) throw new UserError(`${dataFolder} holds no cloud: name its --data`);
  await makeEmptyFolder(target);
  const spool = await copySpool(path.join(dataFolder, SPOOL), path.join(target, SPOOL));
  await mkdir(path.join(target, BLOBS), { mode: 0o700 });
  await bringBlobs(options);
  await copyStore(path.join(dataFolder, TELEMETRY), path.join(target, TELEMETRY));
  const blobs = await copyStateWithBlobs(options);
  const names = [STATE, TELEMETRY, ...spool.map((name) => `${SPOOL}/${name}`)];
  if (withKeys) names.push(...(await copyKeys(dataFolder, target)));
  return await writeManifest(target, { version, createdAt: now.toISOString(), holdsKeys: withKeys }, names, blobs);
}

/** Throws UserError where something is there. */
export async function makeEmptyFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const names = await readdir(folder);
  if (names.length > 0) throw new UserError(`${folder} is not empty: choose a new directory`);
  await chmod(folder, 0o700);
  await syncFolder(path.dirname(folder));
}

function bringBlobs({ dataFolder, target }: BackupOptions): Promise<CopiedBlob[]> {
  return copyBlobs(path.join(dataFolder, BLOBS), path.join(target, BLOBS), { links: true });
}

/** What the state refers to was there at its moment; had it been deleted since, a newer state does not refer to it. */
async function copyStateWithBlobs(options: BackupOptions): Promise<CopiedBlob[]> {
  const copy = path.join(options.target, STATE);
  for (let tries = 1; ; tries++) {
    await copyStore(path.join(options.dataFolder, STATE), copy);
    await bringBlobs(options);
    const there = await listBlobs(options.target);
    const missing = missingBlobs(copy, options.referencesOf, new Set(there.map(({ id }) => id)));
    if (missing.length === 0) return there;
    if (tries === STATE_TRIES) {
      throw new UserError(`blobs that the state refers to are missing (${missing[0]} …): run ./virga check`);
    }
    await rm(copy);
  }
}

/** Those that an earlier pass brought and that were deleted since are in it, too. */
function listBlobs(target: string): Promise<CopiedBlob[]> {
  const folder = path.join(target, BLOBS);
  return copyBlobs(folder, folder, { links: true });
}

function missingBlobs(file: string, referencesOf: BlobReferences, there: ReadonlySet<string>): string[] {
  const missing: string[] = [];
  inspectStore(file, {
    entry(key, value) {
      missing.push(...referencesOf(key, value).filter((id) => !there.has(id)));
    },
    damage(what) {
      throw new UserError(`the state store is damaged (${what}): run ./virga check`);
    },
  });
  return missing;
}

async function copyKeys(dataFolder: string, target: string): Promise<string[]> {
  const names = [MASTER_KEY];
  await mkdir(path.join(target, CREDENTIALS), { mode: 0o700 });
  const files = await readdir(path.join(dataFolder, CREDENTIALS)).catch(() => []);
  names.push(...files.filter((name) => name.endsWith('.json')).map((name) => `${CREDENTIALS}/${name}`));
  for (const name of names) {
    await copyFile(path.join(dataFolder, name), path.join(target, name));
    await syncFile(path.join(target, name));
  }
  await syncFolder(path.join(target, CREDENTIALS));
  return names;
}

export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.chmod(0o600);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
