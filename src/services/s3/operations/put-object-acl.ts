/** PutObjectAcl: takes the place of the whole list of a version. */
import { readNewAcl, requireUnblocked } from '../acl/put-acl.ts';
import { objectArn } from '../buckets.ts';
import { changeVersion } from '../change-version.ts';
import { requireObject } from '../find-object.ts';
import type { PutObjectAclOutput, PutObjectAclRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export async function putObjectAcl(ctx: S3Context, input: PutObjectAclRequest): Promise<PutObjectAclOutput> {
  const { bucket } = await requireObject(ctx, input);
  const acl = await readNewAcl(ctx, bucket, input);
  await requireUnblocked(ctx, bucket, acl, 's3:PutObjectAcl', objectArn(bucket.record.name, input.Key));
  await changeVersion(ctx, input, (record) => ({ ...record, acl }));
  return {};
}
