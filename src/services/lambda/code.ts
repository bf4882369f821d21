/** Function packages: looked through when they are given, kept as blobs. */
import { createHash } from 'node:crypto';
import { type ZipLimits, inspectZip, PACKAGE_LIMITS, ZipError } from '../../kit/zip.ts';
import { ModeledError } from '../../wire/error.ts';
import { dropPackages } from './changes.ts';
import { type CodeInput, readCode } from './code-source.ts';
import { invalidParameter } from './errors.ts';
import { ACCOUNT_CODE_BYTES_MAX, UNZIPPED_BYTES_MAX, ZIPPED_BYTES_MAX } from './limits.ts';
import { CodeStorageExceededException } from './model.ts';
import type { FunctionRef } from './names.ts';
import type { LambdaContext } from './parts.ts';
import { decodeCounter, keys, type StoredCode } from './store.ts';

const LIMITS: ZipLimits = {
  ...PACKAGE_LIMITS,
  zippedBytes: ZIPPED_BYTES_MAX,
  unzippedBytes: UNZIPPED_BYTES_MAX,
};

/** Of a package in a bucket only what is in it is bounded. */
const STORED_LIMITS: ZipLimits = { ...LIMITS, zippedBytes: UNZIPPED_BYTES_MAX };

/** The package, if it is one that can be unpacked; throws in AWS's words where it has some, else in those of the reader. */
export async function checkPackage(ctx: LambdaContext, input: CodeInput): Promise<Uint8Array> {
  const zip = await readCode(ctx, input);
  if (!zip) throw invalidParameter('Please provide a source for function code.');
  if (zip.byteLength === 0) throw invalidParameter(EMPTY);
  try {
    await inspectZip(zip, input.S3Bucket === undefined ? LIMITS : STORED_LIMITS);
  } catch (error) {
    if (error instanceof ZipError) throw invalidParameter(describeFault(error));
    throw error;
  }
  return zip;
}

/** Recorded from AWS in public snapshots and reports, 2026-11-23. */
const EMPTY = 'Uploaded file must be a non-empty zip';

function describeFault(error: ZipError): string {
  switch (error.kind) {
    case 'empty':
      return EMPTY;
    case 'zipped-too-large':
      return `Zipped size must be smaller than ${ZIPPED_BYTES_MAX} bytes`;
    case 'unzipped-too-large':
      return `Unzipped size must be smaller than ${UNZIPPED_BYTES_MAX} bytes`;
    case 'not-a-zip':
    case 'damaged':
      return 'Could not unzip uploaded file. Please check your file, then try to upload again.';
    case 'duplicate':
    case 'encrypted':
    case 'overlap':
    case 'path':
    case 'special-file':
    case 'symlink':
    case 'too-many-entries':
    case 'unsupported':
      return `Could not unzip uploaded file. ${error.message}.`;
  }
}

export function describePackage(zip: Uint8Array, blobId: string): StoredCode {
  return { sha256: createHash('sha256').update(zip).digest('base64'), blobId, sizeBytes: zip.byteLength };
}

/** Durable when it resolves; whoever then does not commit a reference to it drops it again. */
export async function storePackage(ctx: LambdaContext, ref: FunctionRef, zip: Uint8Array): Promise<StoredCode> {
  const stored = decodeCounter((await ctx.store.get(keys.codeBytes(ref)))?.value);
  if (stored + zip.byteLength > ACCOUNT_CODE_BYTES_MAX) {
    throw new CodeStorageExceededException('Code storage limit exceeded.', { Type: 'User' });
  }
  const { id } = await ctx.parts.blobs.put(zip);
  return describePackage(zip, id);
}

/** After a commit that failed: only where it surely was refused, since what is referred to must stay. */
export async function dropRefused(ctx: LambdaContext, code: StoredCode, error: unknown): Promise<void> {
  if (!(error instanceof ModeledError)) return;
  await dropPackages({ blobs: ctx.parts.blobs, log: ctx.log }, [code.blobId]);
}
