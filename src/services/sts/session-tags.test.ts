import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import test from 'node:test';
import { ACCOUNT, allow, Bench, type Statement } from './sts.fixture.ts';

const ANY = { Principal: { AWS: '*' } };
const ALL = allow(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity'], ANY);
const WITHOUT_TAGS = allow(['sts:AssumeRole', 'sts:SetSourceIdentity'], ANY);
const team = { Key: 'team', Value: 'blue' };
const invalid = (message: string) => ({ code: 'InvalidParameterValue', status: 400, message });

test('session tags override those of the role, whatever their case', async () => {
  const bench = new Bench();
  const role = bench.role('r', [ALL], { tags: { Team: 'red', env: 'dev' } });
  const answer = await bench.assume(bench.user('alice', []), role, { Tags: [team] });
  assert.ok((answer.PackedPolicySize ?? 0) > 0);
  assert.deepEqual(bench.signIn(answer.Credentials)?.tags, { env: 'dev', team: 'blue' });
});

test('tagging needs sts:TagSession, with the tags as its conditions', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', []);
  const plain = bench.role('plain', [WITHOUT_TAGS]);
  await assert.rejects(bench.assume(alice, plain, { Tags: [team] }), {
    message: `User: arn:aws:iam::${ACCOUNT}:user/alice is not authorized to perform: sts:TagSession on resource: ${plain}`,
  });
  const keys = {
    'ForAllValues:StringEquals': { 'aws:TagKeys': ['team'] },
    StringEquals: { 'aws:RequestTag/team': 'blue' },
  };
  const only: Statement = allow('sts:TagSession', { ...ANY, Condition: keys });
  const role = bench.role('tagged', [WITHOUT_TAGS, only]);
  assert.ok(await bench.assume(alice, role, { Tags: [team] }));
  await assert.rejects(bench.assume(alice, role, { Tags: [{ Key: 'team', Value: 'red' }] }), { code: 'AccessDenied' });
  await assert.rejects(bench.assume(alice, role, { Tags: [team, { Key: 'x', Value: '' }] }), { code: 'AccessDenied' });
});

test('transitive tags go on to the next session and cannot be changed there, others end', async () => {
  const bench = new Bench();
  const policy = [allow('sts:*')];
  const [first, second, plain] = [
    bench.role('first', [ALL], { policy }),
    bench.role('second', [ALL], { policy, tags: { team: 'of the role' } }),
    bench.role('plain', [WITHOUT_TAGS]),
  ];
  const Tags = [team, { Key: 'local', Value: '1' }];
  const answer = await bench.assume(bench.user('alice', []), first, { Tags, TransitiveTagKeys: ['team'] });
  const one = bench.signIn(answer.Credentials);
  assert.ok(one);
  const two = bench.signIn((await bench.assume(one, second, { Tags: [{ Key: 'more', Value: '2' }] })).Credentials);
  assert.ok(two);
  assert.deepEqual(two.tags, { team: 'blue', more: '2' });
  const three = bench.signIn((await bench.assume(two, second)).Credentials);
  assert.deepEqual(three?.tags, { team: 'blue' });
  await assert.rejects(
    bench.assume(one, second, { Tags: [{ Key: 'Team', Value: 'red' }] }),
    invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    ),
  );
  // Inheriting is tagging: seen on AWS (public report of 2026, read on 2026-11-24).
  await assert.rejects(bench.assume(one, plain), { message: /is not authorized to perform: sts:TagSession/ });
});

test('tags that cannot be', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', []);
  const role = bench.role('r', [ALL]);
  await assert.rejects(
    bench.assume(alice, role, { Tags: [team, { Key: 'TEAM', Value: '' }] }),
    invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.'),
  );
  await assert.rejects(
    bench.assume(alice, role, { Tags: [team], TransitiveTagKeys: ['other'] }),
    invalid('The specified transitive tag key must be included in the requested tags.'),
  );
  await assert.rejects(bench.assume(alice, role, { Tags: [{ Key: 'aws:x', Value: '' }] }), {
    code: 'InvalidParameterValue',
  });
  const Tags = Array.from({ length: 50 }, (_, at) => ({
    Key: `${at}`,
    Value: createHash('sha512').update(`${at}`).digest('hex'),
  }));
  await assert.rejects(bench.assume(alice, role, { Tags }), { name: 'PackedPolicyTooLargeException' });
});

test('the source identity needs its permission, and stays through the chain', async () => {
  const bench = new Bench();
  const alice = bench.user('alice', []);
  const policy = [allow('sts:*')];
  const [first, second] = [bench.role('first', [ALL], { policy }), bench.role('second', [ALL])];
  const closed = bench.role('closed', [allow('sts:AssumeRole', ANY)]);
  await assert.rejects(bench.assume(alice, closed, { SourceIdentity: 'alice' }), {
    message: /is not authorized to perform: sts:SetSourceIdentity on resource: /,
  });
  const answer = await bench.assume(alice, first, { SourceIdentity: 'alice' });
  assert.equal(answer.SourceIdentity, 'alice');
  const one = bench.signIn(answer.Credentials);
  assert.ok(one);
  const chained = await bench.assume(one, second);
  assert.equal(chained.SourceIdentity, 'alice');
  assert.equal(bench.signIn(chained.Credentials)?.session?.sourceIdentity, 'alice');
  await assert.rejects(bench.assume(one, second, { SourceIdentity: 'bob' }), {
    code: 'ValidationError',
    message: 'The source identity is already set for this assume role session',
  });
  await assert.rejects(bench.assume(one, closed), { message: /sts:SetSourceIdentity/ });
});
