/**
 * Zip files from strangers: looked through and extracted within limits that hold whatever their headers claim. Nothing
 * is written outside the folder, and nothing stands there before all of it is right.
 */
import { randomBytes } from 'node:crypto';
import { chmod, mkdir, open, rename, rm, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { fromBufferPromise, openPromise, type ZipFile } from 'yauzl';
import { type PackedEntry, readDirectory, tooLarge, type ZipDirectory, type ZipEntry } from './zip/entries.ts';
import { ZipError } from './zip/error.ts';
import { PACKAGE_LIMITS, type ZipLimits } from './zip/limits.ts';
import { checkLinks, quoted } from './zip/paths.ts';

export type { ZipEntry } from './zip/entries.ts';
export { ZipError, type ZipErrorKind } from './zip/error.ts';
export { PACKAGE_LIMITS, type ZipLimits } from './zip/limits.ts';

export interface ZipContents {
  readonly entries: readonly ZipEntry[];
  readonly unzippedBytes: number;
}

/** The whole of it in memory, or the path of a file. */
export type ZipSource = Uint8Array | string;

/** Reads all of it, contents and checksums included, and writes nothing. Throws ZipError. */
export function inspectZip(source: ZipSource, limits: ZipLimits = PACKAGE_LIMITS): Promise<ZipContents> {
  return withEntries(source, limits, async (reader) => {
    for (const entry of reader.entries) {
      for await (const _ of reader.contents(entry)) continue;
    }
  });
}

/**
 * Extracts it to `folder`, which must not exist and appears by one rename. Files become 0644 or 0755, folders 0755,
 * whatever the umask; times are kept, since Python's compiled modules name that of their source. Nothing is synced: who
 * keeps the folder over a loss of power must be able to make it again. Throws ZipError.
 */
export function extractZip(
  source: ZipSource,
  folder: string,
  limits: ZipLimits = PACKAGE_LIMITS,
): Promise<ZipContents> {
  return withEntries(source, limits, async (reader) => {
    const making = `${folder}.${randomBytes(8).toString('hex')}.new`;
    await mkdir(making, { mode: 0o700 });
    try {
      await makeFolders(making, reader.folders);
      for (const entry of reader.entries) {
        if (entry.kind === 'file') await writeFile(path.join(making, entry.path), entry, reader.contents(entry));
      }
      // Last, so that nothing can have been written through them.
      for (const [link, target] of reader.links) await symlink(target, path.join(making, link));
      await chmod(making, 0o755);
      await rename(making, folder);
    } catch (error) {
      await rm(making, { recursive: true, force: true });
      throw error;
    }
  });
}

class ZipReader {
  readonly entries: readonly PackedEntry[];
  readonly folders: ReadonlySet<string>;
  readonly links = new Map<string, string>();
  readonly #zip: ZipFile;
  readonly #limits: ZipLimits;
  #unzippedBytes = 0;

  constructor(zip: ZipFile, { entries, folders }: ZipDirectory, limits: ZipLimits) {
    this.#zip = zip;
    this.entries = entries;
    this.folders = folders;
    this.#limits = limits;
  }

  async readLinks(): Promise<void> {
    for (const entry of this.entries) {
      if (entry.kind !== 'symlink') continue;
      const parts: Uint8Array[] = [];
      for await (const part of this.contents(entry)) parts.push(part);
      this.links.set(entry.path, Buffer.concat(parts).toString());
    }
    checkLinks(this.links);
    this.#unzippedBytes = 0;
  }

  /** Counts what really comes out: a header may claim anything. */
  async *contents(entry: PackedEntry): AsyncGenerator<Uint8Array> {
    if (entry.kind === 'folder') return;
    let checksum = 0;
    let sizeBytes = 0;
    for await (const part of await this.#unpack(entry)) {
      if (!(part instanceof Uint8Array)) throw new TypeError('a zip entry is made of bytes');
      sizeBytes += part.byteLength;
      this.#unzippedBytes += part.byteLength;
      if (this.#unzippedBytes > this.#limits.unzippedBytes) throw tooLarge(this.#limits);
      checksum = crc32(part, checksum);
      yield part;
    }
    if (sizeBytes !== entry.sizeBytes || checksum !== entry.crc32) {
      throw new ZipError('damaged', `The entry ${quoted(entry.path)} does not have its checksum or size`);
    }
  }

  #unpack({ dataStart, packedBytes, deflated, sizeBytes }: PackedEntry): Promise<Readable> {
    return new Promise((resolve, reject) => {
      this.#zip.openReadStreamLowLevel(dataStart, packedBytes, 0, packedBytes, deflated, sizeBytes, (error, stream) =>
        error ? reject(error) : resolve(stream),
      );
    });
  }
}

async function withEntries(
  source: ZipSource,
  limits: ZipLimits,
  use: (reader: ZipReader) => Promise<void>,
): Promise<ZipContents> {
  const zip = await openZip(source, limits);
  try {
    const directory = await readDirectory(zip, limits);
    const reader = new ZipReader(zip, directory, limits);
    await reader.readLinks();
    await use(reader);
    const { entries } = directory;
    return { entries, unzippedBytes: entries.reduce((sum, entry) => sum + entry.sizeBytes, 0) };
  } catch (error) {
    throw asZipError(error);
  } finally {
    zip.close();
  }
}

async function openZip(source: ZipSource, limits: ZipLimits): Promise<ZipFile> {
  let zip: ZipFile;
  try {
    const options = { decodeStrings: false, autoClose: false };
    zip = await (typeof source === 'string'
      ? openPromise(source, options)
      : fromBufferPromise(asBuffer(source), options));
  } catch (error) {
    if (isSystemError(error)) throw error;
    throw new ZipError('not-a-zip', `This is no zip file: ${(error as Error).message}`, { cause: error });
  }
  if (zip.fileSize <= limits.zippedBytes) return zip;
  zip.close();
  throw new ZipError('zipped-too-large', `The zip file has ${zip.fileSize} bytes, more than ${limits.zippedBytes}`);
}

const asBuffer = (bytes: Uint8Array): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** What yauzl and zlib throw is damage; what the system throws (no space, no permission) is not the zip file's fault. */
function asZipError(error: unknown): unknown {
  if (error instanceof ZipError || !(error instanceof Error) || isSystemError(error)) return error;
  return new ZipError('damaged', `The zip file is damaged: ${error.message}`, { cause: error });
}

const isSystemError = (error: unknown): boolean => typeof (error as NodeJS.ErrnoException).syscall === 'string';

async function makeFolders(root: string, folders: ReadonlySet<string>): Promise<void> {
  // Sorted, a folder stands behind the ones above it.
  for (const folder of [...folders].sort()) {
    await mkdir(path.join(root, folder));
    await chmod(path.join(root, folder), 0o755);
  }
}

async function writeFile(file: string, entry: ZipEntry, contents: AsyncIterable<Uint8Array>): Promise<void> {
  await using handle = await open(file, 'wx', 0o600);
  for await (const part of contents) await handle.writeFile(part);
  await handle.chmod(entry.executable ? 0o755 : 0o644);
  await handle.utimes(entry.modifiedAt, entry.modifiedAt);
}
