/** Access to MFA devices. */
import { parseArn } from '../../kit/arn.ts';
import type { AccessTable } from '../service.ts';
import { creation, onAccount, onMeantUser, onUser } from './access-rows.ts';
import { tagged, userTarget } from './access-targets.ts';
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
  DeleteVirtualMFADevice: {
    actions: ['iam:DeleteVirtualMFADevice'],
    checks: async (ctx, { SerialNumber: serial }) => {
      const device = decodeDevice(await ctx.store.get(keys.mfa(ctx.accountId, serial)), serial);
      return [
        { action: 'iam:DeleteVirtualMFADevice', resource: serialArn(ctx, serial), context: tagged(device?.tags) },
      ];
    },
  },
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
  ListMFADevices: onMeantUser('iam:ListMFADevices'),
  ListVirtualMFADevices: onAccount('iam:ListVirtualMFADevices'),
  ResyncMFADevice: onUser('iam:ResyncMFADevice'),
};

/** A serial number that is no ARN is a device's that is not there. */
function serialArn({ accountId }: IamContext, serial: string): string {
  return parseArn(serial) ? serial : `arn:aws:iam::${accountId}:mfa/${serial}`;
}
