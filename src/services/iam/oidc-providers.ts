/** OpenID Connect providers: who may vouch for web identities, under the URL that their tokens name as issuer. */
import type { Entry } from '../../storage/store.ts';
import { overQuota, validationError } from './errors.ts';
import { CLIENT_IDS_MAX, THUMBPRINTS_MAX } from './limits.ts';
import { InvalidInputException, NoSuchEntityException } from './model.ts';
import { change, type IamContext } from './parts.ts';
import { keys, type OidcProvider, oidcRecord } from './store.ts';

export const providerArn = (accountId: string, url: string): string => `arn:aws:iam::${accountId}:oidc-provider/${url}`;

/** Verbatim from AWS (public reports, 2026-11-24). */
const noSuchProvider = (arn: string): Error =>
  new NoSuchEntityException(`OpenIDConnect Provider not found for arn ${arn}`);

/** Without its scheme: as ARNs and condition keys have it. Throws ValidationError. */
export function providerUrl(text: string): string {
  const url = URL.parse(text);
  const isPlain = url?.protocol === 'https:' && url.search === '' && url.hash === '' && url.username === '';
  // "Invalid Open ID Connect Provider URL" (ValidationError, recorded from AWS by public test suites, 2026-11-24).
  if (!url || !isPlain) throw validationError('Invalid Open ID Connect Provider URL');
  return `${url.host}${url.pathname}`.replace(/\/$/, '');
}

/** Throws InvalidInput for the ARN of anything else. */
export function urlOfArn(ctx: IamContext, arn: string): string {
  const start = providerArn(ctx.accountId, '');
  if (arn.startsWith(start)) return arn.slice(start.length);
  if (/^arn:[a-z-]+:iam::\d{12}:oidc-provider\/./.test(arn)) throw noSuchProvider(arn);
  throw new InvalidInputException(`Invalid ARN: ${arn}`);
}

export function decodeProvider(entry: Entry | undefined): OidcProvider | undefined {
  return entry && oidcRecord.decode(entry.value);
}

/** Throws NoSuchEntity. */
export async function requireProvider(ctx: IamContext, arn: string): Promise<OidcProvider> {
  const provider = decodeProvider(await ctx.store.get(keys.oidcProvider(ctx.accountId, urlOfArn(ctx, arn))));
  if (!provider) throw noSuchProvider(arn);
  return provider;
}

/** Changes one in one commit. Throws NoSuchEntity. */
export async function changeProvider(
  ctx: IamContext,
  arn: string,
  edit: (provider: OidcProvider) => OidcProvider,
): Promise<void> {
  const key = keys.oidcProvider(ctx.accountId, urlOfArn(ctx, arn));
  await change(ctx, [key], ([entry]) => {
    const provider = decodeProvider(entry);
    if (!provider) throw noSuchProvider(arn);
    return { changes: { sets: [{ key, value: oidcRecord.encode(edit(provider)) }] }, result: undefined };
  });
}

export function checkClientIds(clientIds: readonly string[]): readonly string[] {
  if (clientIds.length > CLIENT_IDS_MAX) throw overQuota('ClientIdsPerOpenIdConnectProvider', CLIENT_IDS_MAX);
  return [...new Set(clientIds)];
}

export function checkThumbprints(thumbprints: readonly string[]): readonly string[] {
  if (thumbprints.length > THUMBPRINTS_MAX) {
    throw new InvalidInputException(`Thumbprint list must contain fewer than ${THUMBPRINTS_MAX} entries.`);
  }
  return thumbprints;
}
