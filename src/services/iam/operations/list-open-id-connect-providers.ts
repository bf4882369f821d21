/** ListOpenIDConnectProviders: all of them, of which there are few. */
import { OIDC_PROVIDERS_MAX } from '../limits.ts';
import type { ListOpenIDConnectProvidersResponse } from '../model.ts';
import { providerArn } from '../oidc-providers.ts';
import type { IamContext } from '../parts.ts';
import { keys, lastPart } from '../store.ts';

export async function listOpenIdConnectProviders({
  store,
  accountId,
}: IamContext): Promise<ListOpenIDConnectProvidersResponse> {
  // Some more than the quota: creations of the same instant may exceed it by their number.
  const { entries } = await store.range({ prefix: keys.oidcProviders(accountId), limit: 2 * OIDC_PROVIDERS_MAX });
  return { OpenIDConnectProviderList: entries.map(({ key }) => ({ Arn: providerArn(accountId, lastPart(key)) })) };
}
