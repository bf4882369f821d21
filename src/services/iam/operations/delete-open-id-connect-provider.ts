/** DeleteOpenIDConnectProvider: "This operation is idempotent"; roles that trust it are left as they are. */
import { counted } from '../holders.ts';
import type { DeleteOpenIDConnectProviderRequest } from '../model.ts';
import { urlOfArn } from '../oidc-providers.ts';
import { change, type IamContext, together } from '../parts.ts';
import { keys } from '../store.ts';

export async function deleteOpenIdConnectProvider(
  ctx: IamContext,
  input: DeleteOpenIDConnectProviderRequest,
): Promise<Record<string, never>> {
  const key = keys.oidcProvider(ctx.accountId, urlOfArn(ctx, input.OpenIDConnectProviderArn));
  await change(ctx, [key], ([entry]) => {
    if (!entry) return { result: undefined };
    return { changes: together({ deletes: [key] }, counted(ctx, 'oidc-provider', -1n)), result: undefined };
  });
  return {};
}
