/** ListVirtualMFADevices: of the account, whoever has them. */
import type { Entry } from '../../../storage/store.ts';
import { listedUser } from '../describe.ts';
import { findHolder } from '../holders.ts';
import type { ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse, VirtualMFADevice } from '../model.ts';
import { pageOfRange } from '../pages.ts';
import type { IamContext } from '../parts.ts';
import { keys, mfaHolderRecord, mfaRecord } from '../store.ts';

export async function listVirtualMfaDevices(
  ctx: IamContext,
  input: ListVirtualMFADevicesRequest,
): Promise<ListVirtualMFADevicesResponse> {
  const { AssignmentStatus: wanted = 'Any' } = input;
  const readOne = async ({ value }: Entry): Promise<VirtualMFADevice | undefined> => {
    const { serial } = mfaRecord.decode(value);
    const entry = await ctx.store.get(keys.mfaHolder(ctx.accountId, serial));
    if ((wanted === 'Assigned' && !entry) || (wanted === 'Unassigned' && entry)) return undefined;
    if (!entry) return { SerialNumber: serial };
    const { userName, enabledAtMs } = mfaHolderRecord.decode(entry.value);
    const user = await findHolder(ctx.store, ctx.accountId, 'user', userName);
    return {
      SerialNumber: serial,
      ...(user && { User: listedUser(ctx.accountId, user) }),
      EnableDate: enabledAtMs,
    };
  };
  const read = (entries: readonly Entry[]) => Promise.all(entries.map(readOne));
  const { items, ...rest } = await pageOfRange(ctx.store, keys.mfas(ctx.accountId), read, input);
  return { VirtualMFADevices: items, ...rest };
}
