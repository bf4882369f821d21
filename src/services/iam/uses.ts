/**
 * Who uses which managed policy: attachments and boundaries, with an index by policy. A use touches the policy's record,
 * whose version DeletePolicy checks, so that a policy cannot go while somebody begins to use it.
 */
import type { Changes, Entry, Key } from '../../storage/store.ts';
import { findAwsPolicy } from './aws-policies.ts';
import { noSuchPolicy, notAttachable, overQuota } from './errors.ts';
import { changeHolder } from './holders.ts';
import { POLICIES_PER_HOLDER } from './limits.ts';
import { NoSuchEntityException } from './model.ts';
import { type IamContext, together } from './parts.ts';
import { decodePolicy, policyKey } from './policies.ts';
import { type HolderKind, INDEX_ENTRY, keys, type Usage } from './store.ts';

/** Attaching again changes nothing. */
export async function attachPolicy(ctx: IamContext, kind: HolderKind, name: string, arn: string): Promise<void> {
  const beginning = beginUse(ctx, arn, () => notAttachable(arn));
  await changeHolder(
    ctx,
    kind,
    name,
    (holder, [policy]) => {
      const changes = beginning.changes(policy, 'permissions', kind, name);
      if (holder.attached.includes(arn)) return { holder };
      if (holder.attached.length >= POLICIES_PER_HOLDER) throw overQuota(QUOTAS[kind], POLICIES_PER_HOLDER);
      return { holder: { ...holder, attached: [...holder.attached, arn] }, changes };
    },
    beginning.keys,
  );
}

const QUOTAS = { user: 'PoliciesPerUser', group: 'PoliciesPerGroup', role: 'PoliciesPerRole' } as const;

export async function detachPolicy(ctx: IamContext, kind: HolderKind, name: string, arn: string): Promise<void> {
  policyKey(ctx.accountId, arn);
  await changeHolder(ctx, kind, name, (holder) => {
    if (!holder.attached.includes(arn)) throw noSuchPolicy(arn);
    return {
      holder: { ...holder, attached: holder.attached.filter((other) => other !== arn) },
      changes: endUse(ctx, arn, 'permissions', kind, name),
    };
  });
}

export async function putBoundary(ctx: IamContext, kind: 'user' | 'role', name: string, arn: string): Promise<void> {
  const beginning = beginBoundary(ctx, arn);
  await changeHolder(
    ctx,
    kind,
    name,
    (holder, [policy]) => {
      const begin = beginning.changes(policy, 'boundary', kind, name);
      if (holder.boundaryArn === arn) return { holder };
      return {
        holder: { ...holder, boundaryArn: arn },
        changes: together(begin, endBoundary(ctx, kind, holder)),
      };
    },
    beginning.keys,
  );
}

export async function deleteBoundary(ctx: IamContext, kind: 'user' | 'role', name: string): Promise<void> {
  await changeHolder(ctx, kind, name, (holder) => {
    if (holder.boundaryArn === undefined) {
      throw new NoSuchEntityException(`The ${kind} with name ${name} does not have a permissions boundary.`);
    }
    return { holder: { ...holder, boundaryArn: undefined }, changes: endBoundary(ctx, kind, holder) };
  });
}

interface Beginning {
  /** To be read and checked with the holder's. */
  readonly keys: readonly Key[];
  changes(policy: Entry | undefined, usage: Usage, kind: HolderKind, name: string): Changes;
}

/** "Scope ARN: … does not exist or is not attachable." (public reports, 2026-11-24). */
export function beginBoundary(ctx: IamContext, arn: string | undefined): Beginning {
  if (arn === undefined) return { keys: [], changes: () => ({}) };
  return beginUse(ctx, arn, () => new NoSuchEntityException(`Scope ARN: ${arn} does not exist or is not attachable.`));
}

function beginUse({ accountId }: IamContext, arn: string, missing: () => Error): Beginning {
  const key = policyKey(accountId, arn);
  if (!key && !findAwsPolicy(arn)) throw missing();
  return {
    keys: key ? [key] : [],
    changes(policy, usage, kind, name) {
      if (key && !decodePolicy(policy, accountId, arn)) throw missing();
      const touched = key && policy ? [{ key, value: policy.value }] : [];
      return {
        sets: [...touched, { key: keys.use(accountId, arn, usage, kind, name), value: INDEX_ENTRY }],
        adds: [{ key: keys.useCount(accountId, arn, usage), delta: 1n }],
      };
    },
  };
}

export function endUse(
  { accountId }: { readonly accountId: string },
  arn: string,
  usage: Usage,
  kind: HolderKind,
  name: string,
): Changes {
  return {
    deletes: [keys.use(accountId, arn, usage, kind, name)],
    adds: [{ key: keys.useCount(accountId, arn, usage), delta: -1n }],
  };
}

export function endBoundary(
  ctx: { readonly accountId: string },
  kind: 'user' | 'role',
  { boundaryArn, name }: { readonly boundaryArn?: string | undefined; readonly name: string },
): Changes {
  return boundaryArn === undefined ? {} : endUse(ctx, boundaryArn, 'boundary', kind, name);
}

/** The entries of the index under another name. */
export function renamedUses(
  { accountId }: { readonly accountId: string },
  kind: HolderKind,
  holder: { readonly attached: readonly string[]; readonly boundaryArn?: string | undefined; readonly name: string },
  newName: string,
): Changes {
  const uses: (readonly [string, Usage])[] = holder.attached.map((arn) => [arn, 'permissions']);
  if (holder.boundaryArn !== undefined) uses.push([holder.boundaryArn, 'boundary']);
  return {
    deletes: uses.map(([arn, usage]) => keys.use(accountId, arn, usage, kind, holder.name)),
    sets: uses.map(([arn, usage]) => ({ key: keys.use(accountId, arn, usage, kind, newName), value: INDEX_ENTRY })),
  };
}
