/**
 * Writes the copy of a table into its bucket: files of bounded size, then the manifests that name them. A restart
 * begins anew, and gives the files the same names.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Key, Store } from '../../../storage/store.ts';
import { StoredItem } from '../items/stored.ts';
import type { MeantBucket, ObjectStore } from '../object-store.ts';
import { keys } from '../store.ts';
import type { ExportRecord } from '../store-transfers.ts';
import { tableArn } from '../tables/names.ts';
import { exportFolder } from './description.ts';
import { EXPORT_FILE_BYTES, EXPORT_ROWS } from './limits.ts';
import { transferArn } from './names.ts';

export interface ExportWork {
  readonly store: Pick<Store, 'range'>;
  readonly objects: ObjectStore;
  readonly made: ExportRecord;
  readonly endedAtMs: number;
  /** Throws where the work is to stop. */
  readonly goOn: () => void;
}

interface DataFile {
  readonly itemCount: number;
  readonly md5Checksum: string;
  readonly etag: string;
  readonly dataFileS3Key: string;
}

const compress = promisify(gzip);
const [BEFORE, AFTER] = [Buffer.from('{"Item":'), Buffer.from('}\n')];

export async function writeExport(work: ExportWork): Promise<void> {
  const { objects, made } = work;
  const bucket = bucketOf(made);
  const folder = exportFolder(made);
  await objects.put(bucket, `${folder}/_started`, new Uint8Array(0));
  const files = await writeFiles(work, bucket, folder);
  const lines = files.map((file) => `${JSON.stringify(file)}\n`).join('');
  await putWithMd5(work, bucket, `${folder}/manifest-files`, lines);
  await putWithMd5(work, bucket, `${folder}/manifest-summary`, JSON.stringify(summaryOf(work, folder)));
}

/** One of each kind that an export writes into its folder. */
export function exportFileNames(id: string): readonly string[] {
  const manifests = ['summary', 'files'].flatMap((name) => [`manifest-${name}.json`, `manifest-${name}.md5`]);
  return ['_started', `data/${fileName(id, 0)}.json.gz`, ...manifests];
}

function bucketOf({ bucket, bucketOwner: owner }: ExportRecord): MeantBucket {
  return { bucket, owner };
}

/** At least one, which may be empty. */
async function writeFiles(work: ExportWork, bucket: MeantBucket, folder: string): Promise<readonly DataFile[]> {
  const { store, made, goOn } = work;
  const prefix = keys.items({ ...made, id: made.dataId });
  const files: DataFile[] = [];
  let pieces: Uint8Array[] = [];
  let [items, bytes] = [0, 0];
  const flush = async (): Promise<void> => {
    const key = `${folder}/data/${fileName(made.id, files.length)}.json.gz`;
    files.push({ itemCount: items, ...(await putFile(work, bucket, key, Buffer.concat(pieces))), dataFileS3Key: key });
    [pieces, items, bytes] = [[], 0, 0];
  };
  let after: Key | undefined;
  for (;;) {
    goOn();
    const page = await store.range({ prefix, limit: EXPORT_ROWS, ...(after && { after }) });
    for (const { value } of page.entries) {
      const { jsonBytes } = new StoredItem(value);
      pieces.push(BEFORE, jsonBytes, AFTER);
      items++;
      bytes += jsonBytes.length;
      if (bytes >= EXPORT_FILE_BYTES) await flush();
    }
    if (!page.next) break;
    after = page.next;
  }
  if (items > 0 || files.length === 0) await flush();
  return files;
}

async function putFile(
  { objects }: ExportWork,
  bucket: MeantBucket,
  key: string,
  lines: Uint8Array,
): Promise<Pick<DataFile, 'md5Checksum' | 'etag'>> {
  const bytes = await compress(lines);
  const { etag } = await objects.put(bucket, key, bytes);
  return { md5Checksum: md5(bytes), etag };
}

/** 26 characters of small letters and digits, as AWS's. */
function fileName(exportId: string, index: number): string {
  const digest = createHash('sha256').update(`${exportId}/${index}`).digest('hex');
  return BigInt(`0x${digest}`).toString(36).padStart(26, '0').slice(0, 26);
}

async function putWithMd5({ objects }: ExportWork, bucket: MeantBucket, name: string, text: string): Promise<void> {
  const bytes = Buffer.from(text);
  await objects.put(bucket, `${name}.md5`, Buffer.from(md5(bytes)));
  await objects.put(bucket, `${name}.json`, bytes);
}

function md5(bytes: Uint8Array): string {
  return createHash('md5').update(bytes).digest('base64');
}

/** The Developer Guide's "summary manifest" (2026-11-27). */
function summaryOf({ made, endedAtMs }: ExportWork, folder: string): Readonly<Record<string, unknown>> {
  const time = (ms: number): string => new Date(ms).toISOString();
  return {
    version: '2020-06-30',
    exportArn: transferArn(made.table, 'export', made.id),
    startTime: time(made.startedAtMs),
    endTime: time(endedAtMs),
    tableArn: tableArn(made.table),
    tableId: made.table.id,
    exportTime: time(made.atMs),
    s3Bucket: made.bucket,
    s3Prefix: made.prefix ?? null,
    s3SseAlgorithm: made.encryption ?? 'AES256',
    s3SseKmsKeyId: null,
    manifestFilesS3Key: `${folder}/manifest-files.json`,
    billedSizeBytes: made.bytes,
    itemCount: made.items,
    outputFormat: 'DYNAMODB_JSON',
    exportType: 'FULL_EXPORT',
  };
}
