/** RemoveClientIDFromOpenIDConnectProvider: one that is not there is no error. */
import type { RemoveClientIDFromOpenIDConnectProviderRequest } from '../model.ts';
import { changeProvider } from '../oidc-providers.ts';
import type { IamContext } from '../parts.ts';

export async function removeClientIdFromOpenIdConnectProvider(
  ctx: IamContext,
  input: RemoveClientIDFromOpenIDConnectProviderRequest,
): Promise<Record<string, never>> {
  await changeProvider(ctx, input.OpenIDConnectProviderArn, (provider) => ({
    ...provider,
    clientIds: provider.clientIds.filter((id) => id !== input.ClientID),
  }));
  return {};
}
