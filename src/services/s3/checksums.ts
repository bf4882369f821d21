/** Checksums that a client declares of a body, in headers or trailers, and what is computed where it declares none. */
import { WireError } from '../../wire/error.ts';
import { invalidRequest } from './errors.ts';
import { CHECKSUM_ALGORITHMS, type ChecksumAlgorithm, DIGEST_BYTES } from './hashers.ts';
import type { StoredChecksum } from './store.ts';

/** The members of inputs and outputs that hold checksums. */
export type ChecksumMembers = { readonly [Name in ChecksumAlgorithm as `Checksum${Name}`]?: string | undefined };

export interface ChecksumInput extends ChecksumMembers {
  readonly ChecksumAlgorithm?: ChecksumAlgorithm | undefined;
  readonly ContentMD5?: string | undefined;
  /** `x-amz-trailer`, which the model lacks: see quirks.ts. */
  readonly Trailer?: string | undefined;
}

/** What a body must have. */
export interface DeclaredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Undefined where it comes in a trailer, or the client declared none. */
  readonly value?: string;
  readonly inTrailer: boolean;
}

/** S3 computes this one where the client declares none (user guide, checking-object-integrity). */
const DEFAULT_ALGORITHM = 'CRC64NVME';

const headerOf = (algorithm: string): string => `x-amz-checksum-${algorithm.toLowerCase()}`;

/** Throws InvalidRequest where it makes no sense (messages recorded from AWS, 2026-11-23). */
export function readDeclared(input: ChecksumInput): DeclaredChecksum {
  const given = CHECKSUM_ALGORITHMS.filter((algorithm) => input[`Checksum${algorithm}`] !== undefined);
  const trailers = trailersOf(input.Trailer);
  if (given.length + trailers.length > 1) {
    throw invalidRequest('Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.');
  }
  const [algorithm] = [...given, ...trailers];
  const named = input.ChecksumAlgorithm;
  if (algorithm === undefined) {
    if (named === undefined) return { algorithm: DEFAULT_ALGORITHM, inTrailer: false };
    throw invalidRequest(
      'x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.',
    );
  }
  if (named !== undefined && named !== algorithm) {
    throw invalidRequest('Value for x-amz-sdk-checksum-algorithm header is invalid.');
  }
  const value = input[`Checksum${algorithm}`];
  if (value === undefined) return { algorithm, inTrailer: true };
  checkForm(algorithm, value);
  return { algorithm, value, inTrailer: false };
}

function trailersOf(text: string | undefined): readonly ChecksumAlgorithm[] {
  if (text === undefined) return [];
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  return CHECKSUM_ALGORITHMS.filter((algorithm) => names.includes(headerOf(algorithm)));
}

export function checkForm(algorithm: ChecksumAlgorithm, value: string): void {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === DIGEST_BYTES[algorithm] && bytes.toString('base64') === value) return;
  throw invalidRequest(`Value for ${headerOf(algorithm)} header is invalid.`);
}

/** Throws BadDigest where the body is another one. `trailers` are there once its end was reached. */
export function checkDeclared(
  { algorithm, value, inTrailer }: DeclaredChecksum,
  digest: Buffer,
  trailers: Readonly<Record<string, string>>,
): StoredChecksum {
  const computed = digest.toString('base64');
  const declared = inTrailer ? trailers[headerOf(algorithm)] : value;
  if (inTrailer) checkForm(algorithm, declared ?? '');
  if (declared !== undefined && declared !== computed) {
    throw new WireError('BadDigest', 400, `The ${algorithm} you specified did not match the calculated checksum.`);
  }
  return storedChecksum(algorithm, digest);
}

export function storedChecksum(algorithm: ChecksumAlgorithm, digest: Buffer): StoredChecksum {
  return { algorithm, value: digest.toString('base64'), type: 'FULL_OBJECT' };
}

/** Throws InvalidDigest where it is none. */
export function readContentMd5(text: string | undefined): Buffer | undefined {
  if (text === undefined) return undefined;
  const md5 = Buffer.from(text, 'base64');
  if (md5.length === DIGEST_BYTES.MD5 && md5.toString('base64') === text) return md5;
  throw new WireError('InvalidDigest', 400, 'The Content-MD5 you specified was invalid.', { 'Content-MD5': text });
}

/** Throws BadDigest. */
export function checkContentMd5(declared: Buffer | undefined, md5: Buffer): void {
  if (!declared || declared.equals(md5)) return;
  throw new WireError('BadDigest', 400, 'The Content-MD5 you specified did not match what we received.', {
    ExpectedDigest: declared.toString('base64'),
    CalculatedDigest: md5.toString('base64'),
  });
}

/** As members of an output. */
export function describeChecksum(checksum: StoredChecksum | undefined): ChecksumMembers & {
  readonly ChecksumType?: StoredChecksum['type'];
} {
  return checksum ? { ...describeChecksumValue(checksum), ChecksumType: checksum.type } : {};
}

/** Without its type, which parts do not have. */
export function describeChecksumValue(checksum: StoredChecksum | undefined): ChecksumMembers {
  return checksum ? { [`Checksum${checksum.algorithm}`]: checksum.value } : {};
}
