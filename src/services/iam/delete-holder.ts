/** DeleteUser, DeleteGroup, DeleteRole: refused while policies or anything else hangs on it. */
import type { Changes } from '../../storage/store.ts';
import { noSuchHolder, stillHolds } from './errors.ts';
import { counted, decodeHolder, type Holders } from './holders.ts';
import { change, type IamContext, together } from './parts.ts';
import { serviceUseKeys } from './service-uses.ts';
import { type HolderKind, keys } from './store.ts';

/** `check` throws DeleteConflict, or gives what goes with it. */
export async function deleteHolder<Kind extends HolderKind>(
  ctx: IamContext,
  kind: Kind,
  name: string,
  check: (holder: Holders[Kind]) => Changes,
): Promise<void> {
  const key = keys.entity(ctx.accountId, kind, name);
  await change(ctx, [key], async ([entry]) => {
    const holder = decodeHolder(entry, kind, name);
    if (!holder) throw noSuchHolder(kind, name);
    if (holder.inline.length > 0) throw stillHolds('delete policies');
    if (holder.attached.length > 0) throw stillHolds('detach all policies');
    return {
      changes: together(
        { deletes: [key, ...(await serviceUseKeys(ctx, holder.id))] },
        counted(ctx, kind, -1n),
        check(holder),
      ),
      result: undefined,
    };
  });
}
