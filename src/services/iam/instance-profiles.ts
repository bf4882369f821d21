/** Instance profiles: a name for a role, as deployment tools read and write them; there are no instances that use one. */
import type { Entry, Store } from '../../storage/store.ts';
import { listedRole } from './describe.ts';
import { findHolder } from './holders.ts';
import { type InstanceProfile as ProfileShape, NoSuchEntityException } from './model.ts';
import { change, type IamContext } from './parts.ts';
import { type InstanceProfile, keys, profileRecord } from './store.ts';
import { tagList } from './tags.ts';
import { withShownTrust } from './trust.ts';

/** Verbatim from AWS (public reports, 2026-11-24). */
export const noSuchInstanceProfile = (name: string): Error =>
  new NoSuchEntityException(`Instance Profile ${name} cannot be found.`);

export const profileArn = (accountId: string, { path, name }: { readonly path: string; readonly name: string }) =>
  `arn:aws:iam::${accountId}:instance-profile${path}${name}`;

export async function findProfile(
  store: Pick<Store, 'get'>,
  accountId: string,
  name: string,
): Promise<InstanceProfile | undefined> {
  return decodeProfile(await store.get(keys.profile(accountId, name)), name);
}

/** Throws NoSuchEntity. */
export async function requireInstanceProfile(ctx: IamContext, name: string): Promise<InstanceProfile> {
  const profile = await findProfile(ctx.store, ctx.accountId, name);
  if (!profile) throw noSuchInstanceProfile(name);
  return profile;
}

export function decodeProfile(entry: Entry | undefined, name: string): InstanceProfile | undefined {
  const profile = entry && profileRecord.decode(entry.value);
  return profile?.name === name ? profile : undefined;
}

/** Changes one in one commit. Throws NoSuchEntity. */
export async function changeProfile(
  ctx: IamContext,
  name: string,
  edit: (profile: InstanceProfile) => InstanceProfile,
): Promise<void> {
  const key = keys.profile(ctx.accountId, name);
  await change(ctx, [key], ([entry]) => {
    const profile = decodeProfile(entry, name);
    if (!profile) throw noSuchInstanceProfile(name);
    return { changes: { sets: [{ key, value: profileRecord.encode(edit(profile)) }] }, result: undefined };
  });
}

/** With its role, where it has one. */
export async function shownInstanceProfile(
  { store, accountId }: Pick<IamContext, 'store' | 'accountId'>,
  profile: InstanceProfile,
  tags: 'with tags' | 'without tags' = 'with tags',
): Promise<ProfileShape> {
  const { roleName } = profile;
  const role = roleName === undefined ? undefined : await findHolder(store, accountId, 'role', roleName);
  const list = tagList(profile.tags);
  return {
    Path: profile.path,
    InstanceProfileName: profile.name,
    InstanceProfileId: profile.id,
    Arn: profileArn(accountId, profile),
    CreateDate: profile.createdAtMs,
    Roles: role ? [listedRole(accountId, await withShownTrust(store, role))] : [],
    ...(tags === 'with tags' && list.length > 0 && { Tags: list }),
  };
}
