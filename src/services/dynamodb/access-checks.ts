/** One question about a table: its ARN or an index's, its tags, its resource policy. */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import type { AccessCheck } from '../service.ts';
import type { DynamodbContext } from './parts.ts';
import { indexArn, parseTableName, tableArn } from './tables/names.ts';
import type { Table } from './tables/table.ts';
import type { KeyAttribute } from './values/keys.ts';

/** Of a request on a table whose key is known; of one that is not there only the resource counts. */
export type KeysOf = (key: readonly KeyAttribute[]) => ConditionContext;

export async function tableCheck(
  ctx: DynamodbContext,
  action: string,
  tableName: string,
  keys: ConditionContext | KeysOf,
  indexName?: string,
): Promise<AccessCheck> {
  const name = parseTableName(ctx, tableName);
  const resource = indexName === undefined ? tableArn(name) : indexArn(name, indexName);
  const table = await ctx.parts.tables.get(name);
  const own = typeof keys === 'function' ? table && keys(keyOf(table, indexName)) : keys;
  return {
    action,
    resource,
    context: { ...table?.tagKeys, ...own },
    ...(table?.policy && { resourcePolicy: table.policy }),
    resourceAccountId: name.accountId,
  };
}

function keyOf({ hash, range, indexByName }: Table, indexName: string | undefined): readonly KeyAttribute[] {
  const index = indexName === undefined ? undefined : indexByName.get(indexName);
  if (index) return [...index.hash, ...index.range];
  return range ? [hash, range] : [hash];
}

/** One check for each action and resource, which knows the keys of all. */
export function merged(checks: readonly AccessCheck[]): readonly AccessCheck[] {
  const byTarget = new Map<string, AccessCheck>();
  for (const check of checks) {
    const target = `${check.action} ${check.resource}`;
    const known = byTarget.get(target);
    byTarget.set(target, known ? { ...known, context: joined(known.context, check.context) } : check);
  }
  return [...byTarget.values()];
}

function joined(one: ConditionContext = {}, other: ConditionContext = {}): ConditionContext {
  const context: Record<string, ConditionContext[string]> = { ...one };
  for (const [key, value] of Object.entries(other)) {
    const all = new Set([context[key] ?? [], value ?? []].flat());
    const [first] = all;
    context[key] = all.size === 1 && typeof value === 'string' ? first : [...all];
  }
  return context;
}
