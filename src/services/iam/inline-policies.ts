/** Policies embedded in a user, group or role. */
import { checkDocument, sizeOf, urlEncoded } from './documents.ts';
import { noSuchInlinePolicy } from './errors.ts';
import { changeHolder, requireHolder } from './holders.ts';
import { INLINE_POLICIES_SIZE } from './limits.ts';
import { LimitExceededException } from './model.ts';
import { type ListedPage, type PageRequest, pageOfList } from './pages.ts';
import type { IamContext } from './parts.ts';
import type { HolderKind } from './store.ts';

export async function putInlinePolicy(
  ctx: IamContext,
  kind: HolderKind,
  name: string,
  policyName: string,
  document: string,
): Promise<void> {
  checkDocument(document, 'identity');
  await changeHolder(ctx, kind, name, (holder) => {
    const others = holder.inline.filter((policy) => policy.name !== policyName);
    const inline = [...others, { name: policyName, document }];
    const max = INLINE_POLICIES_SIZE[kind];
    // "Maximum policy size of 10240 bytes exceeded for role X" (public reports, 2026-11-24).
    if (inline.reduce((sum, policy) => sum + sizeOf(policy.document), 0) > max) {
      throw new LimitExceededException(`Maximum policy size of ${max} bytes exceeded for ${kind} ${name}`);
    }
    return { holder: { ...holder, inline } };
  });
}

/** The document, URL-encoded. */
export async function inlinePolicy(
  ctx: IamContext,
  kind: HolderKind,
  name: string,
  policyName: string,
): Promise<{ readonly PolicyName: string; readonly PolicyDocument: string }> {
  const holder = await requireHolder(ctx, kind, name);
  const policy = holder.inline.find((other) => other.name === policyName);
  if (!policy) throw noSuchInlinePolicy(kind, policyName);
  return { PolicyName: policyName, PolicyDocument: urlEncoded(policy.document) };
}

export async function inlinePolicyNames(
  ctx: IamContext,
  kind: HolderKind,
  name: string,
  page: PageRequest,
): Promise<ListedPage & { readonly PolicyNames: readonly string[] }> {
  const holder = await requireHolder(ctx, kind, name);
  const names = holder.inline.map((policy) => policy.name).toSorted();
  const { items, ...rest } = pageOfList(names, (policyName) => policyName, page);
  return { PolicyNames: items, ...rest };
}

export async function deleteInlinePolicy(
  ctx: IamContext,
  kind: HolderKind,
  name: string,
  policyName: string,
): Promise<void> {
  await changeHolder(ctx, kind, name, (holder) => {
    const inline = holder.inline.filter((policy) => policy.name !== policyName);
    if (inline.length === holder.inline.length) throw noSuchInlinePolicy(kind, policyName);
    return { holder: { ...holder, inline } };
  });
}
