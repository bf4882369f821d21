/** Which managed policies hang on whom, in both directions. */
import type { Entry } from '../../storage/store.ts';
import { holderRecords, requireHolder } from './holders.ts';
import type { AttachedPolicy, ListEntitiesForPolicyRequest } from './model.ts';
import { parseEntityArn } from './names.ts';
import { type ListedPage, type Page, type PageRequest, pageOfList, pageOfRange } from './pages.ts';
import type { IamContext } from './parts.ts';
import { type Holder, type HolderKind, keys, lastPart, type Usage } from './store.ts';

/** In order of their names. */
export async function attachedPolicies(
  ctx: IamContext,
  kind: HolderKind,
  name: string,
  input: PageRequest & { readonly PathPrefix?: string | undefined },
): Promise<ListedPage & { readonly AttachedPolicies: readonly AttachedPolicy[] }> {
  const holder = await requireHolder(ctx, kind, name);
  const attached = holder.attached
    .map((arn) => ({ arn, path: '/', name: arn, ...parseEntityArn(arn, 'policy') }))
    .filter(({ path }) => path.startsWith(input.PathPrefix ?? '/'))
    .map((policy) => ({ ...policy, order: `${policy.name} ${policy.arn}` }))
    .toSorted((a, b) => (a.order < b.order ? -1 : 1));
  const { items, ...rest } = pageOfList(attached, ({ order }) => order, input);
  return { AttachedPolicies: items.map((policy) => ({ PolicyName: policy.name, PolicyArn: policy.arn })), ...rest };
}

export interface PolicyUser {
  readonly kind: HolderKind;
  readonly name: string;
  readonly id: string;
}

/** Whoever has the policy attached or as boundary. */
export function usersOf(ctx: IamContext, input: ListEntitiesForPolicyRequest): Promise<Page<PolicyUser>> {
  const { accountId, store } = ctx;
  const { PolicyArn: arn, PathPrefix = '/' } = input;
  const prefix = keys.uses(accountId, arn);
  const readOne = async ({ key }: Entry): Promise<PolicyUser | undefined> => {
    const usage: Usage = key[prefix.length] === 'boundary' ? 'boundary' : 'permissions';
    const kind = KINDS.find((known) => known === key[prefix.length + 1]);
    if (!kind || !isWanted(kind, usage, input)) return undefined;
    const entry = await store.get(keys.entity(accountId, kind, lastPart(key)));
    const holder: Holder | undefined = entry && holderRecords[kind].decode(entry.value);
    if (!holder?.path.startsWith(PathPrefix)) return undefined;
    // Who has it both ways is named once, by its attachment.
    const twice = usage === 'boundary' && input.PolicyUsageFilter === undefined && holder.attached.includes(arn);
    return twice ? undefined : { kind, name: holder.name, id: holder.id };
  };
  return pageOfRange(store, prefix, (entries) => Promise.all(entries.map(readOne)), input);
}

const KINDS: readonly HolderKind[] = ['user', 'group', 'role'];
const ENTITIES = { user: 'User', group: 'Group', role: 'Role' } as const;
const USAGES = { permissions: 'PermissionsPolicy', boundary: 'PermissionsBoundary' } as const;

function isWanted(kind: HolderKind, usage: Usage, input: ListEntitiesForPolicyRequest): boolean {
  if (input.EntityFilter !== undefined && input.EntityFilter !== ENTITIES[kind]) return false;
  return input.PolicyUsageFilter === undefined || input.PolicyUsageFilter === USAGES[usage];
}
