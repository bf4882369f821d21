/** ListLogGroups: names, ARNs and classes of groups, by parts of their names, class and tags. */
import { scanGroups } from '../group-scan.ts';
import { groupArn, type LogsContext } from '../groups.ts';
import { LIST_GROUPS_MAX } from '../limits.ts';
import { InvalidParameterException, type ListLogGroupsRequest, type ListLogGroupsResponse } from '../model.ts';
import type { Group } from '../store.ts';

export async function listLogGroups(ctx: LogsContext, input: ListLogGroupsRequest): Promise<ListLogGroupsResponse> {
  check(input);
  // There are no linked accounts: a list of accounts without the caller's own finds nothing.
  if (input.accountIdentifiers && !input.accountIdentifiers.includes(ctx.accountId)) return { logGroups: [] };
  const matchesName = nameMatcher(input.logGroupNamePattern);
  const { groups, ...more } = await scanGroups(ctx, {
    limit: input.limit ?? LIST_GROUPS_MAX,
    nextToken: input.nextToken,
    wanted: (group) => matchesName(group.name) && hasClassAndTags(group, input),
  });
  const logGroups = groups.map((group) => ({
    logGroupName: group.name,
    logGroupArn: groupArn(group, group.name),
    logGroupClass: group.logGroupClass,
  }));
  return { logGroups, ...more };
}

function check(input: ListLogGroupsRequest): void {
  if (input.accountIdentifiers && input.includeLinkedAccounts !== true) {
    throw new InvalidParameterException('accountIdentifiers can be used only with includeLinkedAccounts.');
  }
  for (const name of ['dataSources', 'fieldIndexNames'] as const) {
    if (input[name]) throw new InvalidParameterException(`Filtering by ${name} is not supported here.`);
  }
}

/**
 * "up to five alternatives separated by |, each of three to 24 characters, ^ anchoring one to the beginning"
 * (API reference, 2026-11-24); the model has checked the form.
 */
function nameMatcher(pattern: string | undefined): (name: string) => boolean {
  if (pattern === undefined) return () => true;
  const parts = pattern.split('|');
  return (name) => parts.some((part) => (part.startsWith('^') ? name.startsWith(part.slice(1)) : name.includes(part)));
}

function hasClassAndTags({ logGroupClass, tags }: Group, input: ListLogGroupsRequest): boolean {
  if (input.logGroupClass !== undefined && logGroupClass !== input.logGroupClass) return false;
  return (input.logGroupTags ?? []).every(({ key, values = [] }) => {
    const value = Object.hasOwn(tags, key) ? tags[key] : undefined;
    return value !== undefined && (values.length === 0 || values.includes(value));
  });
}
