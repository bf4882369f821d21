/** What Query and Scan answer. */
import { Consumed } from '../capacity/consumed.ts';
import { readUnits } from '../capacity/units.ts';
import type { Projection } from '../expressions/projection.ts';
import type { QueryInput, QueryOutput } from '../model.ts';
import type { Page } from './page.ts';
import type { Source } from './source.ts';
import { keyOfLast } from './start-key.ts';

type AnswerInput = Pick<QueryInput, 'TableName' | 'Select' | 'ConsistentRead' | 'ReturnConsumedCapacity'>;

export function pageAnswer(
  input: AnswerInput,
  source: Source,
  page: Page,
  projection: Projection | undefined,
): QueryOutput {
  const capacity = consumed(input, source, page).answer(input.ReturnConsumedCapacity);
  const items = input.Select === 'COUNT' ? undefined : page.matched;
  return {
    ...(items && { Items: items.map(({ item }) => (projection ? projection.project(item) : item)) }),
    Count: page.matched.length,
    ScannedCount: page.scanned,
    ...(page.last && { LastEvaluatedKey: keyOfLast(source, page.last.item) }),
    ...(capacity && { ConsumedCapacity: capacity }),
  };
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
