import { changeAccessKeys, holderMeant, requireKey } from '../access-keys.ts';
import { validationError } from '../errors.ts';
import type { UpdateAccessKeyRequest } from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function updateAccessKey(ctx: IamContext, input: UpdateAccessKeyRequest): Promise<Record<string, never>> {
  const { AccessKeyId: id, Status: status } = input;
  if (status === 'Expired') {
    throw validationError(
      "Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]",
    );
  }
  await changeAccessKeys(ctx, holderMeant(ctx, input.UserName), (present) => {
    requireKey(present, id);
    return { accessKeys: present.map((key) => (key.id === id ? { ...key, status } : key)) };
  });
  return {};
}
