/** Access to what belongs to the account as a whole, and to passwords. */
import type { AccessTable } from '../service.ts';
import { onAccount, onMeantUser, onUser } from './access-rows.ts';
import type { Operations } from './model.ts';
import type { IamParts } from './parts.ts';
import { settingsOf } from './settings.ts';

export const accountAccess: AccessTable<IamParts, Operations> = {
  ChangePassword: {
    actions: ['iam:ChangePassword'],
    checks: async (ctx) => {
      const { kind, arn } = ctx.principal;
      const { passwordPolicy } = await settingsOf(ctx.store, ctx.accountId);
      // "Allows all IAM users in your account to … change their own passwords" (UpdateAccountPasswordPolicy, 2026-11-24).
      if (passwordPolicy?.usersMayChange && kind === 'user') return [];
      // Of a caller that is no user there is none to ask about: the operation refuses it.
      return [{ action: 'iam:ChangePassword', resource: kind === 'user' ? arn : '*' }];
    },
  },
  CreateAccountAlias: onAccount('iam:CreateAccountAlias'),
  CreateLoginProfile: onMeantUser('iam:CreateLoginProfile'),
  DeleteAccountAlias: onAccount('iam:DeleteAccountAlias'),
  DeleteAccountPasswordPolicy: onAccount('iam:DeleteAccountPasswordPolicy'),
  DeleteLoginProfile: onMeantUser('iam:DeleteLoginProfile'),
  GetAccountPasswordPolicy: onAccount('iam:GetAccountPasswordPolicy'),
  GetLoginProfile: onMeantUser('iam:GetLoginProfile'),
  ListAccountAliases: onAccount('iam:ListAccountAliases'),
  UpdateAccountPasswordPolicy: onAccount('iam:UpdateAccountPasswordPolicy'),
  UpdateLoginProfile: onUser('iam:UpdateLoginProfile'),
};
