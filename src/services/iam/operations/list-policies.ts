import { type AwsPolicy, awsPolicies } from '../aws-policies.ts';
import { listedAwsPolicy, listedPolicy } from '../describe.ts';
import { PAGE_DEFAULT } from '../limits.ts';
import type { ListPoliciesRequest, ListPoliciesResponse, Policy } from '../model.ts';
import { type Page, pageOfList, pageOfRange, readMarker, writeMarker } from '../pages.ts';
import type { IamContext } from '../parts.ts';
import { policyArn, type UseCounts, useCounts } from '../policies.ts';
import { keys, policyRecord } from '../store.ts';

/** The account's own first, then AWS's. */
export async function listPolicies(ctx: IamContext, input: ListPoliciesRequest): Promise<ListPoliciesResponse> {
  const { Scope: scope = 'All', MaxItems: max = PAGE_DEFAULT } = input;
  const [where, marker] = input.Marker === undefined ? [] : readMarker(input.Marker, 2);
  const own =
    scope === 'AWS' || where === 'aws'
      ? EMPTY
      : await ownPolicies(ctx, input, max, where && marker ? marker : undefined);
  if (own.IsTruncated) return answer(own.items, 'own', own.Marker);
  if (scope === 'Local') return answer(own.items);
  const left = max - own.items.length;
  if (left === 0) return answer(own.items, 'aws', '');
  const aws = await awsOnes(ctx, input, left, where === 'aws' && marker !== '' ? marker : undefined);
  return answer([...own.items, ...aws.items], 'aws', aws.Marker);
}

const EMPTY: Page<Policy> = { items: [], IsTruncated: false };

function answer(policies: readonly Policy[], where?: 'own' | 'aws', marker?: string): ListPoliciesResponse {
  if (where === undefined || marker === undefined) return { Policies: policies, IsTruncated: false };
  return { Policies: policies, IsTruncated: true, Marker: writeMarker([where, marker]) };
}

function ownPolicies(
  ctx: IamContext,
  input: ListPoliciesRequest,
  MaxItems: number,
  Marker: string | undefined,
): Promise<Page<Policy>> {
  const { accountId, store } = ctx;
  return pageOfRange(
    store,
    keys.entities(accountId, 'policy'),
    async (entries) => {
      const policies = entries.map(({ value }) => policyRecord.decode(value));
      const uses = await useCounts(
        store,
        accountId,
        policies.map((policy) => policyArn(accountId, policy)),
      );
      return policies.map((policy, at) => {
        const used = uses[at] ?? UNUSED;
        return isAskedFor(policy.path, used, input) ? listedPolicy(accountId, policy, used) : undefined;
      });
    },
    { MaxItems, Marker },
  );
}

const UNUSED: UseCounts = { permissions: 0, boundary: 0 };

async function awsOnes(
  ctx: IamContext,
  input: ListPoliciesRequest,
  MaxItems: number,
  Marker: string | undefined,
): Promise<Page<Policy>> {
  const all = [...awsPolicies().values()];
  const arns = all.map(({ arn }) => arn);
  const uses = await useCounts(ctx.store, ctx.accountId, arns);
  const used = (policy: AwsPolicy): UseCounts => uses[arns.indexOf(policy.arn)] ?? UNUSED;
  const asked = all.filter((policy) => isAskedFor(policy.path, used(policy), input));
  const { items, ...rest } = pageOfList(asked, ({ name }) => name, { MaxItems, Marker });
  return { items: items.map((policy) => listedAwsPolicy(policy, used(policy))), ...rest };
}

function isAskedFor(path: string, uses: UseCounts, input: ListPoliciesRequest): boolean {
  if (!path.startsWith(input.PathPrefix ?? '/')) return false;
  if (input.OnlyAttached === true && uses.permissions + uses.boundary === 0) return false;
  if (input.PolicyUsageFilter === 'PermissionsPolicy') return uses.permissions > 0;
  if (input.PolicyUsageFilter === 'PermissionsBoundary') return uses.boundary > 0;
  return true;
}
