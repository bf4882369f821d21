/** GetOpenIDConnectProvider. */
import type { GetOpenIDConnectProviderRequest, GetOpenIDConnectProviderResponse } from '../model.ts';
import { requireProvider } from '../oidc-providers.ts';
import type { IamContext } from '../parts.ts';
import { tagList } from '../tags.ts';

export async function getOpenIdConnectProvider(
  ctx: IamContext,
  input: GetOpenIDConnectProviderRequest,
): Promise<GetOpenIDConnectProviderResponse> {
  const provider = await requireProvider(ctx, input.OpenIDConnectProviderArn);
  const tags = tagList(provider.tags);
  return {
    Url: provider.url,
    ClientIDList: provider.clientIds,
    ThumbprintList: provider.thumbprints,
    CreateDate: provider.createdAtMs,
    ...(tags.length > 0 && { Tags: tags }),
  };
}
