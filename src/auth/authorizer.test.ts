/** Decisions from principals to words, what is remembered and for how long, and what an explanation says. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { silentLog } from '../kit/log.ts';
import { ACCOUNT, ALICE, NOW_MS, SESSION, TestPrincipals } from './auth.fixture.ts';
import { createAuthorizer } from './authorizer.ts';
import { allow, ask, deny, identity, QUEUE, resource } from './policy/policy.fixture.ts';
import type { PrincipalPolicies } from './principal.ts';
import { isLoopback, requestContext } from './request-context.ts';

function policiesOf(...statements: object[]): PrincipalPolicies {
  const origin = { type: 'identity-based', name: 'own', holder: 'user/alice' } as const;
  return { identity: statements.length > 0 ? [{ origin, policy: identity(...statements) }] : [] };
}
const from = (ip: string): object => ({ Condition: { IpAddress: { 'aws:SourceIp': ip } } });

function setUp(...statements: object[]) {
  const principals = new TestPrincipals();
  principals.policies = policiesOf(...statements);
  return { principals, authorizer: createAuthorizer({ principals, log: silentLog }) };
}

suite('decisions', () => {
  test('allowed without a message, denied with one', async () => {
    const { authorizer } = setUp(allow('sqs:SendMessage'));
    const { allowed, message } = await authorizer.decide(ask());
    assert.deepEqual([allowed, message], [true, '']);
    const denied = await authorizer.decide(ask({ action: 'sqs:DeleteQueue' }));
    assert.equal(denied.allowed, false);
    assert.match(denied.message, /because no identity-based policy allows the sqs:DeleteQueue action$/);
  });
  test('are remembered until a policy changes', async () => {
    const { authorizer, principals } = setUp(allow('sqs:SendMessage'));
    for (let round = 0; round < 3; round++) assert.equal((await authorizer.decide(ask())).allowed, true);
    assert.equal(principals.reads, 1);
    principals.policies = policiesOf();
    assert.equal((await authorizer.decide(ask())).allowed, true, 'nothing said that it changed');
    principals.changes++;
    assert.equal((await authorizer.decide(ask())).allowed, false);
    assert.equal(principals.reads, 2);
  });
  test('are not remembered where a condition reads the request', async () => {
    const { authorizer } = setUp(allow('sqs:*', '*', from('10.0.0.0/8')));
    const ip = async (address: string): Promise<boolean> =>
      (await authorizer.decide(ask({ context: { 'aws:SourceIp': address } }))).allowed;
    assert.equal(await ip('10.0.0.1'), true);
    assert.equal(await ip('192.0.2.1'), false);
    assert.equal(await ip('10.0.0.1'), true);
  });
  test('nor where a variable does', async () => {
    const { authorizer } = setUp(allow('sqs:*', 'arn:aws:sqs:${aws:RequestedRegion}:*:*'));
    const region = async (name: string): Promise<boolean> =>
      (await authorizer.decide(ask({ context: { 'aws:RequestedRegion': name } }))).allowed;
    assert.equal(await region('us-east-1'), true);
    assert.equal(await region('eu-west-1'), false);
  });
  test('nor where they depend on when a session began', async () => {
    const condition = { DateGreaterThan: { 'aws:TokenIssueTime': '2026-11-24T02:00:00Z' } };
    const { authorizer } = setUp(allow('sqs:*', '*', { Condition: condition }));
    const { session } = SESSION;
    assert(session);
    const since = async (issuedAtMs: number): Promise<boolean> =>
      (await authorizer.decide(ask({ principal: { ...SESSION, session: { ...session, issuedAtMs } } }))).allowed;
    assert.equal(await since(NOW_MS), true);
    assert.equal(await since(NOW_MS - 7_200_000), false);
  });
  test('are remembered apart by principal, action, resource and owner', async () => {
    const { authorizer } = setUp(allow('sqs:SendMessage', QUEUE));
    assert.equal((await authorizer.decide(ask())).allowed, true);
    assert.equal((await authorizer.decide(ask({ resource: `${QUEUE}2` }))).allowed, false);
    assert.equal((await authorizer.decide(ask({ action: 'sqs:ReceiveMessage' }))).allowed, false);
    assert.equal((await authorizer.decide(ask({ resourceAccountId: '444455556666' }))).allowed, false);
    assert.equal((await authorizer.decide(ask())).allowed, true);
  });
  test('of a resource policy are not remembered', async () => {
    const { authorizer } = setUp();
    const resourcePolicy = resource(allow('sqs:*', '*', { Principal: { AWS: ALICE.arn } }));
    assert.equal((await authorizer.decide({ ...ask(), resourcePolicy })).allowed, true);
    assert.equal((await authorizer.decide(ask())).allowed, false);
    assert.equal((await authorizer.decide({ ...ask(), resourcePolicy })).allowed, true);
  });
  test('with policies that were read while they changed are not remembered', async () => {
    const principals = new TestPrincipals();
    const { promise, resolve } = Promise.withResolvers<PrincipalPolicies>();
    let first = true;
    principals.policiesOf = () => {
      const answer = first ? promise : Promise.resolve(policiesOf());
      first = false;
      return answer;
    };
    const authorizer = createAuthorizer({ principals, log: silentLog });
    const early = authorizer.decide(ask());
    principals.changes++;
    assert.equal((await authorizer.decide(ask({ action: 'sqs:Other' }))).allowed, false);
    resolve(policiesOf(allow('*')));
    assert.equal((await early).allowed, true);
    assert.equal((await authorizer.decide(ask())).allowed, false);
  });
});

suite('explanations', () => {
  test('of a denial: what was looked at, and the smallest statement that would allow', async () => {
    const { authorizer } = setUp({ Sid: 'Read', ...allow('sqs:ReceiveMessage') }, allow('sqs:*', `${QUEUE}2`));
    const explanation = (await authorizer.decide(ask())).explain();
    assert.deepEqual(JSON.parse(JSON.stringify(explanation)), {
      principal: ALICE.arn,
      action: 'sqs:SendMessage',
      resource: QUEUE,
      allowed: false,
      message: `User: ${ALICE.arn} is not authorized to perform: sqs:SendMessage on resource: ${QUEUE} because no identity-based policy allows the sqs:SendMessage action`,
      reason: 'No statement of the identity-based kind of policy allows it.',
      policies: [
        {
          origin: { type: 'identity-based', name: 'own', holder: 'user/alice' },
          outcome: 'no match',
          statements: [
            {
              index: 0,
              sid: 'Read',
              effect: 'Allow',
              matches: { principal: true, action: false, resource: true, conditions: true },
            },
            {
              index: 1,
              effect: 'Allow',
              matches: { principal: true, action: true, resource: false, conditions: true },
            },
          ],
        },
      ],
      wouldAllow: {
        where: `an identity policy of ${ALICE.arn}`,
        statement: { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: QUEUE },
      },
    });
  });
  test('of an explicit deny: which statement, and that nothing added would help', async () => {
    const { authorizer } = setUp(allow('*'), { Sid: 'Never', ...deny('sqs:*') });
    const { reason, decidedBy, wouldAllow } = (await authorizer.decide(ask())).explain();
    assert.equal(reason, 'Statement Never of the identity-based policy own of user/alice denies it explicitly.');
    assert.deepEqual([decidedBy?.index, decidedBy?.sid, wouldAllow], [1, 'Never', undefined]);
  });
  test('the statement that would allow does', async () => {
    const { authorizer, principals } = setUp();
    const { wouldAllow } = (await authorizer.decide(ask())).explain();
    principals.policies = policiesOf(wouldAllow?.statement ?? {});
    principals.changes++;
    const decision = await authorizer.decide(ask());
    assert.equal(decision.allowed, true);
    assert.equal(
      decision.explain().reason,
      'Statement number 1 of the identity-based policy own of user/alice allows it.',
    );
  });
  test('across accounts it stands in the resource policy, with the role of a session', async () => {
    const { authorizer } = setUp(allow('*'));
    const question = ask({ principal: SESSION, resourceAccountId: '444455556666' });
    const { wouldAllow } = (await authorizer.decide(question)).explain();
    assert.deepEqual(wouldAllow, {
      where: `the policy of ${QUEUE}`,
      statement: { ...allow('sqs:SendMessage', QUEUE), Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/jobs/worker` } },
    });
  });
});

suite('the context of a request', () => {
  const facts = { sourceIp: '192.0.2.7', secure: true, userAgent: 'Boto3/1', region: 'eu-west-1', nowMs: NOW_MS };
  test('carries the global keys', () => {
    assert.deepEqual(requestContext({ ...facts, principal: ALICE }), {
      'aws:SourceIp': '192.0.2.7',
      'aws:SecureTransport': 'true',
      'aws:UserAgent': 'Boto3/1',
      'aws:RequestedRegion': 'eu-west-1',
      'aws:CurrentTime': '2026-11-24T03:00:00.000Z',
      'aws:EpochTime': '1795489200',
      'aws:ViaAWSService': 'false',
    });
  });
  test('says through which services a call came', () => {
    const calledVia = ['cloudformation.amazonaws.com', 'lambda.amazonaws.com'];
    const context = requestContext({ ...facts, principal: ALICE, calledVia });
    assert.equal(context['aws:ViaAWSService'], 'true');
    assert.deepEqual(context['aws:CalledVia'], calledVia);
    assert.deepEqual([context['aws:CalledViaFirst'], context['aws:CalledViaLast']], calledVia);
  });
  test('knows this machine', () => {
    for (const address of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1']) assert(isLoopback(address), address);
    for (const address of ['128.0.0.1', '10.0.0.1', '::2', '127.0.0.1.example']) assert(!isLoopback(address), address);
  });
});
