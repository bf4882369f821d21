/** Function packages that lie in a bucket: read with the rights of whoever makes or changes the function. */
import { ModeledError, WireError } from '../../wire/error.ts';
import { invalidParameter } from './errors.ts';
import { UNZIPPED_BYTES_MAX } from './limits.ts';
import type { LambdaContext } from './parts.ts';

export interface CodeInput {
  readonly ZipFile?: Uint8Array | undefined;
  readonly S3Bucket?: string | undefined;
  readonly S3Key?: string | undefined;
  readonly S3ObjectVersion?: string | undefined;
}

/** The package as it was sent, or as it lies in its bucket. Messages recorded from AWS and in public reports, 2026-11-27. */
export async function readCode(ctx: LambdaContext, input: CodeInput): Promise<Uint8Array | undefined> {
  const { ZipFile, S3Bucket: bucket, S3Key: key, S3ObjectVersion: versionId } = input;
  if (bucket === undefined && key === undefined && versionId === undefined) return ZipFile;
  if (ZipFile) {
    throw invalidParameter('Please do not provide other FunctionCode parameters when providing a ZipFile.');
  }
  if (bucket === undefined || key === undefined) throw invalidParameter('Please provide a source for function code.');
  const { region, bytes } = await readObject(ctx, { bucket, key, versionId });
  if (region !== ctx.region) {
    throw failed(
      'PermanentRedirect',
      `The bucket is in this region: ${region}. Please use this region to retry the request`,
    );
  }
  // Packages in buckets are bounded by what is in them alone.
  if (!bytes) throw invalidParameter(`Unzipped size must be smaller than ${UNZIPPED_BYTES_MAX} bytes`);
  return bytes;
}

async function readObject(
  ctx: LambdaContext,
  source: { readonly bucket: string; readonly key: string; readonly versionId: string | undefined },
): ReturnType<LambdaContext['parts']['objects']['read']> {
  try {
    return await ctx.parts.objects.read(ctx, source, UNZIPPED_BYTES_MAX);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || !(error instanceof Error)) throw error;
    if (code.startsWith('AccessDenied')) {
      const words =
        'Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ' +
        `${source.bucket}/${source.key}. S3 Error Code: AccessDenied. S3 Error Message: ${error.message}`;
      throw new WireError('AccessDeniedException', 403, words);
    }
    throw failed(code, error.message);
  }
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof WireError) return error.code;
  return error instanceof ModeledError ? error.shape : undefined;
}

function failed(code: string, message: string): Error {
  return invalidParameter(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`);
}
