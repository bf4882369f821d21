/** DescribeAlarmHistory: of one alarm or of all, by time, in pages. */
import type { Key } from '../../../storage/store.ts';
import { invalidToken, unsupported } from '../errors.ts';
import { DESCRIBE_MAX, DESCRIBE_SCAN_MAX, HISTORY_KEPT_MS, ROWS_PAGE } from '../limits.ts';
import type { AlarmHistoryItem, DescribeAlarmHistoryInput, DescribeAlarmHistoryOutput } from '../model.ts';
import type { CloudwatchContext } from '../service.ts';
import { alarmKeys, type HistoryItem, historyRecord } from '../store.ts';
import { decodeToken, encodeToken } from '../tokens.ts';

export async function describeAlarmHistory(
  ctx: CloudwatchContext,
  input: DescribeAlarmHistoryInput,
): Promise<DescribeAlarmHistoryOutput> {
  if (input.AlarmContributorId !== undefined) throw unsupported('AlarmContributorId');
  if (input.AlarmTypes && !input.AlarmTypes.includes('MetricAlarm')) return { AlarmHistoryItems: [] };
  const keptMs = ctx.clock.nowMs() - HISTORY_KEPT_MS;
  const startMs = Math.max(Math.trunc(input.StartDate ?? 0), keptMs);
  const endMs = Math.trunc(input.EndDate ?? ctx.clock.nowMs()) + 1;
  if (startMs >= endMs) return { AlarmHistoryItems: [] };
  const place = (atMs: number, id: string): Key =>
    input.AlarmName === undefined
      ? alarmKeys.historyItem(ctx, atMs, id)
      : alarmKeys.historyItemOf(ctx, input.AlarmName, atMs, id);
  const limit = input.MaxRecords ?? DESCRIBE_MAX;
  const items: AlarmHistoryItem[] = [];
  let after = input.NextToken === undefined ? undefined : positionOf(input.NextToken, place);
  for (let seen = 0; seen < DESCRIBE_SCAN_MAX; ) {
    const page = await ctx.store.range({
      start: place(startMs, ''),
      end: place(endMs, ''),
      limit: ROWS_PAGE,
      reverse: input.ScanBy !== 'TimestampAscending',
      ...(after && { after }),
    });
    for (const [at, { key, value }] of page.entries.entries()) {
      after = key;
      const item = historyRecord.decode(value);
      if (input.HistoryItemType === undefined || input.HistoryItemType === item.type) items.push(described(item));
      if (items.length < limit) continue;
      const isLast = !page.next && at === page.entries.length - 1;
      return isLast ? { AlarmHistoryItems: items } : { AlarmHistoryItems: items, NextToken: tokenOf(key) };
    }
    if (!page.next) return { AlarmHistoryItems: items };
    seen += page.entries.length;
  }
  return { AlarmHistoryItems: items, ...(after && { NextToken: tokenOf(after) }) };
}

function described({ name, type, atMs, summary, data }: HistoryItem): AlarmHistoryItem {
  return {
    AlarmName: name,
    AlarmType: 'MetricAlarm',
    Timestamp: atMs,
    HistoryItemType: type,
    HistorySummary: summary,
    HistoryData: data,
  };
}

const tokenOf = (key: Key): string => encodeToken([Number(key.at(-2)), String(key.at(-1))]);

function positionOf(token: string, place: (atMs: number, id: string) => Key): Key {
  const [atMs, id] = decodeToken(token);
  if (typeof atMs !== 'number' || !Number.isSafeInteger(atMs) || typeof id !== 'string') throw invalidToken();
  return place(atMs, id);
}
