/** Why a transaction was cancelled: a reason for each of its items, in their order. */
import { WireError } from '../../../wire/error.ts';
import {
  type CancellationReason,
  ConditionalCheckFailedException,
  DuplicateItemException,
  ItemCollectionSizeLimitExceededException,
  ProvisionedThroughputExceededException,
  ThrottlingException,
  TransactionCanceledException,
} from '../model.ts';

/** Runs `work` for each; where some of them failed for a reason of theirs, all are cancelled. */
export function allOrCancelled<T, R>(items: readonly T[], work: (item: T, at: number) => R): R[] {
  const results: R[] = [];
  const reasons = new Map<number, CancellationReason>();
  for (const [at, item] of items.entries()) {
    try {
      results.push(work(item, at));
    } catch (error) {
      reasons.set(at, reasonOf(error));
    }
  }
  if (reasons.size > 0) throw cancelled(items.map((_, at) => reasons.get(at) ?? NONE));
  return results;
}

const NONE: CancellationReason = { Code: 'None' };

export function cancelled(reasons: readonly CancellationReason[]): TransactionCanceledException {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  return new TransactionCanceledException(
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    { CancellationReasons: reasons },
  );
}

/** Throws what is no reason of one item, but a fault of the request or of ours. */
function reasonOf(error: unknown): CancellationReason {
  if (error instanceof ConditionalCheckFailedException) {
    const { Item } = error.fields as { Item?: CancellationReason['Item'] };
    return { Code: 'ConditionalCheckFailed', Message: error.message, ...(Item && { Item }) };
  }
  if (error instanceof WireError && error.code === 'ValidationException' && !isHoisted(error.message))
    return { Code: 'ValidationError', Message: error.message };
  if (error instanceof DuplicateItemException) return { Code: 'DuplicateItem', Message: error.message };
  if (error instanceof ProvisionedThroughputExceededException)
    return { Code: 'ProvisionedThroughputExceeded', Message: error.message };
  if (error instanceof ThrottlingException) return { Code: 'ThrottlingError', Message: error.message };
  if (error instanceof ItemCollectionSizeLimitExceededException)
    return { Code: 'ItemCollectionSizeLimitExceeded', Message: error.message };
  throw error;
}

/** Empty keys are faults of the whole request (paritysuite/dynamodb-conformance's capture of AWS, 2026-06-23). */
function isHoisted(message: string): boolean {
  return message.startsWith(
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty',
  );
}
