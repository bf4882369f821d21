/** DescribeLogGroups: by name, prefix, part of a name, class, or a list of names and ARNs. */
import { storedBytesOf } from '../events/streams.ts';
import { groupArn, groupNameFromIdentifier, type LogsContext } from '../groups.ts';
import { scanGroups } from '../group-scan.ts';
import { DESCRIBE_MAX } from '../limits.ts';
import {
  type DescribeLogGroupsRequest,
  type DescribeLogGroupsResponse,
  InvalidParameterException,
  type LogGroup,
} from '../model.ts';
import { type Group, groupRecord, stateKeys } from '../store.ts';

export async function describeLogGroups(
  ctx: LogsContext,
  input: DescribeLogGroupsRequest,
): Promise<DescribeLogGroupsResponse> {
  check(input);
  await ctx.parts.spool.drain();
  if (input.logGroupIdentifiers)
    return { logGroups: await describe(ctx, await namedGroups(ctx, input.logGroupIdentifiers)) };
  // There are no linked accounts: a list of accounts without the caller's own finds nothing.
  if (input.accountIdentifiers && !input.accountIdentifiers.includes(ctx.accountId)) return { logGroups: [] };
  const { groups, ...more } = await scanGroups(ctx, {
    limit: input.limit ?? DESCRIBE_MAX,
    nextToken: input.nextToken,
    prefix: input.logGroupNamePrefix ?? '',
    wanted: (group) => wanted(group, input),
  });
  return {
    logGroups: input.logGroupNamePattern === undefined ? await describe(ctx, groups) : groups.map(shortly),
    ...more,
  };
}

function check(input: DescribeLogGroupsRequest): void {
  if (input.logGroupNamePrefix !== undefined && input.logGroupNamePattern !== undefined) {
    throw new InvalidParameterException(
      'LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.',
    );
  }
  const { logGroupNamePrefix, logGroupNamePattern, logGroupClass, accountIdentifiers } = input;
  const others = [logGroupNamePrefix, logGroupNamePattern, logGroupClass, accountIdentifiers];
  if (input.logGroupIdentifiers && others.some((other) => other !== undefined)) {
    throw new InvalidParameterException('LogGroup identifiers cannot be combined with other filters.');
  }
  if (input.accountIdentifiers && input.includeLinkedAccounts !== true) {
    throw new InvalidParameterException('accountIdentifiers can be used only with includeLinkedAccounts.');
  }
}

async function namedGroups(ctx: LogsContext, identifiers: readonly string[]): Promise<readonly Group[]> {
  const names = new Set(identifiers.map((identifier) => groupNameFromIdentifier(ctx, identifier)));
  const entries = await ctx.store.getMany([...names].sort().map((name) => stateKeys.group(ctx, name)));
  return entries.filter((entry) => entry !== undefined).map((entry) => groupRecord.decode(entry.value));
}

function wanted(group: Group, input: DescribeLogGroupsRequest): boolean {
  if (input.logGroupClass !== undefined && group.logGroupClass !== input.logGroupClass) return false;
  return group.name.includes(input.logGroupNamePattern ?? '');
}

/** "If you specify logGroupNamePattern … only arn, creationTime, and logGroupName are included" (API reference). */
function shortly(group: Group): LogGroup {
  return { logGroupName: group.name, creationTime: group.createdAtMs, arn: `${groupArn(group, group.name)}:*` };
}

async function describe(ctx: LogsContext, groups: readonly Group[]): Promise<LogGroup[]> {
  const storedBytes = await storedBytesOf(ctx.parts.telemetry, groups);
  return groups.map((group, at) => ({
    ...shortly(group),
    ...(group.retentionInDays !== undefined && { retentionInDays: group.retentionInDays }),
    metricFilterCount: 0,
    storedBytes: storedBytes[at] ?? 0,
    logGroupClass: group.logGroupClass,
    logGroupArn: groupArn(group, group.name),
    deletionProtectionEnabled: group.deletionProtected,
  }));
}
