/** GetAccountAuthorizationDetails: users, groups, roles, the account's policies, and AWS's that it uses, in this order. */
import { awsPolicyDetails, groupDetail, policyDetail, roleDetail, userDetail } from '../account-details.ts';
import { pageOfHolders } from '../holder-pages.ts';
import { PAGE_DEFAULT } from '../limits.ts';
import type { GetAccountAuthorizationDetailsRequest, GetAccountAuthorizationDetailsResponse } from '../model.ts';
import { type ListedPage, type PageRequest, pageOfList, pageOfRange, readMarker, writeMarker } from '../pages.ts';
import type { IamContext } from '../parts.ts';
import { keys, policyRecord } from '../store.ts';

type Lists = Omit<GetAccountAuthorizationDetailsResponse, 'IsTruncated' | 'Marker'>;
type Section = (
  ctx: IamContext,
  page: PageRequest,
) => Promise<ListedPage & { readonly count: number; readonly lists: Lists }>;

/** One page goes on from section to section. */
export async function getAccountAuthorizationDetails(
  ctx: IamContext,
  input: GetAccountAuthorizationDetailsRequest,
): Promise<GetAccountAuthorizationDetailsResponse> {
  const { MaxItems = PAGE_DEFAULT, Marker } = input;
  const [first = '0', inner = ''] = Marker === undefined ? [] : readMarker(Marker, 2);
  const wanted = SECTIONS.filter(({ filter }) => !input.Filter?.length || input.Filter.includes(filter));
  const lists: { -readonly [Name in keyof Lists]: Lists[Name] } = {};
  let left = MaxItems;
  let marker = inner;
  for (let at = Number(first) || 0; at < wanted.length; at++) {
    if (left === 0) return { ...lists, IsTruncated: true, Marker: writeMarker([String(at), '']) };
    const page = await wanted[at]?.read(ctx, { MaxItems: left, ...(marker !== '' && { Marker: marker }) });
    merge(lists, page?.lists ?? {});
    if (page?.Marker !== undefined) {
      return { ...lists, IsTruncated: true, Marker: writeMarker([String(at), page.Marker]) };
    }
    left -= page?.count ?? 0;
    marker = '';
  }
  return { ...lists, IsTruncated: false };
}

const SECTIONS: readonly {
  readonly filter: NonNullable<GetAccountAuthorizationDetailsRequest['Filter']>[number];
  readonly read: Section;
}[] = [
  { filter: 'User', read: users },
  { filter: 'Group', read: groups },
  { filter: 'Role', read: roles },
  { filter: 'LocalManagedPolicy', read: localPolicies },
  { filter: 'AWSManagedPolicy', read: usedAwsPolicies },
];

async function users(ctx: IamContext, request: PageRequest): ReturnType<Section> {
  const { items, ...page } = await pageOfHolders(ctx, 'user', request);
  const UserDetailList = await Promise.all(items.map((user) => userDetail(ctx, user)));
  return { ...page, count: items.length, lists: { UserDetailList } };
}

async function groups(ctx: IamContext, request: PageRequest): ReturnType<Section> {
  const { items, ...page } = await pageOfHolders(ctx, 'group', request);
  return { ...page, count: items.length, lists: { GroupDetailList: items.map((group) => groupDetail(ctx, group)) } };
}

async function roles(ctx: IamContext, request: PageRequest): ReturnType<Section> {
  const { items, ...page } = await pageOfHolders(ctx, 'role', request);
  const RoleDetailList = await Promise.all(items.map((role) => roleDetail(ctx, role)));
  return { ...page, count: items.length, lists: { RoleDetailList } };
}

async function localPolicies(ctx: IamContext, request: PageRequest): ReturnType<Section> {
  const { items, ...page } = await pageOfRange(
    ctx.store,
    keys.entities(ctx.accountId, 'policy'),
    (entries) => entries.map(({ value }) => policyRecord.decode(value)),
    request,
  );
  const Policies = await Promise.all(items.map((policy) => policyDetail(ctx, policy)));
  return { ...page, count: items.length, lists: { Policies } };
}

async function usedAwsPolicies(ctx: IamContext, request: PageRequest): ReturnType<Section> {
  const { items, ...page } = pageOfList(await awsPolicyDetails(ctx), ({ Arn = '' }) => Arn, request);
  return { ...page, count: items.length, lists: { Policies: items } };
}

function merge(lists: { -readonly [Name in keyof Lists]: Lists[Name] }, more: Lists): void {
  const { Policies, ...rest } = more;
  Object.assign(lists, rest);
  if (Policies) lists.Policies = [...(lists.Policies ?? []), ...Policies];
}
