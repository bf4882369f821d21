/** DeleteObject. */
import { deleteVersion } from '../delete-version.ts';
import type { DeleteObjectOutput, DeleteObjectRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function deleteObject(ctx: S3Context, input: DeleteObjectRequest): Promise<DeleteObjectOutput> {
  const { deleteMarker, versionId } = await deleteVersion(ctx, input);
  return {
    ...(deleteMarker && { DeleteMarker: true }),
    ...(versionId !== undefined && { VersionId: versionId }),
  };
}
