/** TagOpenIDConnectProvider. */
import type { TagOpenIDConnectProviderRequest } from '../model.ts';
import { changeProvider } from '../oidc-providers.ts';
import type { IamContext } from '../parts.ts';
import { withTags } from '../tags.ts';

export async function tagOpenIdConnectProvider(
  ctx: IamContext,
  input: TagOpenIDConnectProviderRequest,
): Promise<Record<string, never>> {
  await changeProvider(ctx, input.OpenIDConnectProviderArn, (provider) => ({
    ...provider,
    tags: withTags(provider.tags, input.Tags),
  }));
  return {};
}
