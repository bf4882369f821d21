/** AddClientIDToOpenIDConnectProvider: "it does not fail or return an error if you add an existing client ID". */
import type { AddClientIDToOpenIDConnectProviderRequest } from '../model.ts';
import { changeProvider, checkClientIds } from '../oidc-providers.ts';
import type { IamContext } from '../parts.ts';

export async function addClientIdToOpenIdConnectProvider(
  ctx: IamContext,
  input: AddClientIDToOpenIDConnectProviderRequest,
): Promise<Record<string, never>> {
  await changeProvider(ctx, input.OpenIDConnectProviderArn, (provider) => ({
    ...provider,
    clientIds: checkClientIds([...provider.clientIds, input.ClientID]),
  }));
  return {};
}
