import assert from 'node:assert/strict';
import test from 'node:test';
import { createSealer } from '../../kit/seal.ts';
import { ACCOUNT, allow, Bench, OTHER_ACCOUNT, START_MS } from './sts.fixture.ts';

const TRUST = [allow('sts:AssumeRole', { Principal: { AWS: '*' } })];

test('a session is nowhere but in its token: another process with the same master key opens it', async () => {
  const [before, after] = [new Bench(), new Bench()];
  const { Credentials } = await before.assume(before.user('alice', []), before.role('r', TRUST));
  const { AccessKeyId = '', SessionToken = '', SecretAccessKey } = Credentials ?? {};
  const session = after.sessions.open(AccessKeyId, SessionToken);
  assert.equal(session?.secretAccessKey, SecretAccessKey);
  assert.equal(session?.issuedAtMs, START_MS);
  const stranger = new Bench({ sealer: createSealer(new Uint8Array(32).fill(8)) });
  assert.equal(stranger.sessions.open(AccessKeyId, SessionToken), undefined);
});

test('a token that was changed, is of another key or is none opens nothing', async () => {
  const bench = new Bench();
  const role = bench.role('r', TRUST);
  const alice = bench.user('alice', []);
  const { AccessKeyId = '', SessionToken = '' } = (await bench.assume(alice, role)).Credentials ?? {};
  const other = (await bench.assume(alice, role)).Credentials;
  assert.ok(bench.sessions.open(AccessKeyId, SessionToken));
  assert.equal(bench.sessions.open(other?.AccessKeyId ?? '', SessionToken), undefined);
  const at = 40;
  const changed = SessionToken.slice(0, at) + (SessionToken[at] === 'A' ? 'B' : 'A') + SessionToken.slice(at + 1);
  for (const token of [changed, SessionToken.slice(4), '', 'x', '=', `${SessionToken}\n`, 'A'.repeat(100_000)]) {
    assert.equal(bench.sessions.open(AccessKeyId, token), undefined, token.slice(0, 50));
  }
});

test('the sessions of a role end with it, also where one of its name is made anew', async () => {
  const bench = new Bench();
  const role = bench.role('r', TRUST);
  const { Credentials } = await bench.assume(bench.user('alice', []), role);
  assert.ok(bench.signIn(Credentials));
  bench.deleteRole(role);
  assert.equal(bench.signIn(Credentials), undefined);
  bench.role('r', TRUST);
  assert.equal(bench.signIn(Credentials), undefined);
});

test('sessions are revoked by a denial of older tokens', async () => {
  const bench = new Bench();
  const older = { DateLessThan: { 'aws:TokenIssueTime': new Date(START_MS + 60_000).toISOString() } };
  const policy = [allow('*'), { Effect: 'Deny', Action: '*', Condition: older }];
  const role = bench.role('r', TRUST, { policy });
  const alice = bench.user('alice', []);
  const before = bench.signIn((await bench.assume(alice, role)).Credentials);
  bench.clock.advance(61_000);
  const after = bench.signIn((await bench.assume(alice, role)).Credentials);
  assert.equal(await bench.may(before, 's3:GetObject'), false);
  assert.equal(await bench.may(after, 's3:GetObject'), true);
});

test('GetSessionToken gives a user its own permissions, but for IAM and STS', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', [allow('*')]);
  const { Credentials } = await bench.call(alice, 'GetSessionToken', {});
  assert.equal(Credentials?.Expiration, START_MS + 43_200_000);
  const session = bench.signIn(Credentials);
  assert.ok(session);
  assert.deepEqual(
    await bench.call(session, 'GetCallerIdentity', {}),
    await bench.call(alice, 'GetCallerIdentity', {}),
  );
  assert.equal(await bench.may(session, 's3:GetObject'), true);
  assert.equal(await bench.may(session, 'iam:ListUsers'), false);
  assert.ok(await bench.assume(session, bench.role('r', TRUST)));
  await assert.rejects(bench.call(session, 'GetAccessKeyInfo', { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }), {
    code: 'AccessDenied',
  });
  await assert.rejects(bench.call(session, 'GetSessionToken', {}), {
    code: 'AccessDenied',
    message: 'Cannot call GetSessionToken with session credentials',
  });
});

test("root's sessions last an hour at most, and reach neither IAM nor roles", async () => {
  const bench = new Bench();
  const { Credentials } = await bench.call(bench.root(), 'GetSessionToken', { DurationSeconds: 129_600 });
  assert.equal(Credentials?.Expiration, START_MS + 3_600_000);
  const session = bench.signIn(Credentials);
  assert.equal(session?.arn, `arn:aws:iam::${ACCOUNT}:root`);
  assert.equal(await bench.may(session, 's3:GetObject'), true);
  assert.equal(await bench.may(session, 'iam:ListUsers'), false);
});

test('a session of a role gets no session token', async () => {
  const bench = new Bench();
  const session = bench.signIn((await bench.assume(bench.user('alice', []), bench.role('r', TRUST))).Credentials);
  assert.ok(session);
  await assert.rejects(bench.call(session, 'GetSessionToken', {}), {
    message: 'Cannot call GetSessionToken with session credentials',
  });
});

test('the account of a key', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', [allow('sts:GetAccessKeyInfo')]);
  const account = async (AccessKeyId: string) => (await bench.call(alice, 'GetAccessKeyInfo', { AccessKeyId })).Account;
  assert.equal(await account('AKIAIOSFODNN7EXAMPLE'), OTHER_ACCOUNT);
  const { Credentials } = await bench.call(alice, 'GetSessionToken', {});
  assert.equal(await account(Credentials?.AccessKeyId ?? ''), ACCOUNT);
  await assert.rejects(account('no-such-key-anywhere'), { code: 'ValidationError' });
  await assert.rejects(bench.call(bench.user('bob', []), 'GetAccessKeyInfo', { AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }), {
    code: 'AccessDenied',
  });
});
