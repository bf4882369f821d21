/** UntagOpenIDConnectProvider. */
import type { UntagOpenIDConnectProviderRequest } from '../model.ts';
import { changeProvider } from '../oidc-providers.ts';
import type { IamContext } from '../parts.ts';
import { withoutTags } from '../tags.ts';

export async function untagOpenIdConnectProvider(
  ctx: IamContext,
  input: UntagOpenIDConnectProviderRequest,
): Promise<Record<string, never>> {
  await changeProvider(ctx, input.OpenIDConnectProviderArn, (provider) => ({
    ...provider,
    tags: withoutTags(provider.tags, input.TagKeys),
  }));
  return {};
}
