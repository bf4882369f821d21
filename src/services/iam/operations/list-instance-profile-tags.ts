/** ListInstanceProfileTags. */
import { requireInstanceProfile } from '../instance-profiles.ts';
import type { ListInstanceProfileTagsRequest, ListInstanceProfileTagsResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { pageOfTags } from '../tags.ts';

export async function listInstanceProfileTags(
  ctx: IamContext,
  input: ListInstanceProfileTagsRequest,
): Promise<ListInstanceProfileTagsResponse> {
  return pageOfTags((await requireInstanceProfile(ctx, input.InstanceProfileName)).tags, input);
}
