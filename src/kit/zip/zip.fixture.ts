/** For tests: zip files byte by byte, so that they can be wrong in every way. */
import { crc32, deflateRawSync } from 'node:zlib';

export interface CraftedEntry {
  readonly name: string | Uint8Array;
  readonly contents?: string | Uint8Array;
  /** Unix mode with its type. Default: a file, 0644. */
  readonly mode?: number;
  readonly host?: number;
  readonly flags?: number;
  readonly method?: number;
  readonly crc32?: number;
  readonly sizeBytes?: number;
  readonly packed?: Uint8Array;
  readonly extra?: Uint8Array;
  /** Points the directory at the contents of an earlier entry. */
  readonly sharesWith?: number;
  /** Sizes and checksum stand behind the contents only. */
  readonly dataDescriptor?: boolean;
}

export function craftZip(entries: readonly CraftedEntry[], changes: { entryCount?: number } = {}): Buffer {
  const files: Buffer[] = [];
  const directory: Uint8Array[] = [];
  const offsets: number[] = [];
  let offset = 0;
  for (const entry of entries) {
    const packed = pack(entry);
    const at = entry.sharesWith === undefined ? offset : (offsets[entry.sharesWith] ?? 0);
    offsets.push(at);
    if (entry.sharesWith === undefined) {
      const local = Buffer.concat([localHeader(packed), packed.name, packed.body, descriptor(packed)]);
      files.push(local);
      offset += local.length;
    }
    directory.push(directoryHeader(packed, at), packed.name, packed.extra);
  }
  const directoryBytes = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(changes.entryCount ?? entries.length, 8);
  end.writeUInt16LE(changes.entryCount ?? entries.length, 10);
  end.writeUInt32LE(directoryBytes.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...files, directoryBytes, end]);
}

interface Packed {
  readonly name: Buffer;
  readonly body: Uint8Array;
  readonly extra: Uint8Array;
  readonly crc32: number;
  readonly sizeBytes: number;
  readonly entry: CraftedEntry;
}

function pack(entry: CraftedEntry): Packed {
  const contents = Buffer.from(entry.contents ?? '');
  const body = entry.packed ?? (entry.method === 8 ? deflateRawSync(contents) : contents);
  return {
    name: Buffer.from(entry.name),
    body,
    extra: entry.extra ?? Buffer.alloc(0),
    crc32: entry.crc32 ?? crc32(contents),
    sizeBytes: entry.sizeBytes ?? contents.length,
    entry,
  };
}

const flagsOf = (entry: CraftedEntry): number => (entry.flags ?? 0) | (entry.dataDescriptor ? 8 : 0);

function localHeader(packed: Packed): Buffer {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(flagsOf(packed.entry), 6);
  header.writeUInt16LE(packed.entry.method ?? 0, 8);
  if (!packed.entry.dataDescriptor) writeSizes(header, packed, 14);
  header.writeUInt16LE(packed.name.length, 26);
  return header;
}

function descriptor(packed: Packed): Buffer {
  if (!packed.entry.dataDescriptor) return Buffer.alloc(0);
  const behind = Buffer.alloc(16);
  behind.writeUInt32LE(0x08074b50, 0);
  writeSizes(behind, packed, 4);
  return behind;
}

function directoryHeader(packed: Packed, offset: number): Buffer {
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(((packed.entry.host ?? 3) << 8) | 20, 4);
  header.writeUInt16LE(20, 6);
  header.writeUInt16LE(flagsOf(packed.entry), 8);
  header.writeUInt16LE(packed.entry.method ?? 0, 10);
  writeSizes(header, packed, 16);
  header.writeUInt16LE(packed.name.length, 28);
  header.writeUInt16LE(packed.extra.byteLength, 30);
  header.writeUInt32LE(((packed.entry.mode ?? 0o100644) << 16) >>> 0, 38);
  header.writeUInt32LE(offset, 42);
  return header;
}

function writeSizes(header: Buffer, packed: Packed, at: number): void {
  header.writeUInt32LE(packed.crc32, at);
  header.writeUInt32LE(packed.body.byteLength, at + 4);
  header.writeUInt32LE(packed.sizeBytes, at + 8);
}
