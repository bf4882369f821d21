/** PutResourcePolicy: one that says the same changes nothing. */
import { parsePolicy } from '../../../auth/policy/parse.ts';
import { WireError } from '../../../wire/error.ts';
import { validationError } from '../errors.ts';
import type { PutResourcePolicyInput, PutResourcePolicyOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { checkedDocument, nextRevision, requireRevision } from '../policies/resource-policy.ts';
import { changeTable } from '../tables/change.ts';

export async function putResourcePolicy(
  ctx: DynamodbContext,
  input: PutResourcePolicyInput,
): Promise<PutResourcePolicyOutput> {
  const document = checkedDocument(input.Policy);
  if (!input.ConfirmRemoveSelfResourceAccess) await requireSelfAccess(ctx, input.ResourceArn, document);
  const nowMs = ctx.clock.nowMs();
  const { policy } = await changeTable(ctx, input.ResourceArn, (record) => {
    requireRevision(record, input.ExpectedRevisionId);
    if (record.policy?.document === document) return { record };
    return { record: { ...record, policy: { document, revisionId: nextRevision(record.policy, nowMs) } } };
  });
  return { RevisionId: policy?.revisionId };
}

/** Who locks itself out has to say that it means it. */
async function requireSelfAccess(ctx: DynamodbContext, resource: string, document: string): Promise<void> {
  const resourcePolicy = parsePolicy(document, 'resource');
  try {
    await ctx.authorize({ action: 'dynamodb:PutResourcePolicy', resource, resourcePolicy });
  } catch (error) {
    if (!(error instanceof WireError) || !error.code.startsWith('AccessDenied')) throw error;
    throw validationError(
      'This policy contains a statement that may prevent future policy updates for this resource. Set ConfirmRemoveSelfResourceAccess to true to confirm this change',
    );
  }
}
