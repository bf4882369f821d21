/** UpdateUser and UpdateGroup: a new name or path, with everything that is kept under the name. */
import type { Changes } from '../../storage/store.ts';
import { holderExists, noSuchHolder } from './errors.ts';
import { decodeHolder, type Holders, saved } from './holders.ts';
import { change, type IamContext, together } from './parts.ts';
import { keys } from './store.ts';
import { renamedUses } from './uses.ts';

/** `renamed` gives what else is kept under the name. Throws NoSuchEntity and EntityAlreadyExists. */
export async function renameHolder<Kind extends 'user' | 'group'>(
  ctx: IamContext,
  kind: Kind,
  name: string,
  to: { readonly name: string | undefined; readonly path: string | undefined },
  renamed: (holder: Holders[Kind], newName: string) => Changes,
): Promise<void> {
  const { accountId } = ctx;
  const newName = to.name ?? name;
  const [from, target] = [keys.entity(accountId, kind, name), keys.entity(accountId, kind, newName)];
  // Another case of the same name is kept in the same place.
  const moves = name.toLowerCase() !== newName.toLowerCase();
  await change(ctx, moves ? [from, target] : [from], ([entry, present]) => {
    const holder = decodeHolder(entry, kind, name);
    if (!holder) throw noSuchHolder(kind, name);
    if (present) throw holderExists(kind, newName);
    const updated = { ...holder, name: newName, path: to.path ?? holder.path };
    const following =
      newName === name ? {} : together(renamedUses(ctx, kind, holder, newName), renamed(holder, newName));
    return {
      changes: withoutSetBack(together(moves ? { deletes: [from] } : {}, saved(accountId, kind, updated), following)),
      result: undefined,
    };
  });
}

/** What is deleted and set in one commit (a name of which only the case changed) is only set. */
function withoutSetBack(changes: Changes): Changes {
  const written = new Set((changes.sets ?? []).map(({ key }) => JSON.stringify(key)));
  return { ...changes, deletes: (changes.deletes ?? []).filter((key) => !written.has(JSON.stringify(key))) };
}
