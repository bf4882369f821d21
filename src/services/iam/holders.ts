/** Users, groups and roles alike: finding, changing and counting them. */
import type { RecordType } from '../../storage/record.ts';
import type { Changes, Entry, Key, Store } from '../../storage/store.ts';
import { holderExists, noSuchHolder, overQuota, QUOTA_NAMES } from './errors.ts';
import { GROUPS_MAX, POLICIES_MAX, ROLES_MAX, USERS_MAX } from './limits.ts';
import { change, type IamContext, together } from './parts.ts';
import { checkModifiable } from './service-linked-roles.ts';
import {
  type Counted,
  decodeCounter,
  type EntityKind,
  type Group,
  groupRecord,
  type HolderKind,
  keys,
  type Role,
  roleRecord,
  type User,
  userRecord,
} from './store.ts';

export interface Holders {
  readonly user: User;
  readonly group: Group;
  readonly role: Role;
}

type Reader = Pick<Store, 'get'>;

export const holderRecords: { readonly [Kind in HolderKind]: RecordType<Holders[Kind]> } = {
  user: userRecord,
  group: groupRecord,
  role: roleRecord,
};

/** Names are found as they were given: one of another case is of nobody, as in an ARN. */
export async function findHolder<Kind extends HolderKind>(
  store: Reader,
  accountId: string,
  kind: Kind,
  name: string,
): Promise<Holders[Kind] | undefined> {
  return decodeHolder(await store.get(keys.entity(accountId, kind, name)), kind, name);
}

/** Throws NoSuchEntity. */
export async function requireHolder<Kind extends HolderKind>(
  ctx: IamContext,
  kind: Kind,
  name: string,
): Promise<Holders[Kind]> {
  const holder = await findHolder(ctx.store, ctx.accountId, kind, name);
  if (!holder) throw noSuchHolder(kind, name);
  return holder;
}

export function decodeHolder<Kind extends HolderKind>(
  entry: Entry | undefined,
  kind: Kind,
  name: string,
): Holders[Kind] | undefined {
  const holder = entry && holderRecords[kind].decode(entry.value);
  return holder?.name === name ? holder : undefined;
}

/** The record of a holder, as a commit writes it. */
export function saved<Kind extends HolderKind>(accountId: string, kind: Kind, holder: Holders[Kind]): Changes {
  return {
    sets: [{ key: keys.entity(accountId, kind, holder.name), value: holderRecords[kind].encode(holder) }],
  };
}

export interface HolderChange<Kind extends HolderKind> {
  /** The changed one; nothing is written where it is the one that was there. */
  readonly holder: Holders[Kind];
  readonly changes?: Changes;
}

/** Changes one holder in one commit; `further` keys are read and checked with it. Throws NoSuchEntity. */
export function changeHolder<Kind extends HolderKind>(
  ctx: IamContext,
  kind: Kind,
  name: string,
  edit: (
    holder: Holders[Kind],
    further: readonly (Entry | undefined)[],
  ) => HolderChange<Kind> | Promise<HolderChange<Kind>>,
  furtherKeys: readonly Key[] = [],
): Promise<Holders[Kind]> {
  return change(ctx, [keys.entity(ctx.accountId, kind, name), ...furtherKeys], async ([entry, ...further]) => {
    const holder = decodeHolder(entry, kind, name);
    if (!holder) throw noSuchHolder(kind, name);
    checkModifiable(ctx, holder);
    const edited = await edit(holder, further);
    if (edited.holder === holder && !edited.changes) return { result: holder };
    return {
      changes: together(saved(ctx.accountId, kind, edited.holder), edited.changes ?? {}),
      result: edited.holder,
    };
  });
}

/** Writes a new one. Throws EntityAlreadyExists, whatever the case of the name, and LimitExceeded. */
export async function createHolder<Kind extends HolderKind>(
  ctx: IamContext,
  kind: Kind,
  holder: Holders[Kind],
  furtherKeys: readonly Key[] = [],
  furtherChanges: (further: readonly (Entry | undefined)[]) => Changes = () => ({}),
): Promise<void> {
  await checkQuota(ctx, kind);
  await change(ctx, [keys.entity(ctx.accountId, kind, holder.name), ...furtherKeys], ([present, ...further]) => {
    if (present) throw holderExists(kind, holder.name);
    return {
      changes: together(saved(ctx.accountId, kind, holder), counted(ctx, kind, 1n), furtherChanges(further)),
      result: undefined,
    };
  });
}

const QUOTAS: Readonly<Record<EntityKind, number>> = {
  user: USERS_MAX,
  group: GROUPS_MAX,
  role: ROLES_MAX,
  policy: POLICIES_MAX,
};

/** Read before the commit and not checked in it: those that come at the same instant may exceed it by their number. */
export async function checkQuota(ctx: IamContext, kind: EntityKind): Promise<void> {
  const count = await countOf(ctx, kind);
  if (count >= QUOTAS[kind]) throw overQuota(QUOTA_NAMES[kind], QUOTAS[kind]);
}

export async function countOf(ctx: IamContext, what: Counted): Promise<number> {
  return decodeCounter((await ctx.store.get(keys.count(ctx.accountId, what)))?.value);
}

export function counted(ctx: { readonly accountId: string }, what: Counted, delta: bigint): Changes {
  return { adds: [{ key: keys.count(ctx.accountId, what), delta }] };
}
