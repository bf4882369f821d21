/** ListTagsForResource, of alarms. */
import { findAlarm } from '../alarms/alarms.ts';
import type { ListTagsForResourceInput, ListTagsForResourceOutput } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';
import { notFound, taggedAlarmName } from '../tags.ts';

export async function listTagsForResource(
  ctx: CloudwatchContext,
  { ResourceARN }: ListTagsForResourceInput,
): Promise<ListTagsForResourceOutput> {
  const alarm = await findAlarm(ctx.store, ctx, taggedAlarmName(ctx, ResourceARN));
  if (!alarm) throw notFound(ResourceARN);
  return { Tags: Object.entries(alarm.tags).map(([Key, Value]) => ({ Key, Value })) };
}
