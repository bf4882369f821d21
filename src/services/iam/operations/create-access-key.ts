import { changeAccessKeys, checkKeyQuota, holderMeant, makeAccessKey } from '../access-keys.ts';
import type { CreateAccessKeyRequest, CreateAccessKeyResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';

/** The only answer that ever carries the secret. */
export async function createAccessKey(
  ctx: IamContext,
  input: CreateAccessKeyRequest,
): Promise<CreateAccessKeyResponse> {
  const holder = holderMeant(ctx, input.UserName);
  const userName = holder === 'root' ? undefined : holder.userName;
  const { accountId, ids, clock, parts } = ctx;
  const made = makeAccessKey(
    { sealer: parts.sealer, ids, nowMs: clock.nowMs() },
    { accountId, ...(userName !== undefined && { userName }) },
  );
  await changeAccessKeys(ctx, holder, (present) => {
    checkKeyQuota(present);
    return { accessKeys: [...present, made.key], changes: made.changes };
  });
  return {
    AccessKey: {
      UserName: userName ?? 'root',
      AccessKeyId: made.secret.accessKeyId,
      Status: made.key.status,
      SecretAccessKey: made.secret.secretAccessKey,
      CreateDate: made.key.createdAtMs,
    },
  };
}
