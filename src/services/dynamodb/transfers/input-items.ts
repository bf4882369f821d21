/** The items of an object that is imported, as they flow: of objects of DynamoDB JSON, or of rows of CSV. */
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { CsvError, parse } from 'csv-parse';
import { validationError } from '../errors.ts';
import type { ImportRecord } from '../store-transfers.ts';
import type { Table } from '../tables/table.ts';
import { type AttributeValue, type Item, setMember } from '../values/value.ts';
import { TransferFailedError, UnreadableObjectError } from './failure.ts';
import { base64, readJsonItem } from './json-item.ts';
import { jsonObjects } from './json-objects.ts';
import { IMPORT_LINE_BYTES_MAX } from './limits.ts';

/** Makes the item; throws where what stands there is none. */
export type ReadItem = () => Item;

export async function* itemsOf(
  made: ImportRecord,
  table: Table,
  key: string,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<ReadItem> {
  const plain = made.compression === 'NONE' ? bytes : decompressed(made.compression, bytes);
  try {
    if (made.format === 'CSV') yield* csvItems(made, table, plain);
    else yield* jsonItems(plain);
  } catch (error) {
    if (error instanceof CsvError) throw new TransferFailedError('InvalidCsv', `${key}: ${error.message}`);
    if (isZlibError(error)) throw new UnreadableObjectError(error);
    throw error;
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^(Z_|ZSTD_)/.test(error.code);
}

function decompressed(compression: 'GZIP' | 'ZSTD', bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const plain = compression === 'GZIP' ? createGunzip() : createZstdDecompress();
  // What goes wrong is thrown where it is read.
  pipeline(Readable.from(bytes, { objectMode: true }), plain).catch(() => undefined);
  return plain;
}

async function* jsonItems(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<ReadItem> {
  for await (const text of jsonObjects(bytes)) {
    const parsed = parseJson(text);
    yield () => readJsonItem(parsed);
  }
}

/** What is no JSON ends its object, as on AWS (ack-api-quirks DDB-IMPORT-013, 2026-10-09). */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UnreadableObjectError(error);
  }
}

async function* csvItems(
  { csv }: ImportRecord,
  table: Table,
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<ReadItem> {
  const parser = parse({
    delimiter: csv?.delimiter ?? ',',
    // Each line may end its own way: else the header's would be that of all rows, which then end with a \r.
    record_delimiter: ['\r\n', '\n', '\r'],
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: IMPORT_LINE_BYTES_MAX,
  });
  pipeline(Readable.from(bytes, { objectMode: true }), parser).catch(() => undefined);
  const types = new Map(
    table.record.attributes.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
  );
  let header = csv?.header;
  if (header) requireHeader(header, table);
  for await (const row of parser as AsyncIterable<readonly string[]>) {
    if (header) {
      const names = header;
      yield () => rowItem(names, row, types);
    } else {
      header = row;
      requireHeader(header, table);
    }
  }
}

function requireHeader(header: readonly string[], { hash, range }: Table): void {
  const names = new Set(header);
  if (names.size < header.length || names.has(''))
    throw new TransferFailedError('InvalidCsvHeader', 'The header names an attribute twice, or has an empty name');
  const missing = [hash, ...(range ? [range] : [])].find(({ name }) => !names.has(name));
  if (missing) throw new TransferFailedError('InvalidCsvHeader', `The header has no key attribute ${missing.name}`);
}

/** "all values other than keys of the table and its indexes are imported as strings" (Developer Guide, formats). */
function rowItem(names: readonly string[], row: readonly string[], types: ReadonlyMap<string, 'S' | 'N' | 'B'>): Item {
  if (row.length !== names.length) throw validationError('The row has not as many fields as the header');
  const item: Record<string, AttributeValue> = {};
  names.forEach((name, at) => setMember(item, name, fieldValue(row[at] ?? '', types.get(name))));
  return item;
}

function fieldValue(field: string, type: 'S' | 'N' | 'B' = 'S'): AttributeValue {
  if (type === 'N') return { N: field.trim() };
  return type === 'B' ? { B: base64(field) } : { S: field };
}
