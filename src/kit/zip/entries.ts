/** Reads the directory of a zip file and refuses what no function package has a good reason to hold. */
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Entry, ZipFile } from 'yauzl';
import { ZipError } from './error.ts';
import type { ZipLimits } from './limits.ts';
import { nameOf, quoted, segmentsOf } from './paths.ts';

export interface ZipEntry {
  /** Relative, its segments separated by `/`, without `.`, `..` and a slash at its end. */
  readonly path: string;
  readonly kind: 'file' | 'folder' | 'symlink';
  /** Of a file: whether anybody may execute it. */
  readonly executable: boolean;
  readonly sizeBytes: number;
  readonly modifiedAt: Date;
}

/** With what it takes to read it. */
export interface PackedEntry extends ZipEntry {
  readonly crc32: number;
  readonly deflated: boolean;
  readonly dataStart: number;
  readonly packedBytes: number;
}

const DIRECTORY_ENTRY = Buffer.from('PK\x01\x02', 'latin1');
const STORED = 0;
const DEFLATED = 8;
/** Hosts of `version made by` whose external attributes hold a Unix mode: Unix, macOS. */
const UNIX_HOSTS = [3, 19];
const TYPE_MASK = 0o170000;
const TYPE_FOLDER = 0o040000;
const TYPE_FILE = 0o100000;
const TYPE_LINK = 0o120000;

export interface ZipDirectory {
  /** In the order of the file. */
  readonly entries: readonly PackedEntry[];
  /** All folders, those that are only part of a path too. */
  readonly folders: ReadonlySet<string>;
}

export async function readDirectory(zip: ZipFile, limits: ZipLimits): Promise<ZipDirectory> {
  // yauzl's next place to read: before the first entry that is where the directory begins.
  const directoryStart = Number(zip.readEntryCursor);
  if (zip.entryCount === 0) throw empty();
  if (zip.entryCount > limits.entries) throw tooMany(zip.entryCount, limits);
  const found = new Map<string, PackedEntry>();
  let unzippedBytes = 0;
  for await (const entry of zip.eachEntry()) {
    const packed = await readEntry(zip, entry, limits);
    if (packed.path === '') continue;
    unzippedBytes += packed.sizeBytes;
    if (unzippedBytes > limits.unzippedBytes) throw tooLarge(limits);
    const same = found.get(packed.path);
    if (same && !(same.kind === 'folder' && packed.kind === 'folder')) {
      throw new ZipError('duplicate', `The zip file holds ${quoted(packed.path)} twice`);
    }
    found.set(packed.path, packed);
  }
  await checkEnd(zip);
  if (found.size === 0) throw empty();
  const entries = [...found.values()];
  checkOverlaps(entries, directoryStart);
  return { entries, folders: foldersOf(entries, found, limits) };
}

/** Counts of sixteen bits wrap around, and other programs read on: what they would find has to be all that we found. */
async function checkEnd(zip: ZipFile): Promise<void> {
  const end = Number(zip.readEntryCursor);
  const stream = await new Promise<Readable>((resolve, reject) => {
    zip.openReadStreamLowLevel(end, 4, 0, 4, false, 4, (error, opened) => (error ? reject(error) : resolve(opened)));
  });
  const next = await buffer(stream);
  if (next.equals(DIRECTORY_ENTRY)) {
    throw new ZipError(
      'damaged',
      `The zip file's directory goes on after the ${zip.entryCount} entries that it counts`,
    );
  }
}

const empty = (): ZipError => new ZipError('empty', 'The zip file is empty');

const tooMany = (count: number, limits: ZipLimits): ZipError =>
  new ZipError(
    'too-many-entries',
    `The zip file has ${count} files and folders or more; at most ${limits.entries} can be`,
  );

export const tooLarge = (limits: ZipLimits): ZipError =>
  new ZipError('unzipped-too-large', `The zip file unpacks to more than ${limits.unzippedBytes} bytes`);

async function readEntry(zip: ZipFile, entry: Entry, limits: ZipLimits): Promise<PackedEntry> {
  const name = nameOf(entry);
  const path = segmentsOf(name, limits.pathBytes).join('/');
  if (entry.isEncrypted()) throw new ZipError('encrypted', `The entry ${quoted(name)} is encrypted`);
  if (entry.compressionMethod !== STORED && entry.compressionMethod !== DEFLATED) {
    const method = entry.compressionMethod;
    throw new ZipError('unsupported', `The entry ${quoted(name)} is packed by method ${method}; known are 0 and 8`);
  }
  const mode = UNIX_HOSTS.includes(entry.versionMadeBy >>> 8) ? entry.externalFileAttributes >>> 16 : 0;
  const kind = kindOf(name, mode);
  if (kind === 'folder' && entry.uncompressedSize > 0) {
    throw new ZipError('damaged', `The folder ${quoted(name)} has contents like a file`);
  }
  if (kind === 'symlink' && entry.uncompressedSize > limits.pathBytes) {
    throw new ZipError('symlink', `The link ${quoted(name)} has a target of more than ${limits.pathBytes} bytes`);
  }
  const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
  return {
    path,
    kind,
    executable: (mode & 0o111) !== 0,
    sizeBytes: entry.uncompressedSize,
    modifiedAt: entry.getLastModDate({ timezone: 'UTC' }),
    crc32: entry.crc32,
    deflated: entry.compressionMethod === DEFLATED,
    dataStart: fileDataStart,
    packedBytes: entry.compressedSize,
  };
}

function kindOf(name: string, mode: number): ZipEntry['kind'] {
  const type = mode & TYPE_MASK;
  if (name.endsWith('/') || type === TYPE_FOLDER) return 'folder';
  if (type === TYPE_LINK) return 'symlink';
  if (type === TYPE_FILE || type === 0) return 'file';
  throw new ZipError('special-file', `The entry ${quoted(name)} is a device, a pipe or a socket`);
}

/**
 * Nothing may lie below a file, nor below a link: it would be written where the link leads. Folders that only paths
 * name count as entries, since each path could name a thousand.
 */
function foldersOf(
  entries: readonly ZipEntry[],
  found: ReadonlyMap<string, ZipEntry>,
  limits: ZipLimits,
): ReadonlySet<string> {
  const folders = new Set<string>();
  const files = entries.filter(({ kind }) => kind !== 'folder').length;
  const add = (folder: string): void => {
    folders.add(folder);
    if (files + folders.size > limits.entries) throw tooMany(files + folders.size, limits);
  };
  for (const { path, kind } of entries) {
    for (let end = path.lastIndexOf('/'); end > 0; end = path.lastIndexOf('/', end - 1)) {
      const parent = path.slice(0, end);
      if (folders.has(parent)) break;
      if ((found.get(parent)?.kind ?? 'folder') !== 'folder') {
        throw new ZipError('path', `The entry ${quoted(path)} lies below ${quoted(parent)}, which is no folder`);
      }
      add(parent);
    }
    if (kind === 'folder') add(path);
  }
  return folders;
}

/** Entries that share their packed bytes make small files that unpack to huge ones. */
function checkOverlaps(entries: readonly PackedEntry[], directoryStart: number): void {
  let end = 0;
  for (const entry of entries.toSorted((a, b) => a.dataStart - b.dataStart)) {
    if (entry.dataStart < end) {
      throw new ZipError('overlap', `The entry ${quoted(entry.path)} shares its bytes with another`);
    }
    end = entry.dataStart + entry.packedBytes;
    if (end > directoryStart) {
      throw new ZipError('overlap', `The entry ${quoted(entry.path)} shares its bytes with the directory`);
    }
  }
}
