/** Access to MFA devices. */
import { parseArn } from '../../kit/arn.ts';
import type { Access, AccessTable } from '../service.ts';
import { creation, type KeysOf, on, onAccount, onMeantUser, onUser, requestTags, tagKeys } from './access-rows.ts';
import { tagged, type Target, userTarget } from './access-targets.ts';
import { decodeDevice, mfaSerial } from './mfa.ts';
import type { Operations } from './model.ts';
import type { IamContext, IamParts } from './parts.ts';
import { keys, mfaHolderRecord } from './store.ts';

export const mfaAccess: AccessTable<IamParts, Operations> = {
  CreateVirtualMFADevice: {
    actions: ['iam:CreateVirtualMFADevice', 'iam:TagMFADevice'],
    checks: (ctx, { VirtualMFADeviceName: name, Path: path = '/', Tags: tags }) =>
      creation('iam:CreateVirtualMFADevice', 'iam:TagMFADevice', mfaSerial(ctx.accountId, { path, name }), tags),
  },
  DeactivateMFADevice: onMeantUser('iam:DeactivateMFADevice'),
  DeleteVirtualMFADevice: onDevice('iam:DeleteVirtualMFADevice'),
  EnableMFADevice: onUser('iam:EnableMFADevice'),
  GetMFADevice: {
    actions: ['iam:GetMFADevice'],
    checks: async (ctx, { SerialNumber: serial, UserName }) => {
      const entry = await ctx.store.get(keys.mfaHolder(ctx.accountId, serial));
      const name = UserName ?? (entry && mfaHolderRecord.decode(entry.value).userName);
      const target = name === undefined ? { resource: '*' } : await userTarget(ctx, name);
      return [{ action: 'iam:GetMFADevice', ...target }];
    },
  },
  ListMFADeviceTags: onDevice('iam:ListMFADeviceTags'),
  ListMFADevices: onMeantUser('iam:ListMFADevices'),
  ListVirtualMFADevices: onAccount('iam:ListVirtualMFADevices'),
  ResyncMFADevice: onUser('iam:ResyncMFADevice'),
  TagMFADevice: onDevice('iam:TagMFADevice', requestTags),
  UntagMFADevice: onDevice('iam:UntagMFADevice', tagKeys),
};

interface Named {
  readonly SerialNumber: string;
}

function onDevice<More = unknown>(action: string, keysOf: KeysOf<More> = () => ({})): Access<IamParts, More & Named> {
  const target = async (ctx: IamContext, { SerialNumber: serial }: Named): Promise<Target> => {
    const device = decodeDevice(await ctx.store.get(keys.mfa(ctx.accountId, serial)), serial);
    return { resource: serialArn(ctx, serial), context: tagged(device?.tags) };
  };
  return on(action, target, keysOf);
}

/** A serial number that is no ARN is a device's that is not there. */
function serialArn({ accountId }: IamContext, serial: string): string {
  return parseArn(serial) ? serial : `arn:aws:iam::${accountId}:mfa/${serial}`;
}
