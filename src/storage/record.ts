/** Records: one codec byte, one schema version byte, body. Readers accept older versions and migrate as they read. */

const JSON_CODEC = 1;

export interface RecordType<T> {
  encode(value: T): Uint8Array;
  /** Of a body that is JSON already. */
  encodeText(json: string): Uint8Array;
  /** Throws CorruptRecordError on bytes that are no record of this type or are newer than this program knows. */
  decode(bytes: Uint8Array): T;
}

export interface RecordOptions<T> {
  /** For messages: `lambda.function`. */
  readonly name: string;
  /** The version written, from 1 to 255. */
  readonly version: number;
  /** Takes the body of any older version to the newest. */
  readonly migrate?: (body: unknown, version: number) => T;
}

/** A record with a JSON body: no undefined, no bytes (hold those base64 or as a blob). */
export function jsonRecord<T>(options: RecordOptions<T>): RecordType<T> {
  const encodeText = (text: string): Uint8Array => {
    const bytes = Buffer.allocUnsafe(2 + Buffer.byteLength(text));
    bytes[0] = JSON_CODEC;
    bytes[1] = options.version;
    bytes.write(text, 2);
    return bytes;
  };
  return {
    encode: (value) => encodeText(JSON.stringify(value)),
    encodeText,
    decode(bytes) {
      const version = bytes[1];
      if (bytes[0] !== JSON_CODEC || version === undefined) throw new CorruptRecordError(options.name, 'unknown codec');
      if (version > options.version)
        throw new CorruptRecordError(options.name, `written by a newer Virga (${version})`);
      const body: unknown = parseBody(bytes, options.name);
      if (version === options.version) return body as T;
      if (!options.migrate) throw new CorruptRecordError(options.name, `no way to read version ${version}`);
      return options.migrate(body, version);
    },
  };
}

export class CorruptRecordError extends Error {
  override readonly name = 'CorruptRecordError';
  constructor(record: string, why: string) {
    super(`The stored record ${record} cannot be read: ${why}`);
  }
}

function parseBody(bytes: Uint8Array, name: string): unknown {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset + 2, bytes.byteLength - 2).toString());
  } catch (cause) {
    throw new CorruptRecordError(name, cause instanceof Error ? cause.message : 'broken JSON');
  }
}
