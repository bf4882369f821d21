/** Tags of alarms: the only resources here that have them. */
import { alarmNameOf } from './alarms/alarms.ts';
import { invalidValue } from './errors.ts';
import { TAGS_MAX } from './limits.ts';
import { ResourceNotFoundException, type Tag } from './model.ts';
import type { CloudwatchContext } from './service.ts';
import { type Alarm, alarmKeys, alarmRecord } from './store.ts';

export type Tags = Readonly<Record<string, string>>;

export function withTags(present: Tags, added: readonly Tag[]): Tags {
  for (const { Key } of added) {
    if (/^aws:/i.test(Key)) throw invalidValue('Tag keys starting with aws: are reserved for AWS.');
  }
  const tags = { ...present, ...Object.fromEntries(added.map(({ Key, Value }) => [Key, Value])) };
  if (Object.keys(tags).length > TAGS_MAX) throw invalidValue(`A resource can have no more than ${TAGS_MAX} tags.`);
  return tags;
}

/** The name of the alarm that the ARN means; a resource that there is not where it means none. */
export function taggedAlarmName(ctx: CloudwatchContext, arn: string): string {
  const name = alarmNameOf(ctx, arn);
  if (name === undefined) throw notFound(arn);
  return name;
}

export async function changeTags(ctx: CloudwatchContext, arn: string, change: (tags: Tags) => Tags): Promise<void> {
  const key = alarmKeys.alarm(ctx, taggedAlarmName(ctx, arn));
  await ctx.transact([key], ([entry]) => {
    if (!entry) throw notFound(arn);
    const alarm: Alarm = alarmRecord.decode(entry.value);
    const changed = { ...alarm, tags: change(alarm.tags) };
    return { changes: { sets: [{ key, value: alarmRecord.encode(changed) }] }, result: undefined };
  });
}

export function notFound(arn: string): ResourceNotFoundException {
  return new ResourceNotFoundException('Unknown', { ResourceType: 'alarm', ResourceId: arn });
}
