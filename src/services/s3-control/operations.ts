/** S3 Control: what it does and who may, loaded at the first request. */
import type { OperationTable } from '../service.ts';
import { s3ControlAccess } from './access.ts';
import type { Operations } from './model.ts';
import { deletePublicAccessBlock } from './operations/delete-public-access-block.ts';
import { getPublicAccessBlock } from './operations/get-public-access-block.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { putPublicAccessBlock } from './operations/put-public-access-block.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import type { S3ControlParts } from './parts.ts';

export const operations: OperationTable<S3ControlParts, Operations> = {
  DeletePublicAccessBlock: deletePublicAccessBlock,
  GetPublicAccessBlock: getPublicAccessBlock,
  ListTagsForResource: listTagsForResource,
  PutPublicAccessBlock: putPublicAccessBlock,
  TagResource: tagResource,
  UntagResource: untagResource,
};

export const access = s3ControlAccess;
