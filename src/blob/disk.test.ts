import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import {
  type FileHandle,
  glob,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { RandomIds } from '../kit/ids.ts';
import { silentLog } from '../kit/log.ts';
import { BlobDamagedError, type BlobId, type Blobs } from './blobs.ts';
import { blobsSuite, type OpenBlobs, readWhole } from './blobs.suite.ts';
import { openDiskBlobs } from './disk.ts';
import { BlobFolders } from './folders.ts';

const KEY = Buffer.alloc(32, 5);
const HEADER = 64;
const SEALED = 65_536 + 16;

interface Room extends OpenBlobs {
  readonly folder: string;
  fileOf(id: BlobId): Promise<string>;
}

async function openRoom(): Promise<Room> {
  const parent = await mkdtemp(path.join(tmpdir(), 'virga-blob-'));
  const folder = path.join(parent, 'blobs');
  return {
    folder,
    blobs: await reopen(folder),
    async fileOf(id) {
      for await (const file of glob(`*/*/${id}`, { cwd: folder })) return path.join(folder, file);
      throw new Error(`no file of ${id}`);
    },
    [Symbol.asyncDispose]: () => rm(parent, { recursive: true, force: true }),
  };
}

const reopen = (folder: string, key: Uint8Array = KEY): Promise<Blobs> =>
  openDiskBlobs({ folder, key, ids: new RandomIds(), log: silentLog });

blobsSuite('disk', openRoom);

test('the plain bytes are not on the disk, and nobody else may read the file', async () => {
  await using room = await openRoom();
  const secret = 'a line that must not be found on the disk';
  const { id } = await room.blobs.put(Buffer.from(secret.repeat(5_000)));
  const file = await room.fileOf(id);
  assert.equal((await readFile(file)).includes(secret.slice(0, 12)), false);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  assert.equal((await stat(path.dirname(file))).mode & 0o777, 0o700);
});

test('equal bytes look different in each blob', async () => {
  await using room = await openRoom();
  const one = await readFile(await room.fileOf((await room.blobs.put(Buffer.alloc(1_000))).id));
  const two = await readFile(await room.fileOf((await room.blobs.put(Buffer.alloc(1_000))).id));
  assert.notDeepEqual(one.subarray(HEADER), two.subarray(HEADER));
});

test('what a file holds does not change between releases: others must be able to read it', async () => {
  await using room = await openRoom();
  const ids = new RandomIds();
  ids.timeOrdered = () => '019a0000000000000000000000000001';
  ids.bytes = (count) => new Uint8Array(count).fill(9);
  const blobs = await openDiskBlobs({ folder: room.folder, key: KEY, ids, log: silentLog });
  const { id } = await blobs.put(Buffer.alloc(2 * 65_536 + 10, 'virga'));
  const file = await readFile(path.join(room.folder, '019a0', '019a0000', id));
  assert.equal(file.subarray(0, HEADER).toString('latin1').slice(0, 10), 'VIRGABLB\x01\x10');
  assert.equal(
    createHash('sha256').update(file).digest('hex'),
    '22f8ddb911295f8f68c40a789e6e14c9795b884c4d29227cddd09fbc0a3c5047',
  );
});

const BYTES = randomBytes(3 * 65_536 + 1_000);

const DAMAGES: Readonly<Record<string, (file: Buffer) => Buffer>> = {
  'the magic': flip(0),
  'the version': flip(8),
  'the chunk size': flip(9),
  'the zeros of the header': flip(12),
  'the id': flip(20),
  'the salt': flip(40),
  'the first chunk': flip(HEADER + 7),
  'a tag': flip(HEADER + SEALED - 3),
  'a chunk in the middle': flip(HEADER + SEALED + 9),
  'the last byte': flip(-1),
  'one byte cut off': (file) => file.subarray(0, -1),
  'cut off at the border of a chunk': (file) => file.subarray(0, HEADER + 3 * SEALED),
  'cut off behind the first chunk': (file) => file.subarray(0, HEADER + SEALED),
  'cut off within a tag': (file) => file.subarray(0, HEADER + SEALED + 5),
  'cut off behind the header': (file) => file.subarray(0, HEADER),
  'cut off within the header': (file) => file.subarray(0, 30),
  'an empty file': () => Buffer.alloc(0),
  'bytes added': (file) => Buffer.concat([file, Buffer.alloc(20)]),
  'a chunk added': (file) => Buffer.concat([file, file.subarray(-1_016)]),
  'two chunks swapped': (file) =>
    Buffer.concat([
      file.subarray(0, HEADER),
      file.subarray(HEADER + SEALED, HEADER + 2 * SEALED),
      file.subarray(HEADER, HEADER + SEALED),
      file.subarray(HEADER + 2 * SEALED),
    ]),
  'a chunk left out': (file) => Buffer.concat([file.subarray(0, HEADER), file.subarray(HEADER + SEALED)]),
};

function flip(at: number): (file: Buffer) => Buffer {
  return (file) => {
    const changed = Buffer.from(file);
    const index = at < 0 ? file.length + at : at;
    changed[index] = (changed[index] ?? 0) ^ 0x10;
    return changed;
  };
}

for (const [what, damage] of Object.entries(DAMAGES)) {
  test(`damage is seen: ${what}`, async () => {
    await using room = await openRoom();
    const { id } = await room.blobs.put(BYTES);
    const file = await room.fileOf(id);
    await writeFile(file, damage(await readFile(file)));
    await assert.rejects(readWhole(room.blobs, id), BlobDamagedError);
    // Nothing wrong is ever handed out, also not on the way to the damage.
    let read = 0;
    await assert.rejects(async () => {
      for await (const part of room.blobs.read(id)) {
        assert(BYTES.subarray(read, read + part.byteLength).equals(part));
        read += part.byteLength;
      }
    }, BlobDamagedError);
  });
}

test('a range is not disturbed by damage elsewhere, and one that ends at a cut sees it', async () => {
  await using room = await openRoom();
  const { id } = await room.blobs.put(BYTES);
  const file = await room.fileOf(id);
  const whole = await readFile(file);
  await writeFile(file, flip(HEADER + SEALED + 9)(whole));
  assert(BYTES.subarray(10, 60_000).equals(await readWhole(room.blobs, id, { start: 10, end: 60_000 })));
  await assert.rejects(readWhole(room.blobs, id, { start: 10, end: 65_537 }), BlobDamagedError);
  await writeFile(file, whole.subarray(0, HEADER + 2 * SEALED));
  for (const start of [65_536, 2 * 65_536, 3 * 65_536 + 5]) {
    await assert.rejects(readWhole(room.blobs, id, { start }), BlobDamagedError, `from ${start}`);
  }
});

test('two files exchanged, or one copied over the other, are seen', async () => {
  await using room = await openRoom();
  const one = await room.blobs.put(Buffer.from('one'));
  const two = await room.blobs.put(Buffer.from('two'));
  const [fileOne, fileTwo] = [await room.fileOf(one.id), await room.fileOf(two.id)];
  const other = await readFile(fileTwo);
  await rename(fileOne, fileTwo);
  await writeFile(fileOne, other);
  await assert.rejects(readWhole(room.blobs, one.id), /holds blob/);
  await assert.rejects(readWhole(room.blobs, two.id), BlobDamagedError);
});

test('under another key nothing opens', async () => {
  await using room = await openRoom();
  const { id } = await room.blobs.put(BYTES);
  await assert.rejects(readWhole(await reopen(room.folder, Buffer.alloc(32, 6)), id), BlobDamagedError);
});

test('what a crash left is removed at the next start; blobs and foreign files stay', async () => {
  await using room = await openRoom();
  const { id } = await room.blobs.put(BYTES);
  await writeFile(path.join(room.folder, 'incoming', 'f'.repeat(32)), 'half a blob');
  await writeFile(path.join(room.folder, 'notes.txt'), 'of the owner');
  await mkdir(path.join(room.folder, 'abcde'), { recursive: true });
  const blobs = await reopen(room.folder);
  assert.deepEqual(await readdir(path.join(room.folder, 'incoming')), []);
  assert.deepEqual(await blobs.list(undefined, 10), [id]);
  assert(BYTES.equals(await readWhole(blobs, id)));
});

test('a folder whose last blob is deleted goes, also while others are being put into it', async () => {
  await using room = await openRoom();
  const first = await room.blobs.put(Buffer.from('x'));
  const blobs = await reopen(room.folder);
  await blobs.delete(first.id);
  assert.deepEqual((await readdir(room.folder)).sort(), ['incoming']);
  const made = await Promise.all(
    Array.from({ length: 40 }, async (_, at) => {
      const { id } = await blobs.put(Buffer.from([at]));
      // A second opening knows of no newest folder, so that it removes the one in use whenever it is empty.
      if (at % 4 > 0) await reopenWithoutSweep(room.folder).delete(id);
      return at % 4 > 0 ? undefined : id;
    }),
  );
  const kept = made.filter((id) => id !== undefined).sort();
  assert.deepEqual(await blobs.list(undefined, 100), kept);
});

/** As another opening of the same folder, but for the sweep of what is being put there. */
function reopenWithoutSweep(folder: string): Blobs {
  const folders = new BlobFolders(folder);
  const unsupported = (): never => {
    throw new Error('only for deleting');
  };
  return {
    put: unsupported,
    read: unsupported,
    readAll: unsupported,
    list: unsupported,
    delete: (id) => folders.remove(id),
  };
}

test('the bytes are synced before the blob is visible, and its folder before the put resolves', async (t) => {
  await using room = await openRoom();
  await room.blobs.put(Buffer.from('the first one makes the folder'));
  const probe = await open(room.folder, 'r');
  const prototype = Object.getPrototypeOf(probe) as FileHandle;
  await probe.close();
  const events: string[] = [];
  const seen = async (what: string): Promise<void> => {
    events.push(`${what}, ${(await room.blobs.list(undefined, 10)).length} visible`);
  };
  for (const method of ['sync', 'datasync'] as const) {
    const original = prototype[method];
    t.mock.method(prototype, method, async function (this: FileHandle) {
      await seen((await this.stat()).isDirectory() ? 'folder' : 'bytes');
      return original.call(this);
    });
  }
  await room.blobs.put(Buffer.from('second'));
  assert.deepEqual(events, ['bytes, 1 visible', 'folder, 2 visible']);
});

test('after a new master key older blobs are read by the key that they were sealed under, new ones by the new', async () => {
  await using room = await openRoom();
  const old = await room.blobs.put(Buffer.from('old'));
  const [key, ids] = [Buffer.alloc(32, 42), new RandomIds()];
  const rotated = await openDiskBlobs({ folder: room.folder, key, formerKeys: [KEY], ids, log: silentLog });
  const recent = await rotated.put(Buffer.from('recent'));
  assert.equal(Buffer.from(await rotated.readAll(old.id, 100)).toString(), 'old');
  assert.equal(Buffer.from(await rotated.readAll(recent.id, 100)).toString(), 'recent');
  await assert.rejects(room.blobs.readAll(recent.id, 100), /under a master key that the key file does not hold/);
  // Who says that it was made under another key does not get further either.
  const file = await room.fileOf(recent.id);
  const bytes = await readFile(file);
  bytes[10] = 0;
  await writeFile(file, bytes);
  await assert.rejects(rotated.readAll(recent.id, 100), BlobDamagedError);
});
