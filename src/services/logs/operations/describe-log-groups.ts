/** DescribeLogGroups: by name, prefix, part of a name, class, or a list of names and ARNs. */
import { storedBytesOf } from '../events/streams.ts';
import { groupArn, groupNameFromIdentifier, type LogsContext } from '../groups.ts';
import { DESCRIBE_MAX, DESCRIBE_SCAN_MAX } from '../limits.ts';
import {
  type DescribeLogGroupsRequest,
  type DescribeLogGroupsResponse,
  InvalidParameterException,
  type LogGroup,
} from '../model.ts';
import { type Group, groupRecord, lastPart, stateKeys } from '../store.ts';
import { decodeNameToken, encodeNameToken, invalidToken } from '../tokens.ts';

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
  const { groups, more } = await scan(ctx, input);
  return {
    logGroups: input.logGroupNamePattern === undefined ? await describe(ctx, groups) : groups.map(shortly),
    ...(more !== undefined && { nextToken: encodeNameToken([more]) }),
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

async function scan(
  ctx: LogsContext,
  input: DescribeLogGroupsRequest,
): Promise<{ readonly groups: readonly Group[]; readonly more?: string }> {
  const limit = input.limit ?? DESCRIBE_MAX;
  const prefix = input.logGroupNamePrefix ?? '';
  const keys = stateKeys.groups(ctx);
  const groups: Group[] = [];
  let after = input.nextToken === undefined ? undefined : nameAfter(input.nextToken);
  for (let seen = 0; seen < DESCRIBE_SCAN_MAX; ) {
    const page = await ctx.store.range({
      // Names are ASCII: '~' and DEL stand behind every character that they may have.
      ...(prefix === '' ? { prefix: keys } : { start: [...keys, prefix], end: [...keys, `${prefix}\u007f`] }),
      limit,
      ...(after !== undefined && { after: [...keys, after] }),
    });
    for (const entry of page.entries) {
      const group = groupRecord.decode(entry.value);
      after = lastPart(entry.key);
      if (wanted(group, input)) groups.push(group);
      if (groups.length === limit) break;
    }
    const atLast = after === (page.entries.length > 0 ? lastPart(page.entries.at(-1)?.key ?? []) : after);
    if (!page.next && atLast) return { groups };
    if (groups.length === limit) break;
    seen += page.entries.length;
  }
  return after === undefined ? { groups } : { groups, more: after };
}

function wanted(group: Group, input: DescribeLogGroupsRequest): boolean {
  if (input.logGroupClass !== undefined && group.logGroupClass !== input.logGroupClass) return false;
  return group.name.includes(input.logGroupNamePattern ?? '');
}

function nameAfter(token: string): string {
  const [name] = decodeNameToken(token);
  if (typeof name !== 'string') throw invalidToken();
  return name;
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
