/** Copies the files of blobs for a backup, sealed as they are: as hard links where both lie on one file system. */
import { constants, copyFile, link, mkdir, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from '../kit/sync-folder.ts';
import type { BlobId } from './blobs.ts';
import { BlobFolders } from './folders.ts';
import { LIST_MAX } from './limits.ts';

export interface CopiedBlob {
  readonly id: BlobId;
  readonly fileBytes: number;
}

/**
 * Brings every blob that is not yet in `target` there, durably, and returns all that are there. One that is deleted
 * meanwhile is left out. `links: false` makes copies that share nothing with the source.
 */
export async function copyBlobs(source: string, target: string, options: { links: boolean }): Promise<CopiedBlob[]> {
  const [from, to] = [new BlobFolders(source), new BlobFolders(target)];
  const copied: CopiedBlob[] = [];
  const folders = new Set<string>();
  let { links } = options;
  for (let page = await from.list('', LIST_MAX); page.length > 0; page = await from.list(page.at(-1) ?? '', LIST_MAX)) {
    for (const id of page) {
      const place = to.pathOf(id);
      const isThere = await stat(place).catch(() => undefined);
      if (!isThere) {
        const folder = path.dirname(place);
        if (!folders.has(folder)) await mkdir(folder, { recursive: true, mode: 0o700 });
        folders.add(folder);
        const how = await bring(from.pathOf(id), place, links);
        if (how === 'gone') continue;
        if (how === 'copied') links = false;
      }
      copied.push({ id, fileBytes: isThere?.size ?? (await stat(place)).size });
    }
  }
  for (const folder of folders) {
    await syncFolder(folder);
    await syncFolder(path.dirname(folder));
  }
  if (folders.size > 0) await syncFolder(target);
  return copied;
}

async function bring(source: string, target: string, links: boolean): Promise<'linked' | 'copied' | 'gone'> {
  try {
    if (links && (await linked(source, target))) return 'linked';
    await copyFile(source, target, constants.COPYFILE_EXCL);
    const handle = await open(target, 'r+');
    await handle.sync();
    await handle.close();
    return 'copied';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'gone';
    throw error;
  }
}

/** False where this file system, or the way to it, has no hard links. */
async function linked(source: string, target: string): Promise<boolean> {
  try {
    await link(source, target);
    return true;
  } catch (error) {
    if (['EXDEV', 'EPERM', 'ENOTSUP', 'EMLINK'].includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
