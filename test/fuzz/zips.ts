/** Deployment packages that want to harm, each with what AWS says of it, or nothing where it is a package like any other. */
import { deflateRawSync } from 'node:zlib';
import { craftZip } from '../../src/kit/zip/zip.fixture.ts';

export interface HostileZip {
  readonly name: string;
  readonly make: () => Buffer;
  /** Where it is refused: of AWS's message. */
  readonly refused?: RegExp;
}

const BROKEN = /^Could not unzip uploaded file\./;
const TOO_LARGE = /^Unzipped size must be smaller than 262144000 bytes/;
const LINK = 0o120777;
const PLAIN = { name: 'bootstrap', contents: '#!/bin/sh\n', mode: 0o100755 };
const MIB = 1024 * 1024;

export const HOSTILE_ZIPS: readonly HostileZip[] = [
  { name: 'nothing', make: () => Buffer.alloc(0), refused: /^Uploaded file must be a non-empty zip/ },
  { name: 'no files', make: () => craftZip([]), refused: /non-empty zip|Could not unzip/ },
  { name: 'no zip', make: () => Buffer.from('not a zip at all'), refused: BROKEN },
  {
    name: 'a path that leaves',
    make: () => craftZip([PLAIN, { name: '../../outside', contents: 'a' }]),
    refused: BROKEN,
  },
  { name: 'an absolute path', make: () => craftZip([PLAIN, { name: '/tmp/outside', contents: 'a' }]), refused: BROKEN },
  { name: 'backslashes', make: () => craftZip([PLAIN, { name: '..\\..\\outside', contents: 'a' }]), refused: BROKEN },
  { name: 'a NUL in a name', make: () => craftZip([PLAIN, { name: 'a\0b', contents: 'a' }]), refused: BROKEN },
  {
    name: 'a link out of it',
    make: () => craftZip([PLAIN, { name: 'link', contents: '/etc/passwd', mode: LINK }]),
    refused: BROKEN,
  },
  {
    name: 'a link and a file through it',
    make: () =>
      craftZip([PLAIN, { name: 'link', contents: '/tmp', mode: LINK }, { name: 'link/outside', contents: 'a' }]),
    refused: BROKEN,
  },
  {
    name: 'a link to itself',
    make: () => craftZip([PLAIN, { name: 'link', contents: 'link', mode: LINK }]),
    refused: BROKEN,
  },
  { name: 'a device', make: () => craftZip([PLAIN, { name: 'device', mode: 0o020666 }]), refused: BROKEN },
  { name: 'a named pipe', make: () => craftZip([PLAIN, { name: 'pipe', mode: 0o010666 }]), refused: BROKEN },
  { name: 'encrypted', make: () => craftZip([PLAIN, { name: 'secret', contents: 'a', flags: 1 }]), refused: BROKEN },
  {
    name: 'a name twice',
    make: () => craftZip([PLAIN, { name: 'a', contents: '1' }, { name: 'a', contents: '2' }]),
    refused: BROKEN,
  },
  {
    name: 'a file that is a folder',
    make: () => craftZip([PLAIN, { name: 'a', contents: '1' }, { name: 'a/b', contents: '2' }]),
    refused: BROKEN,
  },
  { name: 'a wrong checksum', make: () => craftZip([{ ...PLAIN, crc32: 1 }]), refused: BROKEN },
  { name: 'an unknown method', make: () => craftZip([{ ...PLAIN, method: 99 }]), refused: BROKEN },
  { name: 'a count that lies', make: () => craftZip([PLAIN], { entryCount: 65_534 }), refused: BROKEN },
  { name: 'a bomb that says its size', make: () => bomb(260 * MIB, 260 * MIB), refused: TOO_LARGE },
  { name: 'a bomb that lies of its size', make: () => bomb(260 * MIB, 10), refused: /^Could not unzip|^Unzipped size/ },
  {
    name: 'entries that share their contents',
    make: () => overlapping(300),
    refused: /^Could not unzip|^Unzipped size/,
  },
  { name: '100,000 entries', make: () => many(100_000), refused: BROKEN },
  {
    name: 'a name of 60,000 characters',
    make: () => craftZip([PLAIN, { name: 'a'.repeat(60_000), contents: 'a' }]),
    refused: BROKEN,
  },
  {
    name: 'five thousand levels',
    make: () => craftZip([PLAIN, { name: `${'a/'.repeat(5_000)}b`, contents: 'a' }]),
    refused: BROKEN,
  },
  { name: 'setuid', make: () => craftZip([PLAIN, { name: 'root', contents: 'a', mode: 0o106755 }]) },
  { name: 'sizes behind the contents', make: () => craftZip([{ ...PLAIN, method: 8, dataDescriptor: true }]) },
  {
    name: 'something in front',
    make: () => Buffer.concat([Buffer.from('#!/bin/sh\n'), craftZip([PLAIN])]),
    refused: BROKEN,
  },
];

function bomb(sizeBytes: number, saidBytes: number): Buffer {
  return craftZip([
    PLAIN,
    { name: 'bomb', method: 8, packed: deflateRawSync(Buffer.alloc(sizeBytes)), sizeBytes: saidBytes },
  ]);
}

function overlapping(count: number): Buffer {
  const first = { name: '0', contents: Buffer.alloc(MIB), method: 8 };
  const others = Array.from({ length: count }, (_, at) => ({ ...first, name: String(at + 1), sharesWith: 0 }));
  return craftZip([first, ...others]);
}

/** The directory's end cannot count them: the fields wrap around, as those of careless writers do. */
function many(count: number): Buffer {
  const entries = Array.from({ length: count }, (_, at) => ({ name: `folder-${at % 100}/file-${at}`, contents: '' }));
  return craftZip(entries, { entryCount: count % 65_536 });
}
