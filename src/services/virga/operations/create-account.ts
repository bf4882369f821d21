import { MAX_ACCOUNTS } from '../limits.ts';
import {
  AccountAlreadyExistsException,
  type CreateAccountRequest,
  type CreateAccountResponse,
  LimitExceededException,
} from '../model.ts';
import type { AccountKeys, VirgaContext } from '../parts.ts';

/** Makes an account with a root and an administrator `admin`; their keys are in this answer and nowhere else. */
export async function createAccount(ctx: VirgaContext, input: CreateAccountRequest): Promise<CreateAccountResponse> {
  const { accounts } = ctx.parts;
  if ((await accounts.list()).length >= MAX_ACCOUNTS) {
    throw new LimitExceededException(`There are ${MAX_ACCOUNTS} accounts already.`);
  }
  const accountId = input.AccountId ?? randomAccountId(ctx.ids.bytes(8));
  const made = await accounts.create(accountId, input.Name);
  if (!made) throw new AccountAlreadyExistsException(`There is an account ${accountId} already.`);
  return { AccountId: accountId, Root: keyOf(made.root), Admin: keyOf(made.admin) };
}

/** Twelve digits, the first not 0. */
function randomAccountId(bytes: Uint8Array): string {
  const number = Buffer.from(bytes).readBigUInt64BE();
  return (100_000_000_000n + (number % 900_000_000_000n)).toString();
}

function keyOf(keys: AccountKeys): { AccessKeyId: string; SecretAccessKey: string } {
  return { AccessKeyId: keys.accessKeyId, SecretAccessKey: keys.secretAccessKey };
}
