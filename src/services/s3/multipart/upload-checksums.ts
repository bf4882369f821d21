/** Checksums of uploads in parts: of the whole object (FULL_OBJECT), or of its parts' checksums (COMPOSITE). */
import { WireError } from '../../../wire/error.ts';
import type { ChecksumMembers } from '../checksums.ts';
import { combineCrcs, isCombinable } from '../crc-combine.ts';
import { invalidRequest } from '../errors.ts';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, openHasher } from '../hashers.ts';
import type { PartRecord, StoredChecksum, UploadChecksum, UploadRecord } from '../store.ts';

/** What S3 computes where the client chose nothing. */
export const UNCHOSEN = { algorithm: 'CRC64NVME', type: 'FULL_OBJECT' } as const satisfies UploadChecksum;

export interface UploadChecksumInput {
  readonly ChecksumAlgorithm?: ChecksumAlgorithm | undefined;
  readonly ChecksumType?: StoredChecksum['type'] | undefined;
}

/** Of CreateMultipartUpload; messages recorded from AWS, 2026-11-23. */
export function readUploadChecksum(input: UploadChecksumInput): UploadChecksum | undefined {
  const { ChecksumAlgorithm: algorithm, ChecksumType: type } = input;
  if (algorithm === undefined) {
    if (type === undefined) return undefined;
    throw invalidRequest('The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.');
  }
  const combinable = isCombinable(algorithm);
  if (type === 'FULL_OBJECT' && !combinable) throw unusable(type, algorithm);
  if (type === 'COMPOSITE' && algorithm === 'CRC64NVME') throw unusable(type, algorithm);
  return { algorithm, type: type ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE') };
}

function unusable(type: string, algorithm: string): WireError {
  return invalidRequest(
    `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
  );
}

/** Of UploadPart: the algorithm of a part is the upload's. */
export function checkPartAlgorithm({ checksum }: UploadRecord, declared: string | undefined): void {
  if (!checksum || checksum.algorithm === declared) return;
  const [expected, actual] = [checksum.algorithm.toLowerCase(), declared?.toLowerCase() ?? 'null'];
  throw invalidRequest(
    `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual}`,
  );
}

/** Of the object that is made of the parts. */
export async function checksumOfParts(
  { algorithm, type }: UploadChecksum,
  parts: readonly PartRecord[],
): Promise<StoredChecksum | undefined> {
  const pieces = parts.map(({ checksum, sizeBytes }) => ({
    value: checksum?.value,
    sizeBytes,
    of: checksum?.algorithm,
  }));
  // A part that was put under another algorithm has nothing to add.
  if (pieces.some(({ value, of }) => value === undefined || of !== algorithm)) return undefined;
  const digests = pieces.map(({ value = '', sizeBytes }) => ({ digest: Buffer.from(value, 'base64'), sizeBytes }));
  if (type === 'FULL_OBJECT') {
    return { algorithm, value: combineCrcs(algorithm, digests).toString('base64'), type };
  }
  const hasher = await openHasher(algorithm as ChecksumAlgorithm);
  for (const { digest } of digests) hasher.update(digest);
  return { algorithm, value: `${hasher.digest().toString('base64')}-${parts.length}`, type };
}

/** Of CompleteMultipartUpload: what the client says of the object. */
export function checkWhole(
  input: ChecksumMembers & { readonly ChecksumType?: string | undefined },
  upload: UploadRecord,
  computed: StoredChecksum | undefined,
): void {
  const { ChecksumType: type } = input;
  const chosen = upload.checksum ?? UNCHOSEN;
  if (type !== undefined && type !== chosen.type) {
    throw invalidRequest(
      `The upload was created using the ${chosen.type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = input[`Checksum${algorithm}`];
    if (value === undefined) continue;
    const matches = algorithm === computed?.algorithm && withoutCount(value) === withoutCount(computed.value);
    if (matches) continue;
    const words = `The ${algorithm.toLowerCase()} you specified did not match the calculated checksum.`;
    throw new WireError('BadDigest', 400, words);
  }
}

const withoutCount = (value: string): string => value.replace(/-\d+$/, '');
