/**
 * Secrets at rest: values are sealed under a master key that is made at first start and lies in a file of its own,
 * readable by its owner alone. What is sealed for one place (its context) opens in no other.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { constants, type FileHandle, link, open, rename, unlink } from 'node:fs/promises';
import path from 'node:path';
import { HmacKey } from './hmac.ts';
import { pooledRandomBytes } from './random-pool.ts';
import { syncFolder } from './sync-folder.ts';
import { UserError } from './user-error.ts';

export interface Sealer {
  /** `context` names the place of the value, such as `lambda.environment/<arn>`; it is authenticated, not kept. */
  seal(plain: Uint8Array, context: string): Uint8Array;
  /** Throws SealBrokenError. */
  open(sealed: Uint8Array, context: string): Uint8Array;
  /** 32 bytes that only this purpose has, the same until the master key is changed. */
  derive(purpose: string): Uint8Array;
  /** The same of each master key that was changed since, oldest first. */
  deriveFormer(purpose: string): readonly Uint8Array[];
  /** What tells the key file from others: of its first key alone, of the first two … of all, as it is now. */
  readonly fingerprints: readonly Uint8Array[];
}

/** The value was changed, was sealed for another place, or under another master key. */
export class SealBrokenError extends Error {
  override readonly name = 'SealBrokenError';
}

/** The file of the master key cannot be used; the message says what to do. */
export class MasterKeyError extends UserError {}

const KEY_BYTES = 32;
const SALT_BYTES = 12;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Sealed under the first master key; those under a later one say its number in the next byte. */
const FIRST_KEY = 1;
const LATER_KEY = 2;
/** A number of a byte. */
const KEYS_MAX = 256;

/** Opens the master key, and makes it (0600, durable) where there is none. */
export async function openMasterKey(file: string): Promise<Sealer> {
  const handle = (await openExisting(file)) ?? (await makeKey(file));
  try {
    return createSealer(await readKey(handle, file));
  } finally {
    await handle.close();
  }
}

/**
 * Adds a new master key to the file: what is sealed from the next start on is sealed under it. What is there stays as it is,
 * and its keys stay in the file. Durable and whole or not at all.
 */
export async function addMasterKey(file: string): Promise<void> {
  const handle = await openExisting(file);
  if (!handle) throw new MasterKeyError(`There is no master key ${file}`);
  let keys: Uint8Array;
  try {
    keys = await readKey(handle, file);
  } finally {
    await handle.close();
  }
  if (keys.byteLength >= KEYS_MAX * KEY_BYTES) throw new MasterKeyError(`${file} holds ${KEYS_MAX} keys already`);
  const written = await writeKey(file, Buffer.concat([keys, randomBytes(KEY_BYTES)]));
  await rename(written, file);
  await syncFolder(path.dirname(file));
}

/**
 * Version byte (and from the second master key on its number), 12 bytes of salt, 12 of nonce, cipher text, 16 of tag. Each
 * value has a key of its own, made of the salt, so that random nonces under one key never come near their limit (the
 * construction of XAES-256-GCM, with HMAC). `masterKeys`: 32 bytes each, the one in use last.
 */
export function createSealer(masterKeys: Uint8Array): Sealer {
  const ends = Array.from({ length: masterKeys.byteLength / KEY_BYTES }, (_, at) => (at + 1) * KEY_BYTES);
  const keys = ends.map((end) => masterKeys.subarray(end - KEY_BYTES, end));
  const sealingKeys = keys.map((key) => new HmacKey(deriveOf(key, 'kit.seal')));
  const newest = keys.length - 1;
  const head = newest === 0 ? Uint8Array.of(FIRST_KEY) : Uint8Array.of(LATER_KEY, newest);

  return {
    seal(plain, context) {
      const random = pooledRandomBytes(SALT_BYTES + NONCE_BYTES);
      const key = keyOf(sealingKeys[newest], random.subarray(0, SALT_BYTES));
      const cipher = createCipheriv('aes-256-gcm', key, random.subarray(SALT_BYTES), { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.concat([head, Buffer.from(context)]));
      const body = cipher.update(plain);
      cipher.final();
      return Buffer.concat([head, random, body, cipher.getAuthTag()]);
    },
    open(sealed, context) {
      const number = sealed[0] === LATER_KEY ? sealed[1] : 0;
      const rest = sealed.subarray(number === 0 ? 1 : 2);
      if (rest.byteLength < SALT_BYTES + NONCE_BYTES + TAG_BYTES) throw broken('it is too short');
      if (sealed[0] !== FIRST_KEY && sealed[0] !== LATER_KEY) {
        throw broken(`its version ${sealed[0]} is not known here`);
      }
      const key = keyOf(sealingKeys[number ?? 0], rest.subarray(0, SALT_BYTES));
      const nonce = rest.subarray(SALT_BYTES, SALT_BYTES + NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.concat([sealed.subarray(0, sealed.byteLength - rest.byteLength), Buffer.from(context)]));
      decipher.setAuthTag(rest.subarray(-TAG_BYTES));
      const plain = decipher.update(rest.subarray(SALT_BYTES + NONCE_BYTES, -TAG_BYTES));
      try {
        decipher.final();
      } catch {
        throw broken('it was changed, moved from another place, or sealed under another master key');
      }
      return plain;
    },
    derive: (purpose) => deriveOf(keys[newest], purpose),
    deriveFormer: (purpose) => keys.slice(0, newest).map((key) => deriveOf(key, purpose)),
    fingerprints: ends.map((end) => deriveOf(masterKeys.subarray(0, end), 'fingerprint')),
  };
}

function deriveOf(key: Uint8Array | undefined, purpose: string): Uint8Array {
  if (!key) throw new RangeError('A master key has 32 bytes');
  return new Uint8Array(hkdfSync('sha256', key, new Uint8Array(0), `virga/${purpose}`, KEY_BYTES));
}

function keyOf(sealingKey: HmacKey | undefined, salt: Uint8Array): Uint8Array {
  if (!sealingKey) throw broken('it was sealed under a master key that the key file does not hold');
  return sealingKey.digest(salt);
}

const broken = (why: string): SealBrokenError => new SealBrokenError(`A sealed value cannot be opened: ${why}`);

async function openExisting(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, constants.O_RDONLY);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new MasterKeyError(`The master key ${file} cannot be read: ${(error as Error).message}`);
  }
}

/** Written whole under another name first; link() puts it into place only where nothing is. */
async function makeKey(file: string): Promise<FileHandle> {
  const written = await writeKey(file, randomBytes(KEY_BYTES));
  try {
    await link(written, file);
  } catch (error) {
    // Another process was first: its key is the key.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await unlink(written);
  }
  await syncFolder(path.dirname(file));
  return open(file, constants.O_RDONLY);
}

/** Under another name, which it resolves with. */
async function writeKey(file: string, bytes: Uint8Array): Promise<string> {
  const written = `${file}.${randomBytes(8).toString('hex')}.new`;
  const handle = await open(written, 'wx', 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(bytes);
    await handle.sync();
    return written;
  } catch (error) {
    await unlink(written);
    throw error;
  } finally {
    await handle.close();
  }
}

async function readKey(handle: FileHandle, file: string): Promise<Uint8Array> {
  const { mode, size } = await handle.stat();
  if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new MasterKeyError(`The master key ${file} is no file`);
  if ((mode & 0o077) !== 0) {
    const shown = (mode & 0o777).toString(8).padStart(4, '0');
    throw new MasterKeyError(`The master key ${file} is open to other users (mode ${shown}): run chmod 600 ${file}`);
  }
  if (size === 0 || size % KEY_BYTES !== 0 || size > KEYS_MAX * KEY_BYTES) {
    throw new MasterKeyError(
      `The master key ${file} has ${size} bytes instead of ${KEY_BYTES} a key: restore it from a backup. Without the key that ` +
        'sealed them, the secrets and blobs in this data directory cannot be read',
    );
  }
  return handle.readFile();
}
