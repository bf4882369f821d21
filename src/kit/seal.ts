/**
 * Secrets at rest: values are sealed under a master key that is made at first start and lies in a file of its own,
 * readable by its owner alone. What is sealed for one place (its context) opens in no other.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { constants, type FileHandle, link, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { syncFolder } from './sync-folder.ts';
import { UserError } from './user-error.ts';

export interface Sealer {
  /** `context` names the place of the value, such as `lambda.environment/<arn>`; it is authenticated, not kept. */
  seal(plain: Uint8Array, context: string): Uint8Array;
  /** Throws SealBrokenError. */
  open(sealed: Uint8Array, context: string): Uint8Array;
  /** 32 bytes that only this purpose has, always the same. */
  derive(purpose: string): Uint8Array;
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
const HEAD_BYTES = 1 + SALT_BYTES + NONCE_BYTES;
const VERSION = 1;

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
 * Version byte, 12 bytes of salt, 12 of nonce, cipher text, 16 of tag. Each value has a key of its own, made of the
 * salt, so that random nonces under one key never come near their limit (the construction of XAES-256-GCM, with HMAC).
 */
export function createSealer(masterKey: Uint8Array): Sealer {
  const derive = (purpose: string): Uint8Array =>
    new Uint8Array(hkdfSync('sha256', masterKey, new Uint8Array(0), `virga/${purpose}`, KEY_BYTES));
  const sealingKey = derive('kit.seal');
  const keyOf = (salt: Uint8Array): Uint8Array => createHmac('sha256', sealingKey).update(salt).digest();

  return {
    seal(plain, context) {
      const random = randomBytes(SALT_BYTES + NONCE_BYTES);
      const key = keyOf(random.subarray(0, SALT_BYTES));
      const cipher = createCipheriv('aes-256-gcm', key, random.subarray(SALT_BYTES), { authTagLength: TAG_BYTES });
      cipher.setAAD(Buffer.concat([Uint8Array.of(VERSION), Buffer.from(context)]));
      const body = cipher.update(plain);
      cipher.final();
      return Buffer.concat([Uint8Array.of(VERSION), random, body, cipher.getAuthTag()]);
    },
    open(sealed, context) {
      if (sealed.byteLength < HEAD_BYTES + TAG_BYTES) throw broken('it is too short');
      if (sealed[0] !== VERSION) throw broken(`its version ${sealed[0]} is not known here`);
      const key = keyOf(sealed.subarray(1, 1 + SALT_BYTES));
      const nonce = sealed.subarray(1 + SALT_BYTES, HEAD_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAAD(Buffer.concat([Uint8Array.of(VERSION), Buffer.from(context)]));
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      const plain = decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES));
      try {
        decipher.final();
      } catch {
        throw broken('it was changed, moved from another place, or sealed under another master key');
      }
      return plain;
    },
    derive,
  };
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
  const written = `${file}.${randomBytes(8).toString('hex')}.new`;
  const handle = await open(written, 'wx', 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(randomBytes(KEY_BYTES));
    await handle.sync();
    await link(written, file);
  } catch (error) {
    // Another process was first: its key is the key.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await handle.close();
    await unlink(written);
  }
  await syncFolder(path.dirname(file));
  return open(file, constants.O_RDONLY);
}

async function readKey(handle: FileHandle, file: string): Promise<Uint8Array> {
  const { mode, size } = await handle.stat();
  if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new MasterKeyError(`The master key ${file} is no file`);
  if ((mode & 0o077) !== 0) {
    const shown = (mode & 0o777).toString(8).padStart(4, '0');
    throw new MasterKeyError(`The master key ${file} is open to other users (mode ${shown}): run chmod 600 ${file}`);
  }
  if (size !== KEY_BYTES) {
    throw new MasterKeyError(
      `The master key ${file} has ${size} bytes instead of ${KEY_BYTES}: restore it from a backup. Without the key that ` +
        'sealed them, the secrets and blobs in this data directory cannot be read',
    );
  }
  return handle.readFile();
}
