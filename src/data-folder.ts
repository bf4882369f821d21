/**
 * What lies openly in the data directory, for the owner's eyes only: the first account's keys, and where the cloud
 * answers. All other secrets are sealed in the store.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { DiskFullError, isDiskFull } from './kit/disk-full.ts';
import { UserError } from './kit/user-error.ts';

export interface Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Whose: `admin` is the user that first start makes. */
export type KeyHolder = 'root' | 'admin';

export interface Endpoint {
  /** By IP, so that SDKs address buckets by path: `http://127.0.0.1:4566`. */
  readonly url: string;
  /** Where that is https: plain, for this machine alone. */
  readonly localUrl?: string;
  /** The certificate that it shows, PEM. */
  readonly certFile?: string;
  readonly region: string;
  readonly accountId: string;
  readonly processId: number;
}

/** Makes it, readable by its owner alone. Throws UserError where that cannot be. */
export function makeDataFolder(folder: string): void {
  try {
    makeFolders(path.join(folder, 'credentials'));
    chmodSync(path.join(folder, 'credentials'), 0o700);
    const probe = path.join(folder, '.writable');
    closeSync(openSync(probe, 'w', 0o600));
    rmSync(probe);
  } catch (error) {
    // A cloud that is there already starts also where nothing more fits.
    if (isDiskFull(error) && hasKeys(folder, 'root')) return;
    if (isDiskFull(error)) throw new DiskFullError(folder);
    const { code, path: where } = error as NodeJS.ErrnoException;
    throw new UserError(
      `cannot write into the data directory ${folder} (${code} at ${where}): choose another with --data, or mend its owner and mode`,
    );
  }
}

/** Each in turn: the recursive form of mkdir never ends below /proc. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  if (path.dirname(folder) !== folder) makeFolders(path.dirname(folder));
  mkdirSync(folder, { mode: 0o700 });
  syncNames(path.dirname(folder));
}

/** What was made or renamed in the folder is there after a loss of power, too. */
function syncNames(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export function writeKeys(folder: string, holder: KeyHolder, keys: Keys): void {
  writeDurably(keysFile(folder, holder), keys);
}

/** Throws UserError. */
export function readKeys(folder: string, holder: KeyHolder): Keys {
  return read(keysFile(folder, holder), folder) as Keys;
}

export function hasKeys(folder: string, holder: KeyHolder): boolean {
  try {
    readFileSync(keysFile(folder, holder));
    return true;
  } catch {
    return false;
  }
}

export function keysFile(folder: string, holder: KeyHolder): string {
  return path.join(folder, 'credentials', `${holder}.json`);
}

/** Where the disk is full, into the room that the last one has; throws where there is none. */
export function writeEndpoint(folder: string, endpoint: Endpoint): void {
  const file = endpointFile(folder);
  try {
    writeDurably(file, endpoint);
  } catch (error) {
    if (!isDiskFull(error) || !existsSync(file)) throw error;
    overwrite(file, endpoint);
  }
}

/** Of the cloud that runs on this data directory, or ran last. Throws UserError. */
export function readEndpoint(folder: string): Endpoint {
  return read(endpointFile(folder), folder) as Endpoint;
}

export function isRunning({ processId }: Endpoint): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function endpointFile(folder: string): string {
  return path.join(folder, 'endpoint.json');
}

/** Whole or not at all, also after a crash. */
function writeDurably(file: string, value: object): void {
  const temporary = `${file}.new`;
  try {
    const descriptor = openSync(temporary, 'w', 0o600);
    try {
      writeWhole(descriptor, textOf(value));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncNames(path.dirname(file));
}

/** In one write, so that readers see the old or the new; blanks take the place of what was longer. */
function overwrite(file: string, value: object): void {
  const descriptor = openSync(file, 'r+');
  try {
    writeWhole(descriptor, textOf(value).padEnd(fstatSync(descriptor).size));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function textOf(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/** From the beginning of the file; the system may take a part of it at a time. */
function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.byteLength; ) at += writeSync(descriptor, bytes, at, bytes.byteLength - at, at);
}

function read(file: string, folder: string): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') {
      throw new UserError(`${file} is not yours to read: run this as the user that runs ./virga up`);
    }
    throw new UserError(`${folder} holds no cloud: start one with ./virga up --data ${folder}, or name its --data`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new UserError(`${file} is damaged: remove it and start ./virga up again`);
  }
}
