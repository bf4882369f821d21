/** Membership: users keep the ids of their groups, groups the number of their members, and an index lists them. */
import type { Store } from '../../storage/store.ts';
import { noSuchHolder, overQuota } from './errors.ts';
import { decodeHolder, findHolder, saved } from './holders.ts';
import { GROUPS_PER_USER } from './limits.ts';
import { type Page, type PageRequest, pageOfRange } from './pages.ts';
import { change, type IamContext, together } from './parts.ts';
import { type Group, groupNameRecord, INDEX_ENTRY, keys, lastPart, type User, userRecord } from './store.ts';

/** What is so already stays so, without an error. */
export async function changeMembership(
  ctx: IamContext,
  userName: string,
  groupName: string,
  isMember: boolean,
): Promise<void> {
  const { accountId } = ctx;
  const both = [keys.entity(accountId, 'user', userName), keys.entity(accountId, 'group', groupName)];
  await change(ctx, both, ([userEntry, groupEntry]) => {
    const user = decodeHolder(userEntry, 'user', userName);
    const group = decodeHolder(groupEntry, 'group', groupName);
    // The user is missed first (recorded from AWS by public test suites, 2026-02-12).
    if (!user) throw noSuchHolder('user', userName);
    if (!group) throw noSuchHolder('group', groupName);
    if (user.groups.includes(group.id) === isMember) return { result: undefined };
    if (isMember && user.groups.length >= GROUPS_PER_USER) throw overQuota('GroupsPerUser', GROUPS_PER_USER);
    const groups = isMember ? [...user.groups, group.id] : user.groups.filter((id) => id !== group.id);
    const index = keys.member(accountId, group.id, userName);
    return {
      changes: together(
        saved(accountId, 'user', { ...user, groups }),
        saved(accountId, 'group', { ...group, members: group.members + (isMember ? 1 : -1) }),
        isMember ? { sets: [{ key: index, value: INDEX_ENTRY }] } : { deletes: [index] },
      ),
      result: undefined,
    };
  });
}

export function membersOf(ctx: IamContext, group: Group, page: PageRequest): Promise<Page<User>> {
  const { accountId, store } = ctx;
  return pageOfRange(
    store,
    keys.members(accountId, group.id),
    async (entries) => {
      const users = await store.getMany(entries.map(({ key }) => keys.entity(accountId, 'user', lastPart(key))));
      return users.map((entry) => entry && userRecord.decode(entry.value));
    },
    page,
  );
}

/** In order of their names. */
export async function groupsOf(
  store: Pick<Store, 'get' | 'getMany'>,
  accountId: string,
  user: User,
): Promise<readonly Group[]> {
  const names = await store.getMany(user.groups.map((id) => keys.groupName(accountId, id)));
  const groups = await Promise.all(
    names
      .filter((entry) => entry !== undefined)
      .map(({ value }) => findHolder(store, accountId, 'group', groupNameRecord.decode(value).name)),
  );
  return groups.filter((group) => group !== undefined).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
