import assert from 'node:assert/strict';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { addMasterKey, createSealer, MasterKeyError, openMasterKey, SealBrokenError } from './seal.ts';

let folder = '';
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'virga-seal-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => Buffer.from(text);

test('what is sealed opens again, and is not in the sealed bytes', () => {
  const sealer = createSealer(Buffer.alloc(32, 7));
  for (const plain of [bytes(''), bytes('a'), bytes('the secret of this record'), Buffer.alloc(100_000, 1)]) {
    const sealed = Buffer.from(sealer.seal(plain, 'iam.key/AKIA1'));
    assert.deepEqual(Buffer.from(sealer.open(sealed, 'iam.key/AKIA1')), Buffer.from(plain));
    if (plain.byteLength > 1) assert.equal(sealed.includes(plain.subarray(0, 16)), false);
  }
});

test('the same value is sealed differently each time', () => {
  const sealer = createSealer(Buffer.alloc(32, 7));
  assert.notDeepEqual(sealer.seal(bytes('x'), 'c'), sealer.seal(bytes('x'), 'c'));
});

test('a sealed value cannot be moved to another context, nor opened under another key', () => {
  const sealer = createSealer(Buffer.alloc(32, 7));
  const sealed = sealer.seal(bytes('secret'), 'lambda.environment/a');
  assert.throws(() => sealer.open(sealed, 'lambda.environment/b'), SealBrokenError);
  assert.throws(() => createSealer(Buffer.alloc(32, 8)).open(sealed, 'lambda.environment/a'), SealBrokenError);
});

test('a change of any byte and any truncation is seen', () => {
  const sealer = createSealer(Buffer.alloc(32, 7));
  const sealed = sealer.seal(bytes('secret'), 'c');
  for (let at = 0; at < sealed.byteLength; at++) {
    const changed = Uint8Array.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    assert.throws(() => sealer.open(changed, 'c'), SealBrokenError, `byte ${at}`);
    assert.throws(() => sealer.open(sealed.subarray(0, at), 'c'), SealBrokenError, `${at} bytes`);
  }
});

test('what sealed values look like does not change between releases', () => {
  const sealer = createSealer(Buffer.alloc(32, 7));
  const sealed = 'Ae9IctDFftkxoVrP4XOPahChlRBdPgnaGhjys86lbF+0ELwVDK+OLJxoYFQNgMo=';
  assert.equal(Buffer.from(sealer.open(Buffer.from(sealed, 'base64'), 'c')).toString(), 'pinned');
});

test('a purpose has always the same key, and none that another has', () => {
  const sealer = createSealer(Buffer.alloc(32, 7));
  assert.equal(sealer.derive('blob').byteLength, 32);
  assert.deepEqual(sealer.derive('blob'), createSealer(Buffer.alloc(32, 7)).derive('blob'));
  assert.notDeepEqual(sealer.derive('blob'), sealer.derive('token'));
  assert.notDeepEqual(sealer.derive('blob'), createSealer(Buffer.alloc(32, 8)).derive('blob'));
});

test('the first start makes the key for its owner alone; later starts find the same', async () => {
  const file = path.join(folder, 'first.key');
  const first = await openMasterKey(file);
  const found = await stat(file);
  assert.equal(found.mode & 0o777, 0o600);
  assert.equal(found.size, 32);
  const second = await openMasterKey(file);
  assert.equal(Buffer.from(second.open(first.seal(bytes('x'), 'c'), 'c')).toString(), 'x');
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('first')),
    ['first.key'],
  );
});

test('several first starts at once agree on one key', async () => {
  const file = path.join(folder, 'race.key');
  const sealers = await Promise.all(Array.from({ length: 8 }, () => openMasterKey(file)));
  const keys = new Set(sealers.map((sealer) => Buffer.from(sealer.derive('x')).toString('hex')));
  assert.equal(keys.size, 1);
});

test('a key that others can read, or of the wrong size, is refused and left as it is', async () => {
  const file = path.join(folder, 'open.key');
  await openMasterKey(file);
  await chmod(file, 0o640);
  await assert.rejects(openMasterKey(file), (error: unknown) => {
    assert(error instanceof MasterKeyError);
    assert.match(error.message, /open to other users \(mode 0640\): run chmod 600/);
    return true;
  });
  await chmod(file, 0o600);
  await writeFile(file, 'short');
  await assert.rejects(openMasterKey(file), /has 5 bytes instead of 32/);
  assert.equal(await readFile(file, 'utf8'), 'short');
});

test('a folder in the place of the key, or a missing folder, is a clear error', async () => {
  await assert.rejects(openMasterKey(folder), MasterKeyError);
  await assert.rejects(openMasterKey(path.join(folder, 'missing', 'master.key')), /ENOENT/);
});

test('after a new master key, what was sealed before opens, and what is sealed from then on needs it', async () => {
  const file = path.join(folder, 'rotated.key');
  const before = await openMasterKey(file);
  const old = before.seal(bytes('old'), 'c');
  await addMasterKey(file);
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const after = await openMasterKey(file);
  const recent = after.seal(bytes('recent'), 'c');
  assert.equal(Buffer.from(after.open(old, 'c')).toString(), 'old');
  assert.equal(Buffer.from(after.open(recent, 'c')).toString(), 'recent');
  assert.throws(() => before.open(recent, 'c'), /under a master key that the key file does not hold/);
  assert.throws(() => after.open(recent, 'd'), SealBrokenError);
  const claimsOlder = Uint8Array.from(recent);
  claimsOlder[1] = 0;
  assert.throws(() => after.open(claimsOlder, 'c'), SealBrokenError);
  assert.deepEqual(after.deriveFormer('blob'), [before.derive('blob')]);
  assert.notDeepEqual(after.derive('blob'), before.derive('blob'));
  assert.deepEqual(after.fingerprints[0], before.fingerprints[0]);
  assert.equal(after.fingerprints.length, 2);
});
