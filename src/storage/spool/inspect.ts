/** For tools: looks through the files of a spool, or copies them, also beside the process that writes them. */
import { copyFile, mkdir, open, stat, truncate } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '../../kit/sync-folder.ts';
import { findSegments, markOf } from './segment.ts';
import { PositionFile } from './positions.ts';

/** Says what is damaged, one line each; returns how many entries are whole. An entry that a crash cut is no damage. */
export async function inspectSpool(folder: string, damage: (what: string) => void): Promise<number> {
  let entries = 0;
  const isThere = await stat(folder).catch(() => undefined);
  if (!isThere) {
    damage(`${folder} is missing`);
    return 0;
  }
  for (const segment of await findSegments(folder)) {
    const { state, count, wholeBytes } = await segment.inspect();
    entries += count;
    if (state === 'damaged') damage(`${path.basename(segment.file)}: nothing can be read behind byte ${wholeBytes}`);
  }
  return entries;
}

/** Positions first: from an older one on, entries are handled again, and handlers know them by their marks. */
export async function copySpool(source: string, target: string): Promise<string[]> {
  await mkdir(target, { recursive: true, mode: 0o700 });
  const copied: string[] = [];
  const segments = (await findSegments(source).catch(() => [])).map(({ file }) => path.basename(file));
  for (const name of [PositionFile.NAME, ...segments]) {
    if (await copyUpToNow(path.join(source, name), path.join(target, name))) copied.push(name);
  }
  await syncFolder(target);
  return copied;
}

/** The spool that is opened there next begins at `position`, behind everything that is there. */
export async function setNextPosition(folder: string, position: number): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = new PositionFile(folder);
  await file.write(new Map([...((await file.read()) ?? []), [`restored-${markOf(position)}`, position]]));
}

/** False where it is gone: all of it was handled meanwhile. */
async function copyUpToNow(source: string, target: string): Promise<boolean> {
  try {
    const { size } = await stat(source);
    await copyFile(source, target);
    // What was appended during the copy may be there in part.
    if (!target.endsWith(PositionFile.NAME)) await truncate(target, size);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
  const handle = await open(target, 'r+');
  await handle.chmod(0o600);
  await handle.sync();
  await handle.close();
  return true;
}
