/** One question about a table: its ARN or an index's, its tags, its resource policy. */
import type { CompiledPolicy, ConditionContext } from '../../auth/policy/policy.ts';
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
  const own = (): ConditionContext | undefined =>
    typeof keys === 'function' ? table && keys(keyOf(table, indexName)) : keys;
  return new TableCheck({ action, resource, resourceAccountId: name.accountId }, table, own);
}

/** What it says of the request is reckoned where a policy asks, which on most it never does. */
class TableCheck implements AccessCheck {
  readonly action: string;
  readonly resource: string;
  readonly resourceAccountId: string;
  readonly resourcePolicy?: CompiledPolicy;
  readonly #tagKeys: ConditionContext | undefined;
  readonly #own: () => ConditionContext | undefined;

  constructor(
    target: { readonly action: string; readonly resource: string; readonly resourceAccountId: string },
    table: Table | undefined,
    own: () => ConditionContext | undefined,
  ) {
    this.action = target.action;
    this.resource = target.resource;
    this.resourceAccountId = target.resourceAccountId;
    if (table?.policy) this.resourcePolicy = table.policy;
    this.#tagKeys = table?.tagKeys;
    this.#own = own;
  }

  get context(): ConditionContext {
    return { ...this.#tagKeys, ...this.#own() };
  }
}

/** Another question in its place. */
function withContext(check: AccessCheck, context: () => ConditionContext): AccessCheck {
  const { action, resource, resourceAccountId, resourcePolicy } = check;
  return {
    action,
    resource,
    ...(resourceAccountId !== undefined && { resourceAccountId }),
    ...(resourcePolicy && { resourcePolicy }),
    get context() {
      return context();
    },
  };
}

/** Which transaction it is part of. */
export function enclosed(check: AccessCheck, operation: string): AccessCheck {
  return withContext(check, () => ({ ...check.context, 'dynamodb:EnclosingOperation': operation }));
}

function keyOf({ hash, range, indexByName }: Table, indexName: string | undefined): readonly KeyAttribute[] {
  const index = indexName === undefined ? undefined : indexByName.get(indexName);
  if (index) return [...index.hash, ...index.range];
  return range ? [hash, range] : [hash];
}

/**
 * One check for each action and resource, which knows the leading keys and attributes of all. A condition on a key of
 * one value holds where any of several does: where such a key is another, so is what `kinds` says of the check.
 */
export function merged(checks: readonly AccessCheck[], kinds: readonly string[] = []): readonly AccessCheck[] {
  const byTarget = new Map<string, AccessCheck>();
  for (const [at, check] of checks.entries()) {
    const target = `${check.action} ${check.resource} ${kinds[at] ?? ''}`;
    const known = byTarget.get(target);
    byTarget.set(target, known ? withContext(known, () => joined(known.context, check.context)) : check);
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
