/** Documents that requests bring whole (DeleteObjects, configurations), held against what their client declares of them. */
import type { Headers } from '../../wire/protocols/protocol.ts';
import { checkContentMd5, checkDeclared, readContentMd5, readDeclared } from './checksums.ts';
import { invalidRequest } from './errors.ts';
import { CHECKSUM_ALGORITHMS, digestAtOnce } from './hashers.ts';

/** Here the headers speak of the object that is completed, not of the list of its parts. */
const OF_THE_OBJECT = 'CompleteMultipartUpload';

/**
 * "The Content-MD5 header is required for all Multi-Object Delete requests" (API reference); of the others, too, it is
 * recorded in public reports (aws-cli's issues 229 and 400, aws-sdk-ios's 109). Any checksum stands in for it.
 */
const REQUIRED: ReadonlySet<string> = new Set([
  'DeleteObjects',
  'PutBucketCors',
  'PutBucketLifecycleConfiguration',
  'PutBucketTagging',
]);

/** `headers` with what came in trailers. Throws BadDigest, InvalidDigest and InvalidRequest as PutObject does. */
export async function checkDocument(operation: string, headers: Headers, document: Uint8Array): Promise<void> {
  if (operation === OF_THE_OBJECT) return;
  const md5 = readContentMd5(headers['content-md5']);
  if (md5) checkContentMd5(md5, await digestAtOnce('MD5', document));
  const values = CHECKSUM_ALGORITHMS.map((algorithm) => [
    algorithm,
    headers[`x-amz-checksum-${algorithm.toLowerCase()}`],
  ]);
  const given = Object.fromEntries(
    values.flatMap(([algorithm, value]) => (value === undefined ? [] : [[`Checksum${algorithm}`, value]])),
  ) as Record<string, string>;
  if (Object.keys(given).length === 0) {
    if (!md5 && REQUIRED.has(operation)) throw invalidRequest('Missing required header for this request: Content-MD5');
    return;
  }
  const declared = readDeclared(given);
  checkDeclared(declared, await digestAtOnce(declared.algorithm, document), {});
}
