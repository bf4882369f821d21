/** ListInstanceProfiles: by name, below a path. */
import { shownInstanceProfile } from '../instance-profiles.ts';
import type { ListInstanceProfilesRequest, ListInstanceProfilesResponse } from '../model.ts';
import { pageOfRange } from '../pages.ts';
import type { IamContext } from '../parts.ts';
import { keys, profileRecord } from '../store.ts';

export async function listInstanceProfiles(
  ctx: IamContext,
  input: ListInstanceProfilesRequest,
): Promise<ListInstanceProfilesResponse> {
  const { items, ...rest } = await pageOfRange(
    ctx.store,
    keys.profiles(ctx.accountId),
    (entries) =>
      entries
        .map(({ value }) => profileRecord.decode(value))
        .map((profile) => (profile.path.startsWith(input.PathPrefix ?? '/') ? profile : undefined)),
    input,
  );
  const shown = items.map((profile) => shownInstanceProfile(ctx, profile, 'without tags'));
  return { InstanceProfiles: await Promise.all(shown), ...rest };
}
