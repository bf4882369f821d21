/** ListOpenIDConnectProviderTags. */
import type { ListOpenIDConnectProviderTagsRequest, ListOpenIDConnectProviderTagsResponse } from '../model.ts';
import { requireProvider } from '../oidc-providers.ts';
import type { IamContext } from '../parts.ts';
import { pageOfTags } from '../tags.ts';

export async function listOpenIdConnectProviderTags(
  ctx: IamContext,
  input: ListOpenIDConnectProviderTagsRequest,
): Promise<ListOpenIDConnectProviderTagsResponse> {
  return pageOfTags((await requireProvider(ctx, input.OpenIDConnectProviderArn)).tags, input);
}
