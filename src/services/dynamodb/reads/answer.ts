/** What Query and Scan answer. */
import { Consumed } from '../capacity/consumed.ts';
import { readUnits } from '../capacity/units.ts';
import type { Projection } from '../expressions/projection.ts';
import type { QueryInput, QueryOutput } from '../model.ts';
import type { Page } from './page.ts';
import type { Source } from './source.ts';
import { StoredPageAnswer } from './stored-answer.ts';
import { keyOfLast } from './start-key.ts';

type AnswerInput = Pick<QueryInput, 'TableName' | 'Select' | 'ConsistentRead' | 'ReturnConsumedCapacity'>;

export function pageAnswer(
  input: AnswerInput,
  source: Source,
  page: Page,
  projection: Projection | undefined,
): QueryOutput {
  const rest = {
    Count: page.matched.length,
    ScannedCount: page.scanned,
    LastEvaluatedKey: page.last && keyOfLast(source, page.last.item),
    ConsumedCapacity: consumed(input, source, page).answer(input.ReturnConsumedCapacity),
  };
  if (input.Select === 'COUNT') return rest;
  if (!projection) return new StoredPageAnswer(page.matched, rest);
  return { Items: page.matched.map(({ item }) => projection.project(item)), ...rest };
}

function consumed(
  { TableName, ConsistentRead: consistent = false }: AnswerInput,
  { index }: Source,
  { sizeBytes, fetchedBytes }: Page,
): Consumed {
  const units = new Consumed(TableName);
  units.read(readUnits(sizeBytes, consistent), index);
  for (const bytes of fetchedBytes) units.read(readUnits(bytes, consistent));
  return units;
}
