import assert from 'node:assert/strict';
import test from 'node:test';
import { ACCOUNT, allow, Bench, OTHER_ACCOUNT, START_MS, type Statement } from '../sts.fixture.ts';

const ANY = { Principal: { AWS: '*' } };
const byAccount = (account: string): Statement => allow('sts:*', { Principal: { AWS: account } });
const byUser = (name: string, account = ACCOUNT): Statement =>
  allow('sts:*', { Principal: { AWS: `arn:aws:iam::${account}:user/${name}` } });
const MAY_ASSUME = [allow(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'])];
const denied = (message: string | RegExp) => ({ code: 'AccessDenied', status: 403, message });
const invalid = (message: string | RegExp) => ({ code: 'ValidationError', status: 400, message });

test('the answer, and who the session is', async () => {
  const bench = new Bench();
  const role = bench.role('dev', [byUser('alice')], { policy: [allow('s3:*')] });
  const answer = await bench.assume(bench.user('alice', []), role, { RoleSessionName: 'work' });
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  assert.match(AccessKeyId ?? '', /^ASIA[A-Z2-7]{16}$/);
  assert.match(SecretAccessKey ?? '', /^[A-Za-z0-9/+]{40}$/);
  assert.ok((SessionToken ?? '').length < 1024);
  assert.equal(Expiration, START_MS + 3_600_000);
  assert.equal(answer.AssumedRoleUser?.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/dev/work`);
  assert.match(answer.AssumedRoleUser?.AssumedRoleId ?? '', /^AROA[A-Z2-7]{17}:work$/);
  assert.equal(answer.PackedPolicySize, undefined);
  const session = bench.signIn(answer.Credentials);
  assert.ok(session);
  assert.deepEqual(await bench.call(session, 'GetCallerIdentity', {}), {
    UserId: answer.AssumedRoleUser?.AssumedRoleId,
    Account: ACCOUNT,
    Arn: answer.AssumedRoleUser?.Arn,
  });
  assert.equal(await bench.may(session, 's3:GetObject'), true);
  assert.equal(await bench.may(session, 'sqs:SendMessage'), false);
});

interface TrustCase {
  readonly shows: string;
  readonly trust: readonly Statement[];
  /** The caller's own policy. */
  readonly policy?: readonly Statement[];
  readonly callerAccount?: string;
  readonly assumed: boolean;
}

/** IAM user guide, "Policy evaluation logic" and "Cross-account policy evaluation logic" (read on 2026-11-24). */
const TRUST: readonly TrustCase[] = [
  { shows: 'a trust policy that names the user suffices', trust: [byUser('alice')], assumed: true },
  {
    shows: 'its own permission without the trust does not',
    trust: [byUser('bob')],
    policy: MAY_ASSUME,
    assumed: false,
  },
  { shows: 'trust in the account needs the permission', trust: [byAccount(ACCOUNT)], assumed: false },
  { shows: 'trust in the account, with it', trust: [byAccount(ACCOUNT)], policy: MAY_ASSUME, assumed: true },
  {
    shows: 'trust in the account by its root ARN, with it',
    trust: [byAccount(`arn:aws:iam::${ACCOUNT}:root`)],
    policy: MAY_ASSUME,
    assumed: true,
  },
  { shows: 'trust in everybody', trust: [allow('sts:AssumeRole', ANY)], assumed: true },
  { shows: 'trust for another action', trust: [allow('sts:TagSession', ANY)], policy: MAY_ASSUME, assumed: false },
  {
    shows: "the user's own denial wins",
    trust: [byUser('alice')],
    policy: [{ Effect: 'Deny', Action: 'sts:AssumeRole' }],
    assumed: false,
  },
  {
    shows: 'the denial of the trust policy wins',
    trust: [byUser('alice'), { Effect: 'Deny', Action: 'sts:AssumeRole', ...ANY }],
    policy: MAY_ASSUME,
    assumed: false,
  },
  {
    shows: 'from another account trust alone does not suffice',
    trust: [byUser('alice', OTHER_ACCOUNT)],
    callerAccount: OTHER_ACCOUNT,
    assumed: false,
  },
  {
    shows: 'from another account permission alone does not suffice',
    trust: [byAccount(ACCOUNT)],
    policy: MAY_ASSUME,
    callerAccount: OTHER_ACCOUNT,
    assumed: false,
  },
  {
    shows: 'from another account both do',
    trust: [byAccount(OTHER_ACCOUNT)],
    policy: MAY_ASSUME,
    callerAccount: OTHER_ACCOUNT,
    assumed: true,
  },
];

for (const { shows, trust, policy = [], callerAccount = ACCOUNT, assumed } of TRUST) {
  test(`trust: ${shows}`, async () => {
    const bench = new Bench();
    const role = bench.role('r', trust);
    const caller = bench.user('alice', policy, callerAccount);
    const outcome = bench.assume(caller, role);
    if (assumed) assert.ok((await outcome).Credentials);
    else await assert.rejects(outcome, denied(new RegExp(`^User: ${caller.arn} is not authorized to perform: sts:`)));
  });
}

test('the denial is in the words of AWS, and alike for a role that is not there', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', MAY_ASSUME);
  const closed = bench.role('closed', [byUser('bob')]);
  const missing = `arn:aws:iam::${ACCOUNT}:role/missing`;
  for (const arn of [closed, missing]) {
    const message = `User: arn:aws:iam::${ACCOUNT}:user/alice is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
    await assert.rejects(bench.assume(alice, arn), denied(message));
  }
});

test('root is refused, but in development', async () => {
  const message = 'Roles may not be assumed by root accounts.';
  const bench = new Bench();
  const role = bench.role('r', [byAccount(ACCOUNT)]);
  await assert.rejects(bench.assume(bench.root(), role), denied(message));
  const dev = new Bench({ rootMayAssume: true });
  assert.ok((await dev.assume(dev.root(), dev.role('r', [byAccount(ACCOUNT)]))).Credentials);
});

test('what is no ARN of a role', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', MAY_ASSUME);
  await assert.rejects(bench.assume(alice, 'no-arn-at-all-no'), invalid('no-arn-at-all-no is invalid'));
  await assert.rejects(bench.assume(alice, `arn:aws:iam::${ACCOUNT}:user/x`), invalid('Request ARN is invalid'));
});

test('conditions of the trust policy', async () => {
  const bench = new Bench();
  const only = (key: string, value: string): readonly Statement[] => [
    allow('sts:AssumeRole', { ...ANY, Condition: { StringEquals: { [key]: value } } }),
  ];
  const alice = bench.user('alice', [], ACCOUNT, { team: 'blue' });
  const external = bench.role('external', only('sts:ExternalId', 'secret'));
  await assert.rejects(bench.assume(alice, external), { code: 'AccessDenied' });
  await assert.rejects(bench.assume(alice, external, { ExternalId: 'guess' }), { code: 'AccessDenied' });
  assert.ok(await bench.assume(alice, external, { ExternalId: 'secret' }));
  const named = bench.role('named', only('sts:RoleSessionName', '${aws:username}'));
  await assert.rejects(bench.assume(alice, named), { code: 'AccessDenied' });
  assert.ok(await bench.assume(alice, named, { RoleSessionName: 'alice' }));
  assert.ok(await bench.assume(alice, bench.role('blue', only('aws:PrincipalTag/team', 'blue'))));
  await assert.rejects(bench.assume(alice, bench.role('red', only('aws:PrincipalTag/team', 'red'))), {
    code: 'AccessDenied',
  });
  assert.ok(
    await bench.assume(alice, bench.role('tagged', only('aws:ResourceTag/env', 'dev'), { tags: { env: 'dev' } })),
  );
});

test('how long a session may be', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', []);
  const role = bench.role('r', [byUser('alice')], { maxSessionSeconds: 7200 });
  const { Credentials } = await bench.assume(alice, role, { DurationSeconds: 7200 });
  assert.equal(Credentials?.Expiration, START_MS + 7_200_000);
  await assert.rejects(
    bench.assume(alice, role, { DurationSeconds: 7201 }),
    invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'),
  );
  bench.clock.advance(7_200_000 - 1);
  assert.ok(bench.signIn(Credentials));
  bench.clock.advance(1);
  assert.equal(bench.signIn(Credentials), undefined);
});

test('a chained session lasts an hour at most', async () => {
  const bench = new Bench();
  const first = bench.role('first', [byUser('alice')], { policy: MAY_ASSUME });
  const second = bench.role('second', [byAccount(ACCOUNT)], { maxSessionSeconds: 43_200 });
  const session = bench.signIn((await bench.assume(bench.user('alice', []), first)).Credentials);
  assert.ok(session);
  assert.ok(await bench.assume(session, second, { DurationSeconds: 3600 }));
  await assert.rejects(
    bench.assume(session, second, { DurationSeconds: 3601 }),
    invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.'),
  );
});

test('a trust policy may name a role, or one session of it', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', []);
  const first = bench.role('first', [byUser('alice')]);
  const byRole = bench.role('by-role', [allow('sts:AssumeRole', { Principal: { AWS: first } })]);
  const named = `arn:aws:sts::${ACCOUNT}:assumed-role/first/named`;
  const bySession = bench.role('by-session', [allow('sts:AssumeRole', { Principal: { AWS: named } })]);
  const session = async (RoleSessionName: string) => {
    const found = bench.signIn((await bench.assume(alice, first, { RoleSessionName })).Credentials);
    assert.ok(found);
    return found;
  };
  assert.ok(await bench.assume(await session('any'), byRole));
  assert.ok(await bench.assume(await session('named'), bySession));
  await assert.rejects(bench.assume(await session('any'), bySession), { code: 'AccessDenied' });
  await assert.rejects(bench.assume(await session('any'), first), { code: 'AccessDenied' });
});

test('a session policy limits, and grants nothing', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', []);
  const role = bench.role('r', [byUser('alice')], { policy: [allow(['s3:GetObject', 's3:PutObject'])] });
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['s3:GetObject', 'sqs:SendMessage'], Resource: '*' }],
  });
  const answer = await bench.assume(alice, role, { Policy });
  assert.ok((answer.PackedPolicySize ?? 0) > 0 && (answer.PackedPolicySize ?? 0) < 20);
  const session = bench.signIn(answer.Credentials);
  assert.equal(await bench.may(session, 's3:GetObject'), true);
  assert.equal(await bench.may(session, 's3:PutObject'), false);
  assert.equal(await bench.may(session, 'sqs:SendMessage'), false);
});

test('managed session policies; one that is deleted later allows nothing', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', []);
  const role = bench.role('r', [byUser('alice')], { policy: [allow('s3:*')] });
  const arn = `arn:aws:iam::${ACCOUNT}:policy/limit`;
  await assert.rejects(bench.assume(alice, role, { PolicyArns: [{ arn }] }), invalid(/limit/));
  bench.managedPolicies.set(arn, [allow('s3:GetObject')]);
  const session = bench.signIn((await bench.assume(alice, role, { PolicyArns: [{ arn }] })).Credentials);
  assert.equal(await bench.may(session, 's3:GetObject'), true);
  assert.equal(await bench.may(session, 's3:PutObject'), false);
  bench.managedPolicies.delete(arn);
  assert.equal(await bench.may(session, 's3:GetObject'), false);
});

test('session policies that are too large or malformed', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', []);
  const role = bench.role('r', [byUser('alice')]);
  const statement = { Effect: 'Allow', Action: 's3:*', Resource: `arn:aws:s3:::${'x'.repeat(2100)}` };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  await assert.rejects(bench.assume(alice, role, { Policy }), {
    name: 'PackedPolicyTooLargeException',
    message: /^Packed policy consumes 10\d% of allotted space$/,
  });
  await assert.rejects(bench.assume(alice, role, { Policy: '{' }), { name: 'MalformedPolicyDocumentException' });
});

test('parameters that are not supported are refused', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', []);
  const role = bench.role('r', [byUser('alice')]);
  const ProvidedContexts = [{ ProviderArn: 'arn:aws:iam::aws:contextProvider/x', ContextAssertion: 'x' }];
  await assert.rejects(bench.assume(alice, role, { ProvidedContexts }), { code: 'ValidationError' });
  const mfa = { SerialNumber: `arn:aws:iam::${ACCOUNT}:mfa/alice`, TokenCode: '123456' };
  await assert.rejects(bench.assume(alice, role, mfa), denied(/^MultiFactorAuthentication failed, unable to validate/));
});
