import { changeAccessKeys, holderMeant, requireKey } from '../access-keys.ts';
import type { DeleteAccessKeyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { keys } from '../store.ts';

export async function deleteAccessKey(ctx: IamContext, input: DeleteAccessKeyRequest): Promise<Record<string, never>> {
  const { AccessKeyId: id } = input;
  await changeAccessKeys(ctx, holderMeant(ctx, input.UserName), (present) => {
    requireKey(present, id);
    return {
      accessKeys: present.filter((key) => key.id !== id),
      changes: { deletes: [keys.accessKey(id), keys.accessKeyUse(id)] },
    };
  });
  return {};
}
