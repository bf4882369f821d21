/** Conditions of writes: ConditionExpression, and the Expected of old clients. */
import { compileCondition, type Predicate } from '../expressions/condition.ts';
import type { PlaceholderInput, Placeholders } from '../expressions/placeholders.ts';
import { ConditionalCheckFailedException } from '../model.ts';
import type { StoredItem } from './stored.ts';

export interface ConditionalInput extends PlaceholderInput {
  readonly ConditionExpression?: string | undefined;
  readonly ReturnValuesOnConditionCheckFailure?: 'ALL_OLD' | 'NONE' | undefined;
}

/** Throws ConditionalCheckFailedException where it does not hold. */
export type Requirement = (before: StoredItem | undefined) => void;

/** Throws ValidationException. */
export function requirementOf(input: ConditionalInput, placeholders: Placeholders): Requirement {
  const { ConditionExpression: text } = input;
  if (text === undefined) return NO_REQUIREMENT;
  return requirement(compileCondition('ConditionExpression', text, placeholders), input);
}

const NO_REQUIREMENT: Requirement = () => {};

export function requirement(
  condition: Predicate,
  { ReturnValuesOnConditionCheckFailure: shown }: Pick<ConditionalInput, 'ReturnValuesOnConditionCheckFailure'>,
): Requirement {
  return (before) => {
    if (condition.test(before?.item)) return;
    const fields = shown === 'ALL_OLD' && before ? { Item: before.item } : {};
    throw new ConditionalCheckFailedException('The conditional request failed', fields);
  };
}
