/** Query: the items of one hash key, of the table or an index, in the order of their range keys. */
import { validationError } from '../errors.ts';
import { type KeyCondition, matchKey, requireNoKeyInFilter } from '../expressions/key-condition.ts';
import { readQuery } from '../inputs/reads.ts';
import type { QueryInput, QueryOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { pageAnswer } from '../reads/answer.ts';
import { type Bounds, boundsOf, hasRange } from '../reads/bounds.ts';
import { readPage } from '../reads/page.ts';
import { checkSelect, sourceOf } from '../reads/source.ts';
import { isWithin, startAfter } from '../reads/start-key.ts';
import { requireTable } from '../tables/cache.ts';
import type { Key } from '../../../storage/store.ts';

export async function query(ctx: DynamodbContext, input: QueryInput): Promise<QueryOutput> {
  const request = readQuery(input);
  checkSelect(input);
  const source = sourceOf(await requireTable(ctx, input.TableName), input, request);
  const condition = matchKey(request.keyTerms(), source.keys);
  if (request.filter) {
    const parameter = input.FilterExpression === undefined ? 'QueryFilter' : 'Filter Expression';
    requireNoKeyInFilter(parameter, request.filter.attributes, source.keys);
  }
  const bounds = boundsOf(source.index?.key ?? source.table.items, condition);
  const after = input.ExclusiveStartKey && startAfter(source, input.ExclusiveStartKey);
  if (after) requireWithin(bounds, condition, after);
  const page = await readPage(ctx, {
    source,
    bounds,
    after,
    reverse: input.ScanIndexForward === false,
    limit: input.Limit,
    filter: request.filter,
    consistent: input.ConsistentRead,
  });
  return pageAnswer(input, source, page, request.projection);
}

function requireWithin(bounds: Bounds, condition: KeyCondition, after: Key): void {
  if (isWithin(bounds, after)) return;
  throw validationError(
    hasRange(condition)
      ? 'The provided starting key does not match the range key predicate'
      : 'The provided starting key is outside query boundaries based on provided conditions',
  );
}
