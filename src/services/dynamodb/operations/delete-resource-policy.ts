/** DeleteResourcePolicy: where there is none, nothing is done. */
import type { DeleteResourcePolicyInput, DeleteResourcePolicyOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireRevision } from '../policies/resource-policy.ts';
import { changeTable } from '../tables/change.ts';

export async function deleteResourcePolicy(
  ctx: DynamodbContext,
  input: DeleteResourcePolicyInput,
): Promise<DeleteResourcePolicyOutput> {
  let removed: string | undefined;
  await changeTable(ctx, input.ResourceArn, (record) => {
    requireRevision(record, input.ExpectedRevisionId);
    const { policy, ...rest } = record;
    removed = policy?.revisionId;
    return { record: policy ? rest : record };
  });
  return removed === undefined ? {} : { RevisionId: removed };
}
