/** Pages of the groups of an account and region, by name, that a caller wants. */
import type { LogsContext } from './groups.ts';
import { DESCRIBE_SCAN_MAX } from './limits.ts';
import { type Group, groupRecord, lastPart, stateKeys } from './store.ts';
import { decodeNameToken, encodeNameToken, invalidToken } from './tokens.ts';

export interface GroupPage {
  readonly groups: readonly Group[];
  /** Present where more may follow. */
  readonly nextToken?: string;
}

export interface GroupScan {
  readonly limit: number;
  readonly nextToken: string | undefined;
  /** Of the names; empty for all. */
  readonly prefix?: string;
  wanted(group: Group): boolean;
}

/** Throws InvalidParameterException for a token that is none of ours. */
export async function scanGroups(ctx: LogsContext, scan: GroupScan): Promise<GroupPage> {
  const { limit, prefix = '' } = scan;
  const keys = stateKeys.groups(ctx);
  const groups: Group[] = [];
  let after = scan.nextToken === undefined ? undefined : nameAfter(scan.nextToken);
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
      if (scan.wanted(group)) groups.push(group);
      if (groups.length === limit) break;
    }
    const atLast = after === (page.entries.length > 0 ? lastPart(page.entries.at(-1)?.key ?? []) : after);
    if (!page.next && atLast) return { groups };
    if (groups.length === limit) break;
    seen += page.entries.length;
  }
  return after === undefined ? { groups } : { groups, nextToken: encodeNameToken([after]) };
}

function nameAfter(token: string): string {
  const [name] = decodeNameToken(token);
  if (typeof name !== 'string') throw invalidToken();
  return name;
}
