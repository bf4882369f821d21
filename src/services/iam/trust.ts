/**
 * Trust policies. A user or role that one names as principal is kept by its unique id beside the text, as AWS does, so
 * that whoever makes another of the same name later is not trusted: "the principal ARN is transformed into the unique
 * principal ID when you save the policy" (IAM user guide, elements: Principal, 2026-11-24).
 */
import type { Store } from '../../storage/store.ts';
import { checkDocument, sizeOf } from './documents.ts';
import { overQuota } from './errors.ts';
import { findHolder } from './holders.ts';
import { TRUST_POLICY_SIZE } from './limits.ts';
import { MalformedPolicyDocumentException } from './model.ts';
import { entityArn, parseEntityArn } from './names.ts';
import { keys, type Role, type TrustedPrincipal } from './store.ts';

type Reader = Pick<Store, 'get'>;
type TrustOf = Pick<Role, 'trust' | 'trusted'>;

/** What is kept of a trust policy. Throws MalformedPolicyDocument and LimitExceeded. */
export async function newTrust(store: Reader, document: string): Promise<TrustOf> {
  checkDocument(document, 'trust');
  // "Cannot exceed quota for ACLSizePerRole: 2048" (public reports, 2026-11-24).
  if (sizeOf(document) > TRUST_POLICY_SIZE) throw overQuota('ACLSizePerRole', TRUST_POLICY_SIZE);
  const arns = new Set<string>();
  rewrite(document, (principal) => {
    arns.add(principal);
    return principal;
  });
  const found = await Promise.all([...arns].map((arn) => findPrincipal(store, arn)));
  return { trust: document, trusted: found.filter((principal) => principal !== undefined) };
}

/** The text that is in force: ids in place of names. */
export function trustInForce({ trust, trusted }: TrustOf): string {
  if (trusted.length === 0) return trust;
  const ids = new Map(trusted.map(({ arn, id }) => [arn, id]));
  return rewrite(trust, (principal) => ids.get(principal) ?? principal);
}

/** As it was written; an id stands where the principal of that name is gone, as on AWS. */
export async function withShownTrust(store: Reader, role: Role): Promise<Role> {
  const now = await Promise.all(role.trusted.map(({ arn }) => idOf(store, arn)));
  const gone = role.trusted.filter(({ id }, at) => now[at] !== id);
  return gone.length === 0 ? role : { ...role, trust: trustInForce({ trust: role.trust, trusted: gone }) };
}

async function findPrincipal(store: Reader, arn: string): Promise<TrustedPrincipal | undefined> {
  const id = await principalId(store, arn);
  // `Invalid principal in policy: "AWS":"arn:…"` (MalformedPolicyDocument, public reports up to 2026-09).
  if (id === MISSING) throw new MalformedPolicyDocumentException(`Invalid principal in policy: "AWS":"${arn}"`);
  return id === undefined ? undefined : { arn, id };
}

const MISSING = 'missing';

/**
 * The unique id of a user or role; `missing` where its account is here and it is not. Undefined for what has no id:
 * accounts, services, `*`, and users and roles of accounts that are not here.
 */
export async function principalId(store: Reader, arn: string): Promise<string | undefined> {
  const named = parseEntityArn(arn, 'user') ?? parseEntityArn(arn, 'role');
  if (!named || !(await store.get(keys.account(named.accountId)))) return undefined;
  return (await idOf(store, arn)) ?? MISSING;
}

async function idOf(store: Reader, arn: string): Promise<string | undefined> {
  for (const kind of ['user', 'role'] as const) {
    const named = parseEntityArn(arn, kind);
    if (!named) continue;
    const holder = await findHolder(store, named.accountId, kind, named.name);
    if (holder && entityArn(named.accountId, kind, holder) === arn) return holder.id;
  }
  return undefined;
}

/** The document with each `Principal: { AWS: … }` as `name` gives it. NotPrincipal stays as it is: it only denies. */
function rewrite(document: string, name: (principal: string) => string): string {
  const policy = JSON.parse(document) as { Statement?: unknown };
  const statements = Array.isArray(policy.Statement) ? policy.Statement : [policy.Statement];
  for (const { Principal: principal } of statements as readonly { Principal?: unknown }[]) {
    if (typeof principal !== 'object' || principal === null || !('AWS' in principal)) continue;
    const { AWS: named } = principal;
    if (typeof named === 'string') principal.AWS = name(named);
    if (Array.isArray(named)) principal.AWS = named.map((one) => (typeof one === 'string' ? name(one) : one));
  }
  return JSON.stringify(policy);
}
