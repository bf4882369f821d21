/** Who is let in, and what they are told: keys, accounts, denials that can be explained, the well-known keys of --dev. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { type RunningCloud, startCloud } from '../cloud.ts';
import { aws, callAws, cliV1 } from './aws.ts';
import { virga } from './command-line.ts';

const cli = cliV1();
let cloud: RunningCloud;

before(async () => {
  cloud = await startCloud({ flags: ['--isolation', 'process'] });
});
after(async () => {
  await cloud.stop();
  rmSync(cloud.dataFolder, { recursive: true, force: true });
});

/** As `eval "$(./virga env)"` would set them. */
async function environmentOf(...words: string[]): Promise<Record<string, string>> {
  const { out } = await virga('env', '--data', cloud.dataFolder, ...words);
  return Object.fromEntries(
    [...out.matchAll(/^export (\w+)='?([^'\n]*)'?$/gm)].map(([, name = '', value = '']) => [name, value]),
  );
}

test('env exports the keys of admin, or of root', async () => {
  const asAdmin = (await aws(cli, await environmentOf(), 'sts', 'get-caller-identity')) as Record<string, string>;
  assert.equal(asAdmin['Arn'], 'arn:aws:iam::000000000000:user/admin');
  const asRoot = (await aws(cli, await environmentOf('--root'), 'sts', 'get-caller-identity')) as Record<
    string,
    string
  >;
  assert.equal(asRoot['Arn'], 'arn:aws:iam::000000000000:root');
  assert.equal(asRoot['Account'], '000000000000');
});

test('without keys, with unknown keys, with a wrong secret: nobody is let in', async () => {
  const good = await environmentOf();
  const unsigned = await callAws(cli, good, ['--no-sign-request', 'iam', 'list-users']);
  assert.match(unsigned.err, /MissingAuthenticationToken/);
  const unknown = { ...good, AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE' };
  assert.match((await callAws(cli, unknown, ['iam', 'list-users'])).err, /InvalidClientTokenId/);
  assert.match((await callAws(cli, unknown, ['lambda', 'list-functions'])).err, /UnrecognizedClientException/);
  const wrong = { ...good, AWS_SECRET_ACCESS_KEY: 'x'.repeat(40) };
  assert.match((await callAws(cli, wrong, ['iam', 'list-users'])).err, /SignatureDoesNotMatch/);
  assert.match((await callAws(cli, wrong, ['lambda', 'list-functions'])).err, /InvalidSignatureException/);
  const wellKnown = { ...good, AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  assert.match((await callAws(cli, wellKnown, ['sts', 'get-caller-identity'])).err, /InvalidClientTokenId/);
});

test('a new user may do nothing, and a denial explains itself', async () => {
  const admin = await environmentOf();
  await aws(cli, admin, 'iam', 'create-user', '--user-name', 'ann');
  const made = (await aws(cli, admin, 'iam', 'create-access-key', '--user-name', 'ann')) as Record<
    string,
    Record<string, string>
  >;
  const ann = {
    ...admin,
    AWS_ACCESS_KEY_ID: made['AccessKey']?.['AccessKeyId'] ?? '',
    AWS_SECRET_ACCESS_KEY: made['AccessKey']?.['SecretAccessKey'] ?? '',
  };
  const denied = await callAws(cli, ann, ['--debug', 'lambda', 'list-functions']);
  const words =
    'User: arn:aws:iam::000000000000:user/ann is not authorized to perform: lambda:ListFunctions on resource: * ' +
    'because no identity-based policy allows the lambda:ListFunctions action';
  assert.ok(denied.err.includes(words), denied.err.slice(-500));
  const requestId = /'x-amzn-RequestId': '([0-9a-f-]{36})'/i.exec(denied.err)?.[1] ?? '';
  const explained = await virga('explain', requestId, '--data', cloud.dataFolder);
  assert.equal(explained.code, 0, explained.err);
  assert.match(explained.out, /"Action": "lambda:ListFunctions"/);
  const unknown = await virga('explain', 'no-such-request', '--data', cloud.dataFolder);
  assert.equal(unknown.code, 1);
  assert.match(unknown.err, /No denied request no-such-request is known/);
});

test('accounts are worlds of their own', async () => {
  const made = await virga(
    'accounts',
    'create',
    '--account-id',
    '222233334444',
    '--name',
    'second',
    '--data',
    cloud.dataFolder,
  );
  assert.equal(made.code, 0, made.err);
  const [id, secret] = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'].map(
    (name) => new RegExp(`admin:\\n(?:.*\\n)*? +${name}=(\\S+)`).exec(made.out)?.[1] ?? '',
  );
  const second = { ...(await environmentOf()), AWS_ACCESS_KEY_ID: id ?? '', AWS_SECRET_ACCESS_KEY: secret ?? '' };
  const identity = (await aws(cli, second, 'sts', 'get-caller-identity')) as Record<string, string>;
  assert.equal(identity['Arn'], 'arn:aws:iam::222233334444:user/admin');
  const users = (await aws(cli, second, 'iam', 'list-users')) as { Users: { UserName: string }[] };
  assert.deepEqual(
    users.Users.map(({ UserName }) => UserName),
    ['admin'],
  );
  const list = await virga('accounts', 'list', '--data', cloud.dataFolder);
  assert.match(list.out, /^000000000000 /m);
  assert.match(list.out, /^222233334444 .*second$/m);
  const again = await virga('accounts', 'create', '--account-id', '222233334444', '--data', cloud.dataFolder);
  assert.equal(again.code, 1);
  assert.match(again.err, /There is an account 222233334444 already/);
});

test('status tells the isolation really obtained', async () => {
  const { code, out, err } = await virga('status', '--data', cloud.dataFolder);
  assert.equal(code, 0, err);
  assert.match(out, /NOT isolated/);
  assert.match(out, new RegExp(`endpoint: ${cloud.url}`));
});

test('--dev: the well-known keys are root', async () => {
  await using dev = await startCloud({ flags: ['--dev', '--isolation', 'process'] });
  const keys = { ...dev.environment(), AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test' };
  const identity = (await aws(cli, keys, 'sts', 'get-caller-identity')) as Record<string, string>;
  assert.equal(identity['Arn'], 'arn:aws:iam::000000000000:root');
  assert.match(dev.output(), /AWS_ACCESS_KEY_ID=test/);
});

test('after the server ended, commands say so', async () => {
  const ended = await startCloud({ flags: ['--isolation', 'process'] });
  await ended.stop();
  const { code, err } = await virga('status', '--data', ended.dataFolder);
  assert.equal(code, 1);
  assert.match(err, /it is not running: start it with \.\/virga up/);
  rmSync(ended.dataFolder, { recursive: true, force: true });
});
