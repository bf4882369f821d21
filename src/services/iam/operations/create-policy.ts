import { listedPolicy } from '../describe.ts';
import { checkManagedDocument } from '../policy-versions.ts';
import { checkQuota, counted } from '../holders.ts';
import { type CreatePolicyRequest, type CreatePolicyResponse, EntityAlreadyExistsException } from '../model.ts';
import { change, type IamContext, together } from '../parts.ts';
import { documentRecord, keys, type ManagedPolicy, policyRecord } from '../store.ts';
import { tagList, withTags } from '../tags.ts';

export async function createPolicy(ctx: IamContext, input: CreatePolicyRequest): Promise<CreatePolicyResponse> {
  const { PolicyName: name, PolicyDocument: document, Description: description } = input;
  checkManagedDocument(document);
  const nowMs = ctx.clock.nowMs();
  const policy: ManagedPolicy = {
    id: `ANPA${ctx.ids.base32(17)}`,
    name,
    path: input.Path ?? '/',
    ...(description !== undefined && { description }),
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    tags: withTags({}, input.Tags ?? [], 'exact case'),
    defaultVersionId: 'v1',
    versions: [{ id: 'v1', createdAtMs: nowMs }],
    nextVersion: 2,
  };
  await checkQuota(ctx, 'policy');
  const { accountId } = ctx;
  const key = keys.entity(accountId, 'policy', name);
  await change(ctx, [key], ([present]) => {
    if (present) {
      throw new EntityAlreadyExistsException(
        `A policy called ${name} already exists. Duplicate names are not allowed.`,
      );
    }
    const sets = [
      { key, value: policyRecord.encode(policy) },
      { key: keys.document(accountId, policy.id, 'v1'), value: documentRecord.encode({ document }) },
    ];
    return {
      changes: together({ sets }, counted(ctx, 'policy', 1n), counted(ctx, 'version', 1n)),
      result: undefined,
    };
  });
  const tags = tagList(policy.tags);
  return {
    Policy: {
      ...listedPolicy(accountId, policy, { permissions: 0, boundary: 0 }),
      ...(tags.length > 0 && { Tags: tags }),
    },
  };
}
