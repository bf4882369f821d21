/** UpdateOpenIDConnectProviderThumbprint: "completely replaces the existing list". */
import type { UpdateOpenIDConnectProviderThumbprintRequest } from '../model.ts';
import { changeProvider, checkThumbprints } from '../oidc-providers.ts';
import type { IamContext } from '../parts.ts';

export async function updateOpenIdConnectProviderThumbprint(
  ctx: IamContext,
  input: UpdateOpenIDConnectProviderThumbprintRequest,
): Promise<Record<string, never>> {
  const thumbprints = checkThumbprints(input.ThumbprintList);
  await changeProvider(ctx, input.OpenIDConnectProviderArn, (provider) => ({ ...provider, thumbprints }));
  return {};
}
