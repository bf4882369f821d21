/** Web identities over the wire: the official SDK without keys, a real issuer over TLS, IAM's providers and roles. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  CreateOpenIDConnectProviderCommand,
  CreateRoleCommand,
  DeleteOpenIDConnectProviderCommand,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { ACCOUNT, type Cloud, openTestCloud } from './cloud.fixture.ts';

const RoleArn = `arn:aws:iam::${ACCOUNT}:role/ci`;

async function prepared(condition: Record<string, unknown> = {}): Promise<Cloud> {
  const cloud = await openTestCloud();
  const iam = cloud.iam();
  const { OpenIDConnectProviderArn: Federated } = await iam.send(
    new CreateOpenIDConnectProviderCommand({ Url: cloud.issuer.url, ClientIDList: ['client', 'other-client'] }),
  );
  const host = cloud.issuer.url.replace('https://', '');
  const Condition = Object.fromEntries(
    Object.entries({ 'StringEquals.aud': 'client', 'StringLike.sub': 'repo:*', ...condition }).map(([name, value]) => {
      const [operator = '', key = ''] = name.split('.');
      return [operator, { [`${host}:${key}`]: value }];
    }),
  );
  const Action = ['sts:AssumeRoleWithWebIdentity', 'sts:TagSession'];
  const Statement = [{ Effect: 'Allow', Principal: { Federated }, Action, Condition }];
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new CreateRoleCommand({ RoleName: 'ci', AssumeRolePolicyDocument }));
  return cloud;
}

function assume(cloud: Cloud, WebIdentityToken: string, role = RoleArn) {
  // The keys are wrong on purpose: the operation is not signed.
  const client = cloud.sts({ accessKeyId: 'AKIAX', secretAccessKey: 'x' });
  return client.send(new AssumeRoleWithWebIdentityCommand({ RoleArn: role, RoleSessionName: 'job', WebIdentityToken }));
}

const words = (name: string, message: string | RegExp) => ({ name, message });

test('a token of a known issuer assumes the role that trusts it', async () => {
  await using cloud = await prepared();
  const answer = await assume(cloud, await cloud.issuer.token({}, cloud.clock.nowMs()));
  const provider = `arn:aws:iam::${ACCOUNT}:oidc-provider/${cloud.issuer.url.replace('https://', '')}`;
  assert.equal(answer.SubjectFromWebIdentityToken, 'repo:x');
  assert.equal(answer.Audience, 'client');
  assert.equal(answer.Provider, provider);
  const keys = {
    accessKeyId: answer.Credentials?.AccessKeyId ?? '',
    secretAccessKey: answer.Credentials?.SecretAccessKey ?? '',
    sessionToken: answer.Credentials?.SessionToken ?? '',
  };
  const caller = await cloud.sts(keys).send(new GetCallerIdentityCommand({}));
  assert.equal(caller.Arn, `arn:aws:sts::${ACCOUNT}:assumed-role/ci/job`);
});

test('tokens that are refused, in AWS’s words', async () => {
  await using cloud = await prepared();
  const { issuer, clock } = cloud;
  const now = clock.nowMs();
  const seconds = Math.floor(now / 1000);
  const denied = words('AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  const good = await issuer.token({}, now);
  await assert.rejects(assume(cloud, await issuer.token({ sub: 'other:x' }, now)), denied);
  await assert.rejects(assume(cloud, await issuer.token({ aud: 'other-client' }, now)), denied);
  await assert.rejects(assume(cloud, good, `${RoleArn}-missing`), denied);
  const wrongAudience = words('InvalidIdentityTokenException', 'Incorrect token audience');
  await assert.rejects(assume(cloud, await issuer.token({ aud: 'nobody' }, now)), wrongAudience);
  await assert.rejects(assume(cloud, await issuer.token({ azp: 'nobody' }, now)), wrongAudience);
  const old = await issuer.token({ iat: seconds - 600, exp: seconds - 300 }, now);
  await assert.rejects(
    assume(cloud, old),
    words(
      'ExpiredTokenException',
      `Token expired: current date/time ${seconds} must be before the expiration date/time ${seconds - 300}`,
    ),
  );
  const [header, payload, signature = ''] = good.split('.');
  const forged = [header, payload, signature.replace(/^./, (first) => (first === 'A' ? 'B' : 'A'))].join('.');
  await assert.rejects(assume(cloud, forged), words('InvalidIdentityTokenException', 'JWT signature is invalid'));
  const none = [Buffer.from('{"alg":"none"}').toString('base64url'), payload, ''].join('.');
  await assert.rejects(assume(cloud, none), { name: 'InvalidIdentityTokenException' });
  const hmac = [Buffer.from('{"alg":"HS256","kid":"first"}').toString('base64url'), payload, signature].join('.');
  await assert.rejects(assume(cloud, hmac), { name: 'InvalidIdentityTokenException' });
  const noToken = words('InvalidIdentityTokenException', /^The ID Token provided is not a valid JWT\./);
  await assert.rejects(assume(cloud, 'not-a-token'), noToken);
  const stranger = await issuer.token({ iss: 'https://example.com' }, now);
  await assert.rejects(
    assume(cloud, stranger),
    words('InvalidIdentityTokenException', 'No OpenIDConnect provider found in your account for https://example.com'),
  );
  const other = `arn:aws:iam::111111111111:role/ci`;
  await assert.rejects(
    assume(cloud, good, other),
    words('InvalidIdentityTokenException', /^No OpenIDConnect provider found/),
  );
  const OpenIDConnectProviderArn = `arn:aws:iam::${ACCOUNT}:oidc-provider/${issuer.url.replace('https://', '')}`;
  await cloud.iam().send(new DeleteOpenIDConnectProviderCommand({ OpenIDConnectProviderArn }));
  await assert.rejects(assume(cloud, good), words('InvalidIdentityTokenException', /^No OpenIDConnect provider found/));
});

test('keys are held, fetched again for a new one, and an issuer that is down says so', async () => {
  await using cloud = await prepared();
  const { issuer, clock } = cloud;
  const token = () => issuer.token({}, clock.nowMs());
  issuer.setUp(false);
  await assert.rejects(assume(cloud, await token()), { name: 'IDPCommunicationErrorException' });
  const failed = issuer.fetches();
  await assert.rejects(assume(cloud, await token()), { name: 'IDPCommunicationErrorException' });
  assert.equal(issuer.fetches(), failed);
  issuer.setUp(true);
  clock.advance(10_000);
  await assume(cloud, await token());
  const once = issuer.fetches();
  await assume(cloud, await token());
  assert.equal(issuer.fetches(), once);
  await issuer.rotate();
  await assert.rejects(assume(cloud, await token()), {
    name: 'InvalidIdentityTokenException',
    message: /^Couldn't retrieve verification key from your identity provider/,
  });
  assert.equal(issuer.fetches(), once);
  clock.advance(60_000);
  await assume(cloud, await token());
});

test('tags in a token are session tags', async () => {
  await using cloud = await prepared();
  const iam = cloud.iam();
  const Statement = [
    {
      Effect: 'Allow',
      Action: 'iam:ListAccountAliases',
      Resource: '*',
      Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } },
    },
  ];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'ci', PolicyName: 'p', PolicyDocument }));
  const tags = { principal_tags: { team: ['blue'] }, transitive_tag_keys: ['team'] };
  const claims = { 'https://aws.amazon.com/tags': tags };
  const { PackedPolicySize } = await assume(cloud, await cloud.issuer.token(claims, cloud.clock.nowMs()));
  assert.ok((PackedPolicySize ?? 0) > 0);
  const wrong = { 'https://aws.amazon.com/tags': { principal_tags: { team: 7 } } };
  await assert.rejects(assume(cloud, await cloud.issuer.token(wrong, cloud.clock.nowMs())), {
    name: 'InvalidIdentityTokenException',
  });
});

test('nothing else is served without a signature', async () => {
  await using cloud = await openTestCloud();
  const post = async (body: string): Promise<string> => {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const response = await fetch(cloud.endpoint, { method: 'POST', headers, body });
    return `${response.status} ${/<Code>(.*)<\/Code>/.exec(await response.text())?.[1]}`;
  };
  assert.equal(await post('Action=GetCallerIdentity&Version=2011-06-15'), '403 MissingAuthenticationToken');
  assert.equal(await post('Action=ListUsers&Version=2010-05-08'), '403 MissingAuthenticationToken');
  assert.equal(await post('nonsense'), '403 MissingAuthenticationToken');
  assert.equal(await post('Action=AssumeRoleWithWebIdentity&Version=2011-06-15'), '400 ValidationError');
  assert.equal(
    await post(`Action=AssumeRoleWithWebIdentity&x=${'x'.repeat(200_000)}`),
    '413 RequestEntityTooLargeException',
  );
});
