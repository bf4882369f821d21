/** Log groups in the state store: finding, making, changing, and the names by which they are called. */
import { parseArn } from '../../kit/arn.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Changes, Store, Transaction } from '../../storage/store.ts';
import type { Context } from '../service.ts';
import { DAY_MS } from './limits.ts';
import { InvalidParameterException, ResourceNotFoundException } from './model.ts';
import type { LogsParts } from './service.ts';
import { type Group, groupRecord, type Place, stateKeys, sweepOf } from './store.ts';

export type LogsContext = Context<LogsParts>;

/** `arn:aws:logs:<region>:<account>:log-group:<name>`, without the trailing `:*`. */
export function groupArn(place: Place, name: string): string {
  return `arn:aws:logs:${place.region}:${place.accountId}:log-group:${name}`;
}

export async function findGroup(store: Pick<Store, 'get'>, place: Place, name: string): Promise<Group | undefined> {
  const entry = await store.get(stateKeys.group(place, name));
  return entry && groupRecord.decode(entry.value);
}

/** Throws ResourceNotFoundException. */
export async function requireGroup(ctx: LogsContext, name: string): Promise<Group> {
  const group = await findGroup(ctx.store, ctx, name);
  if (!group) throw groupNotFound();
  return group;
}

/** "The specified log group does not exist." (recorded from AWS, 2026-11-23). */
export function groupNotFound(): ResourceNotFoundException {
  return new ResourceNotFoundException('The specified log group does not exist.');
}

/** "The specified log stream does not exist." (recorded from AWS, 2026-11-23). */
export function streamNotFound(): ResourceNotFoundException {
  return new ResourceNotFoundException('The specified log stream does not exist.');
}

/** The group that one of the two members names; throws where none or both are given, or the ARN is of elsewhere. */
export function groupNameOf(
  place: Place,
  input: { readonly logGroupName?: string | undefined; readonly logGroupIdentifier?: string | undefined },
): string {
  const { logGroupName, logGroupIdentifier } = input;
  if (logGroupName !== undefined && logGroupIdentifier !== undefined) {
    throw new InvalidParameterException('LogGroup name and LogGroup identifier are mutually exclusive parameters.');
  }
  if (logGroupName !== undefined) return logGroupName;
  if (logGroupIdentifier === undefined) {
    throw new InvalidParameterException('Must specify either logGroupName or logGroupIdentifier.');
  }
  return groupNameFromIdentifier(place, logGroupIdentifier);
}

/** A name or an ARN; one of another account or region names no group here (there are no linked accounts). */
export function groupNameFromIdentifier(place: Place, identifier: string): string {
  if (!identifier.startsWith('arn:')) return identifier;
  const arn = parseArn(identifier);
  if (!arn || arn.service !== 'logs' || !arn.resource.startsWith('log-group:')) {
    throw new InvalidParameterException(`Invalid ARN: ${identifier}`);
  }
  if (arn.account !== place.accountId || arn.region !== place.region) throw groupNotFound();
  return arn.resource.slice('log-group:'.length).replace(/:\*$/, '');
}

/** The group that a tagging operation's ARN names (without `:*`, as AWS wants it). */
export function groupNameFromTagArn(place: Place, resourceArn: string): string {
  const arn = parseArn(resourceArn);
  const name = /^log-group:([^:]+)$/.exec(arn?.resource ?? '')?.[1];
  if (!arn || arn.service !== 'logs' || name === undefined) {
    throw new InvalidParameterException(`Invalid resourceArn: ${resourceArn}`);
  }
  if (arn.account !== place.accountId || arn.region !== place.region) throw resourceNotFound();
  return name;
}

export function resourceNotFound(): ResourceNotFoundException {
  return new ResourceNotFoundException('The specified resource does not exist.');
}

/** What a commit writes to make a group, or to keep a changed one. */
export function groupChanges(group: Group): Changes {
  const retained = stateKeys.retainedGroup(group.id);
  const record = { key: stateKeys.group(group, group.name), value: groupRecord.encode(group) };
  if (group.retentionInDays === undefined) return { sets: [record], deletes: [retained] };
  return { sets: [record, { key: retained, value: sweepOf(group) }] };
}

/** Removes the group, and leaves word for the sweeper. */
export function deletionChanges(group: Group): Changes {
  return {
    deletes: [stateKeys.group(group, group.name), stateKeys.retainedGroup(group.id)],
    sets: [{ key: stateKeys.deletedGroup(group.id), value: sweepOf(group) }],
  };
}

/** Changes one group in one transaction; throws ResourceNotFoundException, or what `change` throws. */
export async function updateGroup(
  ctx: LogsContext,
  name: string,
  change: (group: Group) => Group,
  notFound: () => Error = groupNotFound,
): Promise<void> {
  await ctx.transact([stateKeys.group(ctx, name)], ([entry]) => {
    if (!entry) throw notFound();
    return { changes: groupChanges(change(groupRecord.decode(entry.value))), result: undefined };
  });
}

/** Events before this time are gone, whether or not they were swept already. */
export function retainedFromMs(group: Group, nowMs: number): number {
  return group.retentionInDays === undefined ? 0 : Math.max(0, nowMs - group.retentionInDays * DAY_MS);
}

/** The group of that name, made as Lambda makes it where there is none. */
export async function ensureGroup(state: Store, ids: Ids, place: Place, name: string, nowMs: number): Promise<Group> {
  return state.transact(ids.uuid(), [stateKeys.group(place, name)], ([entry]): Transaction<Group> => {
    if (entry) return { result: groupRecord.decode(entry.value) };
    const group = newGroup(ids, place, name, nowMs);
    return { changes: groupChanges(group), result: group };
  });
}

export function newGroup(ids: Ids, place: Place, name: string, nowMs: number): Group {
  const { accountId, region } = place;
  return {
    id: ids.timeOrdered(),
    accountId,
    region,
    name,
    createdAtMs: nowMs,
    logGroupClass: 'STANDARD',
    deletionProtected: false,
    tags: {},
  };
}
