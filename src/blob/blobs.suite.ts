/** What every adapter of Blobs must show. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { type BlobId, BlobMissingError, type Blobs } from './blobs.ts';

export interface OpenBlobs extends AsyncDisposable {
  readonly blobs: Blobs;
}

const KIB64 = 64 * 1024;
const SIZES = [0, 1, 15, 16, 17, 4096, KIB64 - 17, KIB64 - 16, KIB64 - 1, KIB64, KIB64 + 1, KIB64 + 16, KIB64 + 17];
const LONGER = [2 * KIB64 - 1, 2 * KIB64, 2 * KIB64 + 1, 16 * KIB64, 16 * KIB64 + 1, 33 * KIB64 + 5];

export function blobsSuite(name: string, open: () => Promise<OpenBlobs>): void {
  describe(`blobs: ${name}`, () => {
    test('what was put is read, at every size around the borders of chunks', async () => {
      await using room = await open();
      for (const size of [...SIZES, ...LONGER]) {
        const bytes = randomBytes(size);
        const info = await room.blobs.put(bytes);
        assert.equal(info.sizeBytes, size);
        assert.match(info.id, /^[0-9a-f]{32}$/);
        assert(bytes.equals(await readWhole(room.blobs, info.id)), `${size} bytes`);
        assert(bytes.equals(await room.blobs.readAll(info.id, size)), `${size} bytes at once`);
      }
    });

    test('a stream is put whole, however it is cut', async () => {
      await using room = await open();
      const bytes = randomBytes(5 * KIB64 + 123);
      for (const piece of [1_000, KIB64 - 1, KIB64, KIB64 + 1, 3 * KIB64, bytes.length]) {
        const info = await room.blobs.put(cut(bytes, piece));
        assert.equal(info.sizeBytes, bytes.length);
        assert(bytes.equals(await readWhole(room.blobs, info.id)), `pieces of ${piece}`);
      }
      const empty = await room.blobs.put(cut(Buffer.alloc(0), 1));
      assert.equal((await readWhole(room.blobs, empty.id)).length, 0);
    });

    test('a range is exactly these bytes, whatever chunks it touches', async () => {
      await using room = await open();
      const bytes = randomBytes(20 * KIB64 + 100);
      const { id } = await room.blobs.put(bytes);
      const marks = [0, 1, KIB64 - 1, KIB64, KIB64 + 1, 17 * KIB64, 20 * KIB64, bytes.length - 1, bytes.length];
      for (const start of marks) {
        assert(bytes.subarray(start).equals(await readWhole(room.blobs, id, { start })), `from ${start}`);
        for (const end of marks.filter((mark) => mark >= start)) {
          assert(bytes.subarray(start, end).equals(await readWhole(room.blobs, id, { start, end })), `${start}-${end}`);
        }
      }
    });

    test('a range past the end is cut to what there is; one that cannot be is an error', async () => {
      await using room = await open();
      for (const size of [0, 10, KIB64]) {
        const { id } = await room.blobs.put(Buffer.alloc(size, 1));
        assert.equal((await readWhole(room.blobs, id, { start: 0, end: size + 1_000_000 })).length, size);
        assert.equal((await readWhole(room.blobs, id, { start: size })).length, 0);
        assert.equal((await readWhole(room.blobs, id, { start: size + KIB64 * 3 })).length, 0);
        await assert.rejects(readWhole(room.blobs, id, { start: 2, end: 1 }), RangeError);
        await assert.rejects(readWhole(room.blobs, id, { start: -1 }), RangeError);
        await assert.rejects(readWhole(room.blobs, id, { end: 0.5 }), RangeError);
      }
    });

    test('readAll refuses a blob that is larger than its reader takes', async () => {
      await using room = await open();
      const { id } = await room.blobs.put(randomBytes(3 * KIB64));
      await assert.rejects(room.blobs.readAll(id, 3 * KIB64 - 1), RangeError);
    });

    test('a deleted blob is missing, and deleting it again is nothing', async () => {
      await using room = await open();
      const { id } = await room.blobs.put(Buffer.from('x'));
      await room.blobs.delete(id);
      await room.blobs.delete(id);
      await assert.rejects(readWhole(room.blobs, id), BlobMissingError);
      await assert.rejects(room.blobs.readAll('0'.repeat(32), 1), BlobMissingError);
      await assert.rejects(room.blobs.readAll('../../etc/passwd', 1), BlobMissingError);
      await room.blobs.delete('../../etc/passwd');
    });

    test('ids grow with time, and pages list them all in order', async () => {
      await using room = await open();
      const made: BlobId[] = [];
      for (let count = 0; count < 25; count++) made.push((await room.blobs.put(Buffer.from([count]))).id);
      assert.deepEqual(made, [...made].sort());
      const listed: BlobId[] = [];
      for (;;) {
        const page = await room.blobs.list(listed.at(-1), 7);
        listed.push(...page);
        if (page.length < 7) break;
      }
      assert.deepEqual(listed, made);
      assert.deepEqual(await room.blobs.list(made.at(-1), 7), []);
      await assert.rejects(room.blobs.list(undefined, 0), RangeError);
      await assert.rejects(room.blobs.list(undefined, 1_001), RangeError);
    });

    test('a put whose stream breaks leaves nothing', async () => {
      await using room = await open();
      for (const after of [0, 10, KIB64, 40 * KIB64]) {
        await assert.rejects(room.blobs.put(broken(after)), /the client went away/);
      }
      assert.deepEqual(await room.blobs.list(undefined, 10), []);
    });

    test('a put takes no more of a stream than it can write', async () => {
      await using room = await open();
      const pieces = 2_048;
      const piece = Buffer.alloc(KIB64, 7);
      const before = process.memoryUsage().arrayBuffers;
      let most = 0;
      const source = async function* (): AsyncGenerator<Uint8Array> {
        for (let count = 0; count < pieces; count++) {
          most = Math.max(most, process.memoryUsage().arrayBuffers - before);
          yield piece;
        }
      };
      const { sizeBytes } = await room.blobs.put(source());
      assert.equal(sizeBytes, pieces * KIB64);
      // 128 MiB went through; the bound leaves room for what is not collected yet.
      assert(most < 64 * 1024 * 1024, `${most} bytes were held`);
    });

    test('puts, reads and deletes at the same time do not disturb each other', async () => {
      await using room = await open();
      const work = Array.from({ length: 24 }, async (_, at) => {
        const bytes = randomBytes(at * 13_001);
        const { id } = await room.blobs.put(at % 2 ? bytes : cut(bytes, 9_999));
        const [first, second] = await Promise.all([readWhole(room.blobs, id), readWhole(room.blobs, id)]);
        assert(bytes.equals(first) && bytes.equals(second));
        if (at % 3 === 0) await room.blobs.delete(id);
        return { id, digest: at % 3 === 0 ? undefined : digest(bytes) };
      });
      const made = await Promise.all(work);
      const kept = made.filter((blob) => blob.digest !== undefined);
      assert.deepEqual(await room.blobs.list(undefined, 100), kept.map((blob) => blob.id).sort());
      for (const { id, digest: expected } of kept) {
        assert.equal(digest(await readWhole(room.blobs, id)), expected);
      }
    });

    test('who stops reading in the middle leaves nothing open, and a blob deleted meanwhile is read to its end or is missing', async () => {
      await using room = await open();
      const bytes = randomBytes(40 * KIB64);
      const { id } = await room.blobs.put(bytes);
      for await (const part of room.blobs.read(id)) {
        assert(part.byteLength > 0);
        break;
      }
      const parts: Uint8Array[] = [];
      try {
        for await (const part of room.blobs.read(id)) {
          parts.push(part);
          if (parts.length === 1) await room.blobs.delete(id);
        }
        assert(bytes.equals(Buffer.concat(parts)));
      } catch (error) {
        assert(error instanceof BlobMissingError);
      }
    });
  });
}

export async function readWhole(blobs: Blobs, id: BlobId, range?: { start?: number; end?: number }): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of blobs.read(id, range)) parts.push(part);
  return Buffer.concat(parts);
}

const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function* cut(bytes: Uint8Array, piece: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += piece) yield bytes.subarray(at, at + piece);
}

async function* broken(after: number): AsyncGenerator<Uint8Array> {
  yield Buffer.alloc(after, 1);
  throw new Error('the client went away');
}
