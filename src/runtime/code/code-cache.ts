/**
 * Extracted code of functions by its hash, below the run folder where sandboxes can reach it: extracted once however many
 * ask, kept over restarts, bounded by throwing out what no sandbox uses.
 */
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { BlobMissingError, type Blobs } from '../../blob/blobs.ts';
import { ZipError } from '../../kit/zip/error.ts';
import { PACKAGE_LIMITS } from '../../kit/zip/limits.ts';
import type { Log } from '../../kit/log.ts';
import { type FunctionCode, InvocationRefusedError } from '../function-version.ts';
import { CODE_CACHE_BYTES } from '../limits.ts';
import { mentionedSdks, type SdkFamily } from './sdk-mention.ts';

export interface ExtractedCode {
  readonly folder: string;
  readonly sdks: readonly SdkFamily[];
  /** Once, when no sandbox that was given the folder uses it any more. */
  release(): void;
}

/** Written beside the folder when it is whole. */
interface Marker {
  readonly sizeBytes: number;
  readonly sdks: readonly SdkFamily[];
}

interface Entry {
  readonly made: Promise<Marker>;
  sizeBytes: number;
  uses: number;
}

export interface CodeCacheOptions {
  /** On the disk of the data directory; sandboxes see it by mounts, so nobody else need enter it. */
  readonly dataFolder: string;
  readonly blobs: Blobs;
  readonly log: Log;
  readonly maxBytes?: number;
}

/** A file, however small, takes one of a disk, and so do the folder and what is kept beside it. */
const DISK_BLOCK_BYTES = 4_096;
const OWN_BLOCKS = 2;

/** Nothing in it was synced: after a loss of power it is made again. */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

export class CodeCache {
  readonly #folder: string;
  readonly #options: CodeCacheOptions;
  /** In order of use. */
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  private constructor(options: CodeCacheOptions) {
    this.#options = options;
    this.#folder = path.join(options.dataFolder, 'code');
  }

  static async open(options: CodeCacheOptions): Promise<CodeCache> {
    const cache = new CodeCache(options);
    await cache.#findExisting();
    return cache;
  }

  /** Rejects with InvocationRefusedError (CodeUnavailable) where the package is missing or cannot be extracted. */
  async use(code: FunctionCode): Promise<ExtractedCode> {
    const name = Buffer.from(code.sha256, 'base64').toString('hex');
    const entry = this.#entries.get(name) ?? this.#make(name, code);
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    entry.uses++;
    let marker: Marker;
    try {
      marker = await entry.made;
    } catch (error) {
      entry.uses--;
      throw refusal(error);
    }
    let released = false;
    const release = (): void => {
      if (released) return;
      released = true;
      entry.uses--;
      this.#evict();
    };
    return { folder: path.join(this.#folder, name), sdks: marker.sdks, release };
  }

  #make(name: string, code: FunctionCode): Entry {
    const made = this.#extract(name, code);
    const entry: Entry = { made, sizeBytes: 0, uses: 0 };
    made.then(
      ({ sizeBytes }) => {
        entry.sizeBytes = sizeBytes;
        this.#bytes += sizeBytes;
        this.#evict();
      },
      () => {
        if (this.#entries.get(name) === entry) this.#entries.delete(name);
      },
    );
    return entry;
  }

  async #extract(name: string, code: FunctionCode): Promise<Marker> {
    const folder = path.join(this.#folder, name);
    await rm(folder, { recursive: true, force: true });
    const bytes = await this.#options.blobs.readAll(code.blobId, PACKAGE_LIMITS.zippedBytes);
    const { extractZip } = await import('../../kit/zip.ts');
    const { unzippedBytes, entries } = await extractZip(bytes, folder);
    const sizeBytes = unzippedBytes + DISK_BLOCK_BYTES * (OWN_BLOCKS + entries.length);
    const marker: Marker = { sizeBytes, sdks: await mentionedSdks(folder) };
    await writeMarker(`${folder}.json`, marker);
    return marker;
  }

  #evict(): void {
    for (const [name, entry] of this.#entries) {
      if (this.#bytes <= (this.#options.maxBytes ?? CODE_CACHE_BYTES)) return;
      if (entry.uses > 0 || entry.sizeBytes === 0) continue;
      this.#entries.delete(name);
      this.#bytes -= entry.sizeBytes;
      void this.#throwOut(name);
    }
  }

  /** The folder leaves its name at once, so that whoever wants the code again makes it anew. */
  async #throwOut(name: string): Promise<void> {
    const gone = path.join(this.#folder, `${name}.${process.hrtime.bigint()}.gone`);
    try {
      await rename(path.join(this.#folder, name), gone);
      await rm(path.join(this.#folder, `${name}.json`), { force: true });
      await rm(gone, { recursive: true, force: true });
    } catch (error) {
      this.#options.log.error('extracted code could not be thrown out', error, { name });
    }
  }

  async #findExisting(): Promise<void> {
    const bootFile = path.join(this.#folder, 'boot');
    const boot = await readFile(BOOT_ID, 'utf8').catch(() => 'unknown');
    const before = await readFile(bootFile, 'utf8').catch(() => undefined);
    if (boot !== before) await rm(this.#folder, { recursive: true, force: true });
    await mkdir(this.#folder, { recursive: true, mode: 0o755 });
    await writeFile(bootFile, boot);
    const names = new Set(await readdir(this.#folder));
    for (const name of names) {
      if (name === 'boot' || (name.endsWith('.json') && names.has(name.slice(0, -'.json'.length)))) continue;
      const marker = await readMarker(path.join(this.#folder, `${name}.json`));
      if (!marker || !/^[0-9a-f]{64}$/.test(name)) {
        await rm(path.join(this.#folder, name), { recursive: true, force: true });
        continue;
      }
      this.#entries.set(name, { made: Promise.resolve(marker), sizeBytes: marker.sizeBytes, uses: 0 });
      this.#bytes += marker.sizeBytes;
    }
    this.#evict();
  }
}

function refusal(error: unknown): unknown {
  if (error instanceof ZipError) return new InvocationRefusedError('CodeUnavailable', error.message);
  if (error instanceof BlobMissingError) {
    return new InvocationRefusedError('CodeUnavailable', 'The deployment package of the function is missing.');
  }
  return error;
}

async function writeMarker(file: string, marker: Marker): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(marker));
  await rename(`${file}.new`, file);
}

async function readMarker(file: string): Promise<Marker | undefined> {
  try {
    const { sizeBytes, sdks } = JSON.parse(await readFile(file, 'utf8')) as Partial<Marker>;
    return sizeBytes !== undefined && sdks ? { sizeBytes, sdks } : undefined;
  } catch {
    return undefined;
  }
}
