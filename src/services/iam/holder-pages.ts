/** ListUsers, ListGroups, ListRoles: by name, below a path. */
import { type Holders, holderRecords } from './holders.ts';
import { type Page, type PageRequest, pageOfRange } from './pages.ts';
import type { IamContext } from './parts.ts';
import { type HolderKind, keys } from './store.ts';

export function pageOfHolders<Kind extends HolderKind>(
  ctx: IamContext,
  kind: Kind,
  input: PageRequest & { readonly PathPrefix?: string | undefined },
): Promise<Page<Holders[Kind]>> {
  const { PathPrefix: pathPrefix = '/' } = input;
  return pageOfRange<Holders[Kind]>(
    ctx.store,
    keys.entities(ctx.accountId, kind),
    (entries) =>
      entries.map(({ value }) => {
        const holder: Holders[Kind] = holderRecords[kind].decode(value);
        return holder.path.startsWith(pathPrefix) ? holder : undefined;
      }),
    input,
  );
}
