import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, openBench } from '../iam.fixture.ts';
import type { IamContext } from '../parts.ts';
import { changePassword } from './change-password.ts';
import { createAccountAlias } from './create-account-alias.ts';
import { createLoginProfile } from './create-login-profile.ts';
import { createUser } from './create-user.ts';
import { deleteAccountAlias } from './delete-account-alias.ts';
import { deleteAccountPasswordPolicy } from './delete-account-password-policy.ts';
import { deleteLoginProfile } from './delete-login-profile.ts';
import { deleteUser } from './delete-user.ts';
import { getAccountPasswordPolicy } from './get-account-password-policy.ts';
import { getLoginProfile } from './get-login-profile.ts';
import { listAccountAliases } from './list-account-aliases.ts';
import { updateAccountPasswordPolicy } from './update-account-password-policy.ts';
import { updateLoginProfile } from './update-login-profile.ts';

const asUser = (userName: string): Partial<IamContext> => ({
  principal: {
    kind: 'user',
    accountId: ACCOUNT,
    arn: `arn:aws:iam::${ACCOUNT}:user/${userName}`,
    userId: 'AIDAX',
    userName,
    tags: {},
  },
});

test('an account has one alias, which no other account has', async () => {
  await using bench = await openBench();
  const ctx = (): IamContext => bench.context();
  const aliases = async () => (await listAccountAliases(ctx(), {})).AccountAliases;
  assert.deepEqual(await aliases(), []);
  await createAccountAlias(ctx(), { AccountAlias: 'first' });
  await createAccountAlias(ctx(), { AccountAlias: 'second' });
  assert.deepEqual(await aliases(), ['second']);
  const other = { accountId: '111111111111' };
  await createAccountAlias(bench.context(other), { AccountAlias: 'first' });
  await assert.rejects(createAccountAlias(bench.context(other), { AccountAlias: 'second' }), {
    name: 'EntityAlreadyExistsException',
    message: 'The account alias second already exists.',
  });
  await assert.rejects(deleteAccountAlias(ctx(), { AccountAlias: 'first' }), { name: 'NoSuchEntityException' });
  await deleteAccountAlias(ctx(), { AccountAlias: 'second' });
  assert.deepEqual(await aliases(), []);
  await createAccountAlias(bench.context(other), { AccountAlias: 'second' });
});

test('the password policy: there, changed as a whole, gone', async () => {
  await using bench = await openBench();
  const ctx = bench.context();
  const missing = { message: `The Password Policy with domain name ${ACCOUNT} cannot be found.` };
  await assert.rejects(getAccountPasswordPolicy(ctx), missing);
  await assert.rejects(deleteAccountPasswordPolicy(bench.context()), { name: 'NoSuchEntityException' });
  await updateAccountPasswordPolicy(bench.context(), { MinimumPasswordLength: 12, MaxPasswordAge: 90 });
  await updateAccountPasswordPolicy(bench.context(), { RequireSymbols: true });
  assert.deepEqual((await getAccountPasswordPolicy(ctx)).PasswordPolicy, {
    MinimumPasswordLength: 6,
    RequireSymbols: true,
    RequireNumbers: false,
    RequireUppercaseCharacters: false,
    RequireLowercaseCharacters: false,
    AllowUsersToChangePassword: false,
    ExpirePasswords: false,
  });
  await deleteAccountPasswordPolicy(bench.context());
  await assert.rejects(getAccountPasswordPolicy(ctx), missing);
});

test('a login profile never shows its password, and is in the way of DeleteUser', async () => {
  await using bench = await openBench();
  const ctx = (): IamContext => bench.context();
  const UserName = 'alice';
  await createUser(ctx(), { UserName });
  await assert.rejects(getLoginProfile(ctx(), { UserName }), {
    message: 'Login Profile for User alice cannot be found.',
  });
  const made = await createLoginProfile(ctx(), { UserName, Password: 'Correct-Horse-1', PasswordResetRequired: true });
  assert.deepEqual(made, {
    LoginProfile: { UserName, CreateDate: bench.clock.nowMs(), PasswordResetRequired: true },
  });
  await assert.rejects(createLoginProfile(ctx(), { UserName, Password: 'Correct-Horse-1' }), {
    message: 'Login Profile for User alice already exists.',
  });
  const stored = await bench.store.get(['account', ACCOUNT, 'iam', 'user', 'alice']);
  const text = Buffer.from(stored?.value ?? []).toString();
  assert.match(text, /scrypt\$15\$8\$3\$/);
  assert.doesNotMatch(text, /Correct-Horse/);
  await updateLoginProfile(ctx(), { UserName, PasswordResetRequired: false });
  assert.equal((await getLoginProfile(ctx(), { UserName })).LoginProfile.PasswordResetRequired, false);
  await assert.rejects(deleteUser(ctx(), { UserName }), {
    message: 'Cannot delete entity, must delete login profile first.',
  });
  await deleteLoginProfile(ctx(), { UserName });
  await deleteUser(ctx(), { UserName });
});

test('a user changes its own password, within the policy', async () => {
  await using bench = await openBench();
  const UserName = 'alice';
  const own = (): IamContext => bench.context(asUser(UserName));
  await createUser(bench.context(), { UserName });
  await createLoginProfile(bench.context(), { UserName, Password: 'First-password-1' });
  const change = (OldPassword: string, NewPassword: string) => changePassword(own(), { OldPassword, NewPassword });
  await assert.rejects(change('wrong', 'Second-password-1'), { message: 'The old password was incorrect.' });
  await assert.rejects(change('First-password-1', 'short'), { name: 'PasswordPolicyViolationException' });
  await assert.rejects(change('First-password-1', 'all-lower-case'), { name: 'PasswordPolicyViolationException' });
  await updateAccountPasswordPolicy(bench.context(), { PasswordReusePrevention: 1 });
  await change('First-password-1', 'Second-password-1');
  await assert.rejects(change('First-password-1', 'Third-password-1'), { message: 'The old password was incorrect.' });
  await assert.rejects(change('Second-password-1', 'Second-password-1'), { name: 'PasswordPolicyViolationException' });
  await change('Second-password-1', 'First-password-1');
  await assert.rejects(changePassword(bench.context(), { OldPassword: 'a', NewPassword: 'b' }), {
    name: 'InvalidUserTypeException',
  });
});
