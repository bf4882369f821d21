/** What a web identity's token means to a role's trust policy: condition keys, session tags and source identity. */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import type { Principal } from '../../auth/principal.ts';
import type { Tag } from './model.ts';
import { InvalidIdentityTokenException } from './model.ts';
import type { WebIdentity } from './web-tokens.ts';

export function webPrincipal({ provider, subject }: WebIdentity): Principal {
  return { kind: 'web-identity', accountId: '', arn: '', userId: subject, provider: provider.arn, tags: {} };
}

/** `token.actions.githubusercontent.com:sub` and the like: every claim that is text, numbers or words for true and false. */
export function claimKeys({ issuer, claims, audience }: WebIdentity): ConditionContext {
  const keys = Object.entries(claims).flatMap(([name, value]) => {
    const text = textOf(value);
    return text === undefined ? [] : [[`${issuer}:${name}`, text] as const];
  });
  const { aud, azp } = claims;
  return {
    ...Object.fromEntries(keys),
    [`${issuer}:aud`]: audience,
    ...(azp !== undefined && { [`${issuer}:oaud`]: typeof aud === 'string' ? aud : aud?.[0] }),
  };
}

function textOf(value: unknown): string | readonly string[] | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  return undefined;
}

export interface ClaimedSession {
  readonly Tags: readonly Tag[];
  readonly TransitiveTagKeys: readonly string[];
  readonly sourceIdentity: string | undefined;
}

/** `https://aws.amazon.com/tags` and `…/source_identity` (STS user guide, session tags with web identities, 2026-11-24). */
export function claimedSession({ claims }: WebIdentity): ClaimedSession {
  const sourceIdentity = claims['https://aws.amazon.com/source_identity'];
  if (sourceIdentity !== undefined && typeof sourceIdentity !== 'string') throw malformed('source_identity');
  const tags: unknown = claims['https://aws.amazon.com/tags'];
  if (tags === undefined) return { Tags: [], TransitiveTagKeys: [], sourceIdentity };
  if (typeof tags !== 'object' || tags === null) throw malformed('tags');
  const { principal_tags: principalTags = {}, transitive_tag_keys: transitive = [] } = tags as Record<string, unknown>;
  if (typeof principalTags !== 'object' || principalTags === null) throw malformed('principal_tags');
  const Tags = Object.entries(principalTags).map(([Key, values]: [string, unknown]) => {
    const value: unknown = Array.isArray(values) && values.length === 1 ? values[0] : values;
    if (typeof value !== 'string' || Key.length > 128 || value.length > 256) throw malformed('principal_tags');
    return { Key, Value: value };
  });
  const keys = transitive;
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) throw malformed('transitive_tag_keys');
  return { Tags, TransitiveTagKeys: keys, sourceIdentity };
}

const malformed = (claim: string): Error => new InvalidIdentityTokenException(`The claim ${claim} is malformed.`);
