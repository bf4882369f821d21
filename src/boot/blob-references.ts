/** Every service that keeps blobs says which of its records refer to which. */
import type { BlobReferences } from '../backup/layout.ts';
import { lambdaBlobReferences } from '../services/lambda/blob-references.ts';

export const blobReferences: BlobReferences = (key, value) => lambdaBlobReferences(key, value);
