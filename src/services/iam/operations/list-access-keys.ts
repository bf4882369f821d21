import { accessKeysOf, holderMeant } from '../access-keys.ts';
import type { AccessKeyMetadata, ListAccessKeysRequest, ListAccessKeysResponse } from '../model.ts';
import { pageOfList } from '../pages.ts';
import type { IamContext } from '../parts.ts';

export async function listAccessKeys(ctx: IamContext, input: ListAccessKeysRequest): Promise<ListAccessKeysResponse> {
  const holder = holderMeant(ctx, input.UserName);
  const owner = holder === 'root' ? {} : { UserName: holder.userName };
  const keys = (await accessKeysOf(ctx, holder)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const { items, ...rest } = pageOfList(keys, ({ id }) => id, input);
  const metadata = items.map(
    (key): AccessKeyMetadata => ({
      ...owner,
      AccessKeyId: key.id,
      Status: key.status,
      CreateDate: key.createdAtMs,
    }),
  );
  return { AccessKeyMetadata: metadata, ...rest };
}
