/** Objects that are imported again and again: lines of DynamoDB JSON, some of no use, and items that come twice. */
import { gzipSync } from 'node:zlib';
import { CreateBucketCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { itemOf, keyTextOf, type Texts, textOf } from './transfers-items.ts';

export const BUCKET = 'transfers';
export const IMPORT_PREFIX = 'import/';
const OBJECTS = 3;
const LINES = 600;
const RAW_BYTES = 2_000;
/** Of each object: items that the next one has again, and lines that are none. */
const SHARED = 20;
const BROKEN = ['{"Item":{"pk":{"S":"no number"}}}', '{"pk":{"S":"no Item"}}'];

export interface Imported {
  readonly lines: number;
  readonly errors: number;
  readonly sizeBytes: number;
  /** Of items that come twice, the last. */
  readonly items: Texts;
}

/** Makes the bucket and puts the objects there. */
export async function putObjects(s3: S3Client): Promise<Imported> {
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const items = new Map<string, string>();
  let sizeBytes = 0;
  for (let object = 0; object < OBJECTS; object++) {
    const some = Array.from({ length: LINES }, (_, at) => itemOf(object * (LINES - SHARED) + at, RAW_BYTES));
    for (const item of some) items.set(keyTextOf(item), textOf(item));
    const lines = some.map((item) => `{"Item":${textOf(item)}}`);
    const Body = gzipSync([...lines, ...BROKEN].join('\n'));
    sizeBytes += Body.length;
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: `${IMPORT_PREFIX}${object}.json.gz`, Body }));
  }
  return { lines: OBJECTS * (LINES + BROKEN.length), errors: OBJECTS * BROKEN.length, sizeBytes, items };
}
