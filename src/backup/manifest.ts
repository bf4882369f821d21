/** What a backup says of itself: written last, so that one without it is none; verified before anything is restored. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { CopiedBlob } from '../blob/copy.ts';
import { syncFolder } from '../kit/sync-folder.ts';
import { UserError } from '../kit/user-error.ts';

export const MANIFEST = 'manifest.json';
/** One line for each blob: its id and the size of its file. */
export const BLOB_LIST = 'blobs.list';
/** Raise it with every change that an older Virga would misread. */
const FORMAT = 1;

export interface Manifest {
  readonly format: number;
  /** Of the Virga that made it. */
  readonly version: string;
  readonly createdAt: string;
  /** It holds the master key and the first account's keys: whoever has it has everything. */
  readonly holdsKeys: boolean;
  readonly blobs: { readonly count: number; readonly bytes: number };
  /** By their names in the backup. */
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>;
}

export async function writeManifest(
  folder: string,
  about: Pick<Manifest, 'version' | 'createdAt' | 'holdsKeys'>,
  names: readonly string[],
  blobs: readonly CopiedBlob[],
): Promise<Manifest> {
  const list = blobs.map(({ id, fileBytes }) => `${id} ${fileBytes}\n`).join('');
  await writeSynced(path.join(folder, BLOB_LIST), list);
  const files: Record<string, { bytes: number; sha256: string }> = {};
  for (const name of [...names, BLOB_LIST]) files[name] = await digestOf(path.join(folder, name));
  const bytes = blobs.reduce((total, { fileBytes }) => total + fileBytes, 0);
  const manifest = { format: FORMAT, ...about, blobs: { count: blobs.length, bytes }, files };
  await writeSynced(path.join(folder, MANIFEST), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await syncFolder(folder);
  return manifest;
}

/** Every file as it was when the backup was made, every blob there in its size. Throws UserError where not. */
export async function verifyManifest(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  for (const [name, expected] of Object.entries(manifest.files)) {
    if (path.normalize(name) !== name || name.startsWith('..') || path.isAbsolute(name)) {
      throw new UserError(`${folder}/${MANIFEST} names ${name}, which lies outside of the backup`);
    }
    const found = await digestOf(path.join(folder, name)).catch(() => undefined);
    if (!found) throw new UserError(`${folder} is not whole: ${name} is missing`);
    if (found.sha256 !== expected.sha256) {
      throw new UserError(`${folder} is damaged: ${name} is not what was backed up`);
    }
  }
  return manifest;
}

export async function readBlobList(folder: string): Promise<CopiedBlob[]> {
  const lines = (await readFile(path.join(folder, BLOB_LIST), 'utf8')).split('\n').filter((line) => line !== '');
  return lines.map((line) => {
    const [id = '', fileBytes = ''] = line.split(' ');
    return { id, fileBytes: Number(fileBytes) };
  });
}

async function readManifest(folder: string): Promise<Manifest> {
  let manifest: Manifest;
  try {
    manifest = JSON.parse(await readFile(path.join(folder, MANIFEST), 'utf8')) as Manifest;
  } catch {
    throw new UserError(`${folder} holds no whole backup: its ${MANIFEST}, which is written last, cannot be read`);
  }
  if (manifest.format > FORMAT) {
    throw new UserError(`${folder} was made by a newer Virga (${manifest.version}): restore it with that one`);
  }
  return manifest;
}

async function digestOf(file: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { bytes: (await stat(file)).size, sha256: hash.digest('hex') };
}

export async function writeSynced(file: string, content: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
