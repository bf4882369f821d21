import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { crc32, deflateRawSync } from 'node:zlib';
import { ZipFile } from 'yazl';
import { type CraftedEntry, craftZip } from './zip/zip.fixture.ts';
import { extractZip, inspectZip, PACKAGE_LIMITS, ZipError, type ZipErrorKind, type ZipLimits } from './zip.ts';

const run = promisify(execFile);
const LINK = 0o120777;

let folder = '';
let count = 0;
before(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'virga-zip-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const fresh = (): string => path.join(folder, `out-${++count}`);

/** It is refused by both ways in, and leaves nothing behind. */
async function refused(zip: Uint8Array, kind: ZipErrorKind, limits?: ZipLimits): Promise<ZipError> {
  const isKind = (error: unknown): boolean => {
    assert(error instanceof ZipError, `${String(error)} is no ZipError`);
    assert.equal(error.kind, kind, error.message);
    return true;
  };
  await assert.rejects(inspectZip(zip, limits), isKind);
  const names = await readdir(folder);
  await assert.rejects(extractZip(zip, path.join(folder, 'refused'), limits), isKind);
  assert.deepEqual(await readdir(folder), names);
  const file = path.join(folder, `refused-${++count}.zip`);
  await writeFile(file, zip);
  return inspectZip(file, limits).then(
    () => assert.fail('accepted from a file'),
    (error: unknown) => {
      assert(isKind(error) && error instanceof ZipError);
      return error;
    },
  );
}

test('a zip made by yazl: contents, folders, executable bit, times', async () => {
  const zip = new ZipFile();
  const mtime = new Date('2024-02-29T12:34:56Z');
  zip.addBuffer(Buffer.from('exports.handler = 1'), 'index.js', { mtime, mode: 0o100600 });
  zip.addBuffer(Buffer.from('#!/bin/sh\n'), 'bin/deep/run', { mtime, mode: 0o106755, compress: false });
  zip.addBuffer(Buffer.alloc(3_000_000, 'x'), 'data/large', { mtime });
  zip.addBuffer(Buffer.alloc(0), 'data/empty', { mtime });
  zip.addEmptyDirectory('nothing', { mtime });
  zip.end();
  const out = fresh();
  const { entries, unzippedBytes } = await extractZip(await buffer(zip.outputStream), out);
  assert.equal(unzippedBytes, 19 + 10 + 3_000_000);
  assert.deepEqual(
    entries.map((entry) => `${entry.kind} ${entry.path}`),
    ['file index.js', 'file bin/deep/run', 'file data/large', 'file data/empty', 'folder nothing'],
  );
  assert.equal(await readFile(path.join(out, 'index.js'), 'utf8'), 'exports.handler = 1');
  assert.equal((await stat(path.join(out, 'index.js'))).mode & 0o7777, 0o644, 'readable by the sandbox');
  assert.equal((await stat(path.join(out, 'bin/deep/run'))).mode & 0o7777, 0o755, 'no setuid, no setgid');
  assert.equal((await stat(path.join(out, 'bin/deep'))).mode & 0o7777, 0o755);
  assert.equal((await stat(out)).mode & 0o7777, 0o755);
  assert.equal((await stat(path.join(out, 'index.js'))).mtimeMs, mtime.getTime());
  assert.equal((await readFile(path.join(out, 'data/large'))).equals(Buffer.alloc(3_000_000, 'x')), true);
  assert((await stat(path.join(out, 'nothing'))).isDirectory());
});

test("a zip made by Debian's zip: links inside the tree, modes, names beyond ASCII", async (t) => {
  const source = path.join(folder, 'debian');
  await mkdir(path.join(source, 'lib/real'), { recursive: true });
  await writeFile(path.join(source, 'lib/real/größe.txt'), 'Größe');
  await writeFile(path.join(source, 'bootstrap'), '#!/bin/sh\n', { mode: 0o755 });
  await symlink('real', path.join(source, 'lib/current'));
  await symlink('../bootstrap', path.join(source, 'lib/start'));
  await symlink('lib/current/größe.txt', path.join(source, 'through'));
  await symlink('missing', path.join(source, 'dangling'));
  await utimes(path.join(source, 'bootstrap'), 1_700_000_000, 1_700_000_000);
  try {
    await run('zip', ['-qry', '../debian.zip', '.'], { cwd: source });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return t.skip('there is no zip here');
    throw error;
  }
  const out = fresh();
  await extractZip(path.join(folder, 'debian.zip'), out);
  assert.equal(await readFile(path.join(out, 'through'), 'utf8'), 'Größe');
  assert.equal(await readlink(path.join(out, 'lib/start')), '../bootstrap');
  assert.equal(await readlink(path.join(out, 'dangling')), 'missing');
  const found = await stat(path.join(out, 'bootstrap'));
  assert.equal(found.mode & 0o7777, 0o755);
  assert.equal(found.mtimeMs, 1_700_000_000_000);
});

test("a zip made by Python's zipfile, stored, deflated and streamed", async (t) => {
  const file = path.join(folder, 'python.zip');
  const script = `
import sys, zipfile
class Pipe:
    def __init__(self, file): self.file = file
    def write(self, data): return self.file.write(data)
    def flush(self): self.file.flush()
with open(sys.argv[1], 'wb') as out, zipfile.ZipFile(Pipe(out), 'w') as z:
    z.writestr('lambda_function.py', 'def lambda_handler(event, context): return 1\\n', zipfile.ZIP_DEFLATED)
    z.writestr('stored/\\u65e5\\u672c.txt', 'x' * 1000)
    z.writestr('pkg/', '')
`;
  try {
    await run('python3', ['-c', script, file]);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return t.skip('there is no python3 here');
    throw error;
  }
  const out = fresh();
  await extractZip(file, out);
  assert.match(await readFile(path.join(out, 'lambda_function.py'), 'utf8'), /lambda_handler/);
  assert.equal((await readFile(path.join(out, 'stored/日本.txt'))).length, 1000);
  assert((await stat(path.join(out, 'pkg'))).isDirectory());
});

test('the folder appears whole or not at all, and never over another', async () => {
  const out = fresh();
  await mkdir(out);
  await writeFile(path.join(out, 'mine'), 'x');
  await assert.rejects(extractZip(craftZip([{ name: 'a' }]), out), { code: 'ENOTEMPTY' });
  assert.deepEqual(await readdir(out), ['mine']);
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.endsWith('.new')),
    [],
  );
});

test('modes do not depend on the umask, nor on a host that has none', async () => {
  const out = fresh();
  const before = process.umask(0o077);
  try {
    await extractZip(
      craftZip([
        { name: 'sub/a', mode: 0 },
        { name: 'dos', host: 0, mode: LINK, contents: 'x' },
      ]),
      out,
    );
  } finally {
    process.umask(before);
  }
  assert.equal((await stat(path.join(out, 'sub'))).mode & 0o777, 0o755);
  assert.equal((await stat(path.join(out, 'sub/a'))).mode & 0o777, 0o644);
  assert((await stat(path.join(out, 'dos'))).isFile());
});

test('sizes that stand behind the contents, a folder named twice, and ./ before names are no fault', async () => {
  const out = fresh();
  const zip = craftZip([
    { name: './' },
    { name: 'a/', mode: 0o040700 },
    { name: 'a/' },
    { name: './a//./b', contents: 'streamed', dataDescriptor: true, method: 8 },
  ]);
  await extractZip(zip, out);
  assert.equal(await readFile(path.join(out, 'a/b'), 'utf8'), 'streamed');
});

test('names: UTF-8 without its flag, code page 437, the Unicode extra field', async () => {
  const raw = Buffer.from([0x81, 0x2e, 0x74]);
  const unicode = Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), Buffer.from('ж.t')]);
  unicode.writeUInt32LE(crc32(Buffer.from('zh.t')), 1);
  const extra = Buffer.concat([Buffer.from([0x75, 0x70, unicode.length, 0]), unicode]);
  const zip = craftZip([{ name: Buffer.from('ö.t') }, { name: raw }, { name: 'zh.t', extra }]);
  const { entries } = await inspectZip(zip);
  assert.deepEqual(
    entries.map((entry) => entry.path),
    ['ö.t', 'ü.t', 'ж.t'],
  );
});

const PATHS: Readonly<Record<string, CraftedEntry>> = {
  'a way up': { name: '../evil' },
  'a way up in the middle': { name: 'a/../../evil' },
  'a way up that stays inside': { name: 'a/../b' },
  'a way up at the end': { name: 'a/..' },
  'an absolute path': { name: '/etc/passwd' },
  'two slashes': { name: '//etc/passwd' },
  'a backslash': { name: 'a\\b' },
  'a way up with backslashes': { name: '..\\evil' },
  'a drive letter': { name: 'C:evil' },
  'a drive letter with a slash': { name: 'c:/evil' },
  'a zero byte': { name: 'a\0b' },
  'no name': { name: '' },
  'a name of 256 bytes': { name: 'n'.repeat(256) },
  'a path of more than the limit': { name: `${'n/'.repeat(1_100)}n` },
  'bytes that are not UTF-8, said to be': { name: Buffer.from([0x61, 0xff]), flags: 0x800 },
  'an absolute path in the Unicode extra field': { name: 'x', extra: unicodePath('x', '/etc/passwd') },
  'a way up in the Unicode extra field': { name: 'x', extra: unicodePath('x', '../x') },
};

function unicodePath(name: string, unicode: string): Buffer {
  const data = Buffer.concat([Buffer.alloc(5, 1), Buffer.from(unicode)]);
  data.writeUInt32LE(crc32(Buffer.from(name)), 1);
  return Buffer.concat([Buffer.from([0x75, 0x70, data.length, 0]), data]);
}

for (const [what, entry] of Object.entries(PATHS)) {
  test(`refused path: ${what}`, async () => {
    await refused(craftZip([{ name: 'fine' }, entry]), 'path');
  });
}

const link = (name: string, target: string): CraftedEntry => ({ name, contents: target, mode: LINK });

const LINKS: Readonly<Record<string, readonly CraftedEntry[]>> = {
  'an absolute target': [link('l', '/etc/passwd')],
  'an absolute target inside of where functions see it': [link('l', '/var/task/a')],
  'a way up': [link('l', '../evil')],
  'a way up from a folder': [link('a/l', '../../evil')],
  'out and in again': [link('a/l', '../../out/a/x')],
  'out through another link': [link('a/b/up', '..'), link('l', 'a/b/up/../../evil')],
  'out through a chain of links': [link('a/x', 'b/c'), link('a/b/c', '..'), link('l', 'a/x/../../evil')],
  'through a dangling name': [link('l', 'missing/../../evil')],
  'to itself': [link('l', 'l')],
  'in a circle': [link('a', 'b'), link('b', 'a')],
  'without target': [link('l', '')],
  'a zero byte in the target': [link('l', 'a\0b')],
  'a target that is no text': [{ name: 'l', contents: Buffer.from([0xff, 0xfe]), mode: LINK }],
  'a target without end': [link('l', 'a/'.repeat(2_000))],
  'unpacking to more than it says': [{ ...link('l', 'x'), method: 8, packed: deflateRawSync(Buffer.alloc(100_000)) }],
};

for (const [what, entries] of Object.entries(LINKS)) {
  test(`refused link: ${what}`, async () => {
    await refused(craftZip(entries), what.startsWith('unpacking') ? 'damaged' : 'symlink');
  });
}

test('links that stay inside are fine, also up and through each other', async () => {
  const out = fresh();
  const zip = craftZip([
    { name: 'a/b/file', contents: 'here' },
    link('a/b/up', '..'),
    link('l', 'a/b/up/b/file'),
    link('a/top', '../a/b'),
    link('m', './/a/top/./file'),
  ]);
  await extractZip(zip, out);
  assert.equal(await readFile(path.join(out, 'l'), 'utf8'), 'here');
  assert.equal(await readFile(path.join(out, 'm'), 'utf8'), 'here');
});

const REFUSED: Readonly<Record<string, readonly [ZipErrorKind, readonly CraftedEntry[]]>> = {
  'a file below a link': ['path', [link('l', 'a'), { name: 'a/' }, { name: 'l/evil' }]],
  'a file below a link that comes later': ['path', [{ name: 'l/evil' }, link('l', '.')]],
  'a file below a file': ['path', [{ name: 'f' }, { name: 'f/g' }]],
  'the same name twice': ['duplicate', [{ name: 'a' }, { name: 'b' }, { name: 'a' }]],
  'the same name in two spellings': ['duplicate', [{ name: 'a/b' }, { name: './a//b' }]],
  'a link and a file of one name': ['duplicate', [link('a', 'b'), { name: 'a' }]],
  'a folder and a file of one name': ['duplicate', [{ name: 'a/' }, { name: 'a' }]],
  'a character device': ['special-file', [{ name: 'null', mode: 0o020666 }]],
  'a block device': ['special-file', [{ name: 'sda', mode: 0o060666 }]],
  'a named pipe': ['special-file', [{ name: 'pipe', mode: 0o010666 }]],
  'a socket': ['special-file', [{ name: 'socket', mode: 0o140666 }]],
  'an encrypted entry': ['encrypted', [{ name: 'a', flags: 1, contents: 'x'.repeat(20), sizeBytes: 8 }]],
  'another compression': ['unsupported', [{ name: 'a', method: 12, contents: 'x' }]],
  'a wrong checksum': ['damaged', [{ name: 'a', contents: 'x', crc32: 1 }]],
  'a wrong checksum, deflated': ['damaged', [{ name: 'a', contents: 'x', crc32: 1, method: 8 }]],
  'broken compression': ['damaged', [{ name: 'a', method: 8, packed: Buffer.from('not deflated'), sizeBytes: 12 }]],
  'compression that is cut off': [
    'damaged',
    [{ name: 'a', method: 8, contents: 'x', packed: deflateRawSync(Buffer.from('hello hello hello')).subarray(0, 5) }],
  ],
  'less than it says': ['damaged', [{ name: 'a', method: 8, contents: 'x', sizeBytes: 100 }]],
  'more than it says': ['damaged', [{ name: 'a', method: 8, contents: 'x'.repeat(100), sizeBytes: 1 }]],
  'stored bytes of another size than it says': ['damaged', [{ name: 'a', contents: 'xxx', sizeBytes: 1 }]],
  'a folder with contents': ['damaged', [{ name: 'a/', contents: 'x' }]],
  'an entry that shares the bytes of another': [
    'overlap',
    [
      { name: 'a', contents: 'x'.repeat(1_000), method: 8 },
      { name: 'b', contents: 'x'.repeat(1_000), method: 8, sharesWith: 0 },
    ],
  ],
  nothing: ['empty', []],
  'nothing but the folder itself': ['empty', [{ name: './' }]],
};

for (const [what, [kind, entries]] of Object.entries(REFUSED)) {
  test(`refused: ${what}`, async () => {
    await refused(craftZip(entries), kind);
  });
}

test('refused: bytes that are no zip file', async () => {
  await refused(Buffer.alloc(0), 'not-a-zip');
  await refused(Buffer.from('exports.handler = () => 1'), 'not-a-zip');
  const whole = craftZip([{ name: 'a', contents: 'hello' }]);
  await refused(whole.subarray(0, -1), 'not-a-zip');
  await refused(Buffer.concat([whole, Buffer.from('behind')]), 'not-a-zip');
});

test('refused or right: every byte of a small zip changed, in every way that one bit allows', async () => {
  const zip = craftZip([{ name: 'a', contents: 'hello hello hello', method: 8 }, link('l', 'a')]);
  for (let at = 0; at < zip.length; at++) {
    for (let bit = 0; bit < 8; bit++) {
      const changed = Buffer.from(zip);
      changed[at] = (changed[at] ?? 0) ^ (1 << bit);
      try {
        const { unzippedBytes } = await inspectZip(changed);
        assert(unzippedBytes <= 18);
      } catch (error) {
        assert(error instanceof ZipError, `byte ${at}, bit ${bit}: ${String(error)}`);
      }
    }
  }
});

test('refused: more entries than the directory counts', async () => {
  await refused(craftZip([{ name: 'a' }, { name: 'b' }, { name: 'c' }], { entryCount: 1 }), 'damaged');
});

test('the directory may not be taken for contents', async () => {
  const zip = craftZip([{ name: 'a', contents: 'x' }]);
  const directory = zip.indexOf(Buffer.from([0x50, 0x4b, 1, 2]));
  for (const at of [directory + 20, directory + 24]) zip.writeUInt32LE(40, at);
  await refused(zip, 'overlap');
});

const small: ZipLimits = { ...PACKAGE_LIMITS, unzippedBytes: 100_000, entries: 3, zippedBytes: 2_000 };

test('limits: the size zipped, the size claimed, the number of entries', async () => {
  const at = (sizeBytes: number): Uint8Array => craftZip([{ name: 'a', contents: Buffer.alloc(sizeBytes), method: 8 }]);
  assert.equal((await inspectZip(at(100_000), small)).unzippedBytes, 100_000);
  await refused(at(100_001), 'unzipped-too-large', small);
  await refused(craftZip([{ name: 'a', contents: Buffer.alloc(2_000) }]), 'zipped-too-large', small);
  await refused(craftZip(['a', 'b', 'c', 'd'].map((name) => ({ name }))), 'too-many-entries', small);
  await refused(craftZip([{ name: 'a' }], { entryCount: 3 }), 'damaged', small);
});

test('limits: the sum of several, and a bomb whose header claims less', async () => {
  const half = { contents: Buffer.alloc(60_000), method: 8 };
  await refused(
    craftZip([
      { name: 'a', ...half },
      { name: 'b', ...half },
    ]),
    'unzipped-too-large',
    small,
  );
  const bomb = deflateRawSync(Buffer.alloc(200_000_000));
  const limits = { ...PACKAGE_LIMITS, unzippedBytes: 1_000_000 };
  const before = process.memoryUsage().rss;
  const error = await refused(craftZip([{ name: 'a', method: 8, packed: bomb, sizeBytes: 1_000 }]), 'damaged', limits);
  assert.match(error.message, /too many bytes/);
  assert(process.memoryUsage().rss - before < 150_000_000);
});

test('limits: folders that only paths name, and links that take long to follow, cost no time', async () => {
  const deep = Array.from({ length: 2_000 }, (_, at) => ({ name: `${at}/${'d/'.repeat(900)}f` }));
  await refused(craftZip(deep), 'too-many-entries');
  const slow = Array.from({ length: 2_000 }, (_, at) => link(`l${at}`, `l${at + 1}/${'./a/../'.repeat(280)}`));
  await refused(craftZip(slow), 'symlink');
  await refused(craftZip([link('l', 'a/'.repeat(1_000)), link('m', 'l/l/l'), link('a', 'a')]), 'symlink');
  await refused(craftZip(['a/b/c', 'd'].map((name) => ({ name }))), 'too-many-entries', small);
});

test('messages name the entry, harmlessly quoted', async () => {
  const error = await refused(craftZip([{ name: '../a\n\u001b[31m' }]), 'path');
  assert.equal(error.message, String.raw`The entry "../a\n\u001b[31m" leads out of its folder`);
});
