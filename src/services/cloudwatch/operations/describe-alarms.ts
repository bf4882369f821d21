/** DescribeAlarms: by names, prefix and state, in pages. There are metric alarms only. */
import type { Key } from '../../../storage/store.ts';
import { describeAlarm, findAlarms } from '../alarms/alarms.ts';
import { invalidToken, unsupported, validationError } from '../errors.ts';
import { DESCRIBE_DEFAULT, DESCRIBE_SCAN_MAX, ROWS_PAGE } from '../limits.ts';
import type { DescribeAlarmsInput, DescribeAlarmsOutput } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';
import { type Alarm, alarmKeys, alarmRecord } from '../store.ts';
import { decodeToken, encodeToken } from '../tokens.ts';

export async function describeAlarms(
  ctx: CloudwatchContext,
  input: DescribeAlarmsInput,
): Promise<DescribeAlarmsOutput> {
  check(input);
  const isNone = input.AlarmTypes !== undefined && !input.AlarmTypes.includes('MetricAlarm');
  // No alarm has an action, or a parent.
  if (isNone || input.ActionPrefix !== undefined || input.ParentsOfAlarmName !== undefined) return answer([]);
  if (input.AlarmNames)
    return answer((await findAlarms(ctx, input.AlarmNames)).filter((alarm) => isWanted(alarm, input)));
  const limit = input.MaxRecords ?? DESCRIBE_DEFAULT;
  const found: Alarm[] = [];
  let after = input.NextToken === undefined ? undefined : keyAfter(ctx, input.NextToken);
  for (let seen = 0; seen < DESCRIBE_SCAN_MAX; ) {
    const page = await ctx.store.range({ ...boundsOf(ctx, input), limit: ROWS_PAGE, ...(after && { after }) });
    for (const [at, { key, value }] of page.entries.entries()) {
      after = key;
      const alarm = alarmRecord.decode(value);
      if (isWanted(alarm, input)) found.push(alarm);
      if (found.length < limit) continue;
      const isLast = !page.next && at === page.entries.length - 1;
      return answer(found, isLast ? undefined : alarm.name);
    }
    if (!page.next) return answer(found);
    seen += page.entries.length;
  }
  return answer(found, after && String(after.at(-1)));
}

function check(input: DescribeAlarmsInput): void {
  if (input.AlarmNames && input.AlarmNamePrefix !== undefined) {
    throw validationError('AlarmNames and AlarmNamePrefix are mutually exclusive parameters.');
  }
  if (input.ChildrenOfAlarmName !== undefined) throw unsupported('ChildrenOfAlarmName (composite alarms)');
}

function isWanted(alarm: Alarm, { StateValue }: DescribeAlarmsInput): boolean {
  return StateValue === undefined || alarm.body.StateValue === StateValue;
}

function boundsOf(
  ctx: CloudwatchContext,
  { AlarmNamePrefix }: DescribeAlarmsInput,
): { prefix: Key } | { start: Key; end: Key } {
  if (AlarmNamePrefix === undefined) return { prefix: alarmKeys.alarms(ctx) };
  // Behind every name that begins so: keys are ordered by code point.
  return { start: alarmKeys.alarm(ctx, AlarmNamePrefix), end: alarmKeys.alarm(ctx, `${AlarmNamePrefix}\u{10ffff}`) };
}

function answer(alarms: readonly Alarm[], after?: string): DescribeAlarmsOutput {
  return {
    CompositeAlarms: [],
    MetricAlarms: alarms.map(describeAlarm),
    ...(after !== undefined && { NextToken: encodeToken([after]) }),
  };
}

function keyAfter(ctx: CloudwatchContext, token: string): Key {
  const [name] = decodeToken(token);
  if (typeof name !== 'string') throw invalidToken();
  return alarmKeys.alarm(ctx, name);
}
