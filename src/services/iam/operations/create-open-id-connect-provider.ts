/** CreateOpenIDConnectProvider. */
import { overQuota } from '../errors.ts';
import { counted, countOf } from '../holders.ts';
import { OIDC_PROVIDERS_MAX } from '../limits.ts';
import {
  type CreateOpenIDConnectProviderRequest,
  type CreateOpenIDConnectProviderResponse,
  EntityAlreadyExistsException,
} from '../model.ts';
import { checkClientIds, checkThumbprints, providerArn, providerUrl } from '../oidc-providers.ts';
import { change, type IamContext, together } from '../parts.ts';
import { keys, type OidcProvider, oidcRecord } from '../store.ts';
import { tagList, withTags } from '../tags.ts';

export async function createOpenIdConnectProvider(
  ctx: IamContext,
  input: CreateOpenIDConnectProviderRequest,
): Promise<CreateOpenIDConnectProviderResponse> {
  const url = providerUrl(input.Url);
  if ((await countOf(ctx, 'oidc-provider')) >= OIDC_PROVIDERS_MAX) {
    throw overQuota('OpenIdConnectProvidersPerAccount', OIDC_PROVIDERS_MAX);
  }
  const provider: OidcProvider = {
    url,
    clientIds: checkClientIds(input.ClientIDList ?? []),
    thumbprints: checkThumbprints(input.ThumbprintList ?? []),
    createdAtMs: ctx.clock.nowMs(),
    tags: withTags({}, input.Tags ?? []),
  };
  const key = keys.oidcProvider(ctx.accountId, url);
  await change(ctx, [key], ([present]) => {
    if (present) {
      // Verbatim from AWS (public reports, 2026-11-24).
      throw new EntityAlreadyExistsException(`Provider with url https://${url} already exists.`);
    }
    const made = { sets: [{ key, value: oidcRecord.encode(provider) }] };
    return { changes: together(made, counted(ctx, 'oidc-provider', 1n)), result: undefined };
  });
  const tags = tagList(provider.tags);
  return { OpenIDConnectProviderArn: providerArn(ctx.accountId, url), ...(tags.length > 0 && { Tags: tags }) };
}
