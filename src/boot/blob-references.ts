/** Every service that keeps blobs says which of its records refer to which. */
import type { BlobReferences } from '../backup/layout.ts';
import { lambdaBlobReferences } from '../services/lambda/blob-references.ts';
import { s3BlobReferences } from '../services/s3/blob-references.ts';

export const blobReferences: BlobReferences = (key, value) => [
  ...lambdaBlobReferences(key, value),
  ...s3BlobReferences(key, value),
];
