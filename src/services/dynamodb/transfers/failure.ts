/** Why an export or import failed, as DescribeExport and DescribeImport say it. */
import { ModeledError, WireError } from '../../../wire/error.ts';
import type { Failure } from '../store-transfers.ts';

/** What ends the work for good. */
export class TransferFailedError extends Error implements Failure {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'TransferFailedError';
    this.code = code;
  }
}

/** Of what the work or S3 said; undefined where it is nobody's fault but our own. */
export function failureOf(error: unknown): Failure | undefined {
  if (error instanceof TransferFailedError) return { code: error.code, message: error.message };
  const code = error instanceof WireError ? error.code : error instanceof ModeledError ? error.shape : undefined;
  if (code === undefined || !(error instanceof Error)) return undefined;
  return { code: code.startsWith('AccessDenied') ? 'S3AccessDenied' : `S3${code}`, message: error.message };
}

/** What was asked of S3 for the caller: undefined where it may. Throws what is no answer of S3's. */
export async function failureIn(asking: Promise<void>): Promise<Failure | undefined> {
  try {
    await asking;
    return undefined;
  } catch (error) {
    const failure = failureOf(error);
    if (failure) return failure;
    throw error;
  }
}
