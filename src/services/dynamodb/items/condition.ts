/** A write's condition, which is judged on the item that is there when it is committed. */
import type { Predicate } from '../expressions/condition.ts';
import { ConditionalCheckFailedException } from '../model.ts';
import type { StoredItem } from './stored.ts';

export type ShownOnFailure = 'ALL_OLD' | 'NONE' | undefined;

/** Throws ConditionalCheckFailedException, with the item where that is asked for. */
export function requireCondition(
  condition: Predicate | undefined,
  before: StoredItem | undefined,
  shown: ShownOnFailure,
): void {
  if (!condition || condition.test(before?.item)) return;
  const fields = shown === 'ALL_OLD' && before ? { Item: before.item } : {};
  throw new ConditionalCheckFailedException('The conditional request failed', fields);
}
