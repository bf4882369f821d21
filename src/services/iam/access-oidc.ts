/** Access to OpenID Connect providers. */
import type { Access, AccessTable } from '../service.ts';
import { creation, type KeysOf, on, onAccount, requestTags, tagKeys } from './access-rows.ts';
import { tagged, type Target } from './access-targets.ts';
import type { Operations } from './model.ts';
import { decodeProvider, providerArn, providerUrl, urlOfArn } from './oidc-providers.ts';
import type { IamContext, IamParts } from './parts.ts';
import { keys } from './store.ts';

export const oidcAccess: AccessTable<IamParts, Operations> = {
  AddClientIDToOpenIDConnectProvider: onProvider('iam:AddClientIDToOpenIDConnectProvider'),
  CreateOpenIDConnectProvider: {
    actions: ['iam:CreateOpenIDConnectProvider', 'iam:TagOpenIDConnectProvider'],
    checks: (ctx, { Url, Tags }) => {
      const resource = providerArn(ctx.accountId, providerUrl(Url));
      return creation('iam:CreateOpenIDConnectProvider', 'iam:TagOpenIDConnectProvider', resource, Tags);
    },
  },
  DeleteOpenIDConnectProvider: onProvider('iam:DeleteOpenIDConnectProvider'),
  GetOpenIDConnectProvider: onProvider('iam:GetOpenIDConnectProvider'),
  ListOpenIDConnectProviders: onAccount('iam:ListOpenIDConnectProviders'),
  ListOpenIDConnectProviderTags: onProvider('iam:ListOpenIDConnectProviderTags'),
  RemoveClientIDFromOpenIDConnectProvider: onProvider('iam:RemoveClientIDFromOpenIDConnectProvider'),
  TagOpenIDConnectProvider: onProvider('iam:TagOpenIDConnectProvider', requestTags),
  UntagOpenIDConnectProvider: onProvider('iam:UntagOpenIDConnectProvider', tagKeys),
  UpdateOpenIDConnectProviderThumbprint: onProvider('iam:UpdateOpenIDConnectProviderThumbprint'),
};

interface Named {
  readonly OpenIDConnectProviderArn: string;
}

function onProvider<More = unknown>(action: string, keysOf: KeysOf<More> = () => ({})): Access<IamParts, More & Named> {
  const target = async (ctx: IamContext, { OpenIDConnectProviderArn: arn }: Named): Promise<Target> => {
    const entry = await ctx.store.get(keys.oidcProvider(ctx.accountId, urlOfArn(ctx, arn)));
    return { resource: arn, context: tagged(decodeProvider(entry)?.tags) };
  };
  return on(action, target, keysOf);
}
