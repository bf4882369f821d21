/** S3 Control: the manifest. */
import { defineService, type Service } from '../service.ts';
import { s3ControlAccess } from './access.ts';
import type { Operations } from './model.ts';
import { deletePublicAccessBlock } from './operations/delete-public-access-block.ts';
import { getPublicAccessBlock } from './operations/get-public-access-block.ts';
import { listTagsForResource } from './operations/list-tags-for-resource.ts';
import { putPublicAccessBlock } from './operations/put-public-access-block.ts';
import { tagResource } from './operations/tag-resource.ts';
import { untagResource } from './operations/untag-resource.ts';
import type { S3ControlParts } from './parts.ts';
import { quirks } from './quirks.ts';

export function s3ControlService(parts: S3ControlParts): Service<S3ControlParts> {
  return defineService<S3ControlParts, Operations>({
    name: 's3-control',
    modelUrl: new URL('./model.json', import.meta.url),
    operations: {
      DeletePublicAccessBlock: deletePublicAccessBlock,
      GetPublicAccessBlock: getPublicAccessBlock,
      ListTagsForResource: listTagsForResource,
      PutPublicAccessBlock: putPublicAccessBlock,
      TagResource: tagResource,
      UntagResource: untagResource,
    },
    access: s3ControlAccess,
    parts,
    quirks,
  });
}
