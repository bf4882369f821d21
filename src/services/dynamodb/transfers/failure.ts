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

/** What ends the reading of one object: the rest of it counts as one item that is wrong, and the next object is read. */
export class UnreadableObjectError extends Error {
  constructor(cause?: unknown) {
    super('What follows in the object cannot be read', { cause });
    this.name = 'UnreadableObjectError';
  }
}

/** An import with items that are wrong has failed, with what was imported in its table (ack-api-quirks DDB-IMPORT-013, 2026-10-09). */
export const ITEMS_FAILED: Failure = {
  code: 'ItemValidationError',
  message:
    'Some of the items failed validation checks and were not imported. Please check CloudWatch error logs for more details.',
};

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
