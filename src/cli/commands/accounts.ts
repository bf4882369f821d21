/** `./virga accounts create|list`: further accounts, each with keys of its own. */
import { dataFolder } from '../../config.ts';
import { UserError } from '../../kit/user-error.ts';
import type { ListAccountsResponse, CreateAccountResponse } from '../../services/virga/model.ts';
import { type Client, connect } from '../client.ts';
import type { Command, Io } from '../command.ts';

export const accounts: Command = {
  name: 'accounts',
  summary: 'Makes and lists accounts, each with its own users, functions and keys.',
  positionals: 'create|list',
  maxPositionals: 1,
  options: {
    data: { value: 'DIR', help: 'data directory (~/.virga, or VIRGA_DATA)' },
    'account-id': { value: 'ID', help: 'of the account to make: twelve digits (random where not given)' },
    name: { value: 'NAME', help: 'of the account to make' },
  },
  notes: ['The keys of a new account are printed once: keep them.'],
  async run({ options, positionals: [action] }, io) {
    const client = connect(dataFolder(options, io.environment));
    if (action === 'list') return await list(client, io);
    if (action === 'create') return await create(client, io, options['account-id'], options['name']);
    throw new UserError('say what to do: ./virga accounts create, or ./virga accounts list');
  },
};

async function list(client: Client, io: Io): Promise<number> {
  const answer = (await client.call('virga', 'ListAccounts', {})) as unknown as ListAccountsResponse;
  for (const { AccountId, Name, CreatedAt } of answer.Accounts) {
    io.out(`${AccountId}  ${new Date(CreatedAt * 1000).toISOString()}  ${Name ?? ''}\n`);
  }
  return 0;
}

async function create(
  client: Client,
  io: Io,
  accountId: string | boolean | undefined,
  name: string | boolean | undefined,
): Promise<number> {
  const input = { AccountId: accountId, Name: name };
  const made = (await client.call('virga', 'CreateAccount', input)) as unknown as CreateAccountResponse;
  io.out(`account ${made.AccountId}\n`);
  for (const [holder, keys] of [
    ['admin', made.Admin],
    ['root', made.Root],
  ] as const) {
    io.out(`  ${holder}:\n`);
    io.out(`    AWS_ACCESS_KEY_ID=${keys.AccessKeyId}\n    AWS_SECRET_ACCESS_KEY=${keys.SecretAccessKey}\n`);
  }
  return 0;
}
