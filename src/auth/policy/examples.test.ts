/** Policies as AWS's documentation prints them, each with requests that they are meant for and requests that they are not. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ACCOUNT, ALICE, LAMBDA, NOW_MS, OTHER_ACCOUNT, SESSION } from '../auth.fixture.ts';
import type { Principal } from '../principal.ts';
import { evaluate } from './evaluate.ts';
import { parsePolicy } from './parse.ts';
import type { AuthorizationRequest, CompiledPolicy } from './policy.ts';
import { allow, deny, text } from './policy.fixture.ts';

const GUIDE = 'https://docs.aws.amazon.com/IAM/latest/UserGuide';

interface Example {
  readonly page: string;
  /** Of the caller; one that allows everything where only the resource's is shown. */
  readonly identity?: string;
  readonly resource?: string;
  readonly trust?: string;
  readonly boundary?: string;
  readonly requests: readonly (readonly [what: string, Partial<AuthorizationRequest>, allowed: boolean])[];
}

const on = (Condition: object): object => ({ Condition });
const withMfa = (age = 60): Principal => ({
  ...ALICE,
  session: { issuedAtMs: NOW_MS - age * 1000, expiresAtMs: NOW_MS + 1000, mfaAuthenticated: true },
});
const withoutMfa: Principal = { ...withMfa(), session: { issuedAtMs: 0, expiresAtMs: 0, mfaAuthenticated: false } };
const stop = 'ec2:StopInstances';
const instance = `arn:aws:ec2:us-east-1:${ACCOUNT}:instance/i-1`;
const object = (key: string): string => `arn:aws:s3:::amzn-s3-demo-bucket/${key}`;
const GITHUB = 'token.actions.githubusercontent.com';
const PROVIDER = `arn:aws:iam::${ACCOUNT}:oidc-provider/${GITHUB}`;
const web = (provider = PROVIDER): Principal => ({
  kind: 'web-identity',
  accountId: '',
  arn: '',
  userId: 'repo:octo-org/octo-repo:ref:refs/heads/octo-branch',
  provider,
  tags: {},
});
const federated = (by: boolean): Principal => ({
  kind: 'federated-user',
  accountId: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:federated-user/bob`,
  userId: `${ACCOUNT}:bob`,
  tags: {},
  session: {
    issuedAtMs: NOW_MS,
    expiresAtMs: NOW_MS + 1000,
    mfaAuthenticated: false,
    ...(by && { federatedBy: { name: 'alice', arn: ALICE.arn, uniqueId: ALICE.userId } }),
  },
});

// biome-ignore format: one line a case
const EXAMPLES: Readonly<Record<string, Example>> = {
  'MFA for everything but its own set-up': {
    page: `${GUIDE}/reference_policies_examples_aws_my-sec-creds-self-manage-mfa-only.html`,
    identity: text(allow('*'), { Sid: 'DenyAllExceptListedIfNoMFA', Effect: 'Deny', NotAction: ['iam:EnableMFADevice', 'iam:ListMFADevices', 'sts:GetSessionToken'], Resource: '*', Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } } }),
    requests: [
      ['with a long-term key', { action: 's3:ListBucket' }, false],
      ['in a session without a code', { action: 's3:ListBucket', principal: withoutMfa }, false],
      ['in a session with a code', { action: 's3:ListBucket', principal: withMfa() }, true],
      ['enabling a device', { action: 'iam:EnableMFADevice' }, true],
      ['asking for a session', { action: 'sts:GetSessionToken', principal: withoutMfa }, true],
      ['a code given with this very request', { action: 's3:ListBucket', context: { 'aws:MultiFactorAuthPresent': 'true' } }, true],
    ],
  },
  'MFA no older than an hour': {
    page: `${GUIDE}/id_credentials_mfa_configure-api-require.html`,
    identity: text(allow(stop, '*', on({ NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }))),
    requests: [
      ['a minute ago', { action: stop, principal: withMfa(), context: { 'aws:MultiFactorAuthAge': '60' } }, true],
      ['an hour ago', { action: stop, principal: withMfa(), context: { 'aws:MultiFactorAuthAge': '3600' } }, false],
      ['never', { action: stop }, false],
      ['another action', { action: 'ec2:RunInstances', context: { 'aws:MultiFactorAuthAge': '60' } }, false],
    ],
  },
  'a role for GitHub Actions': {
    page: `${GUIDE}/id_roles_create_for-idp_oidc.html`,
    trust: text({ Effect: 'Allow', Principal: { Federated: PROVIDER }, Action: 'sts:AssumeRoleWithWebIdentity', Condition: { StringEquals: { [`${GITHUB}:aud`]: 'sts.amazonaws.com', [`${GITHUB}:sub`]: 'repo:octo-org/octo-repo:ref:refs/heads/octo-branch' } } }),
    requests: [
      ['the branch that is named', { principal: web(), context: { [`${GITHUB}:aud`]: 'sts.amazonaws.com', [`${GITHUB}:sub`]: 'repo:octo-org/octo-repo:ref:refs/heads/octo-branch' } }, true],
      ['another branch', { principal: web(), context: { [`${GITHUB}:aud`]: 'sts.amazonaws.com', [`${GITHUB}:sub`]: 'repo:octo-org/octo-repo:ref:refs/heads/main' } }, false],
      ['another audience', { principal: web(), context: { [`${GITHUB}:aud`]: 'other', [`${GITHUB}:sub`]: 'repo:octo-org/octo-repo:ref:refs/heads/octo-branch' } }, false],
      ['without claims', { principal: web() }, false],
      ['another provider', { principal: web(`arn:aws:iam::${ACCOUNT}:oidc-provider/example.com`), context: { [`${GITHUB}:aud`]: 'sts.amazonaws.com', [`${GITHUB}:sub`]: 'repo:octo-org/octo-repo:ref:refs/heads/octo-branch' } }, false],
      ['the provider of another account', { principal: web(`arn:aws:iam::${OTHER_ACCOUNT}:oidc-provider/${GITHUB}`), context: { [`${GITHUB}:aud`]: 'sts.amazonaws.com', [`${GITHUB}:sub`]: 'repo:octo-org/octo-repo:ref:refs/heads/octo-branch' } }, false],
      ['a user of the account', { context: { [`${GITHUB}:aud`]: 'sts.amazonaws.com', [`${GITHUB}:sub`]: 'repo:octo-org/octo-repo:ref:refs/heads/octo-branch' } }, false],
      ['the action of users', { principal: web(), action: 'sts:AssumeRole', context: { [`${GITHUB}:aud`]: 'sts.amazonaws.com', [`${GITHUB}:sub`]: 'repo:octo-org/octo-repo:ref:refs/heads/octo-branch' } }, false],
    ],
  },
  'a trust that names the provider by aws:FederatedProvider': {
    page: `${GUIDE}/reference_policies_condition-keys.html`,
    trust: text({ Effect: 'Allow', Principal: { AWS: '*' }, Action: 'sts:AssumeRoleWithWebIdentity', Condition: { StringEquals: { 'aws:FederatedProvider': PROVIDER } } }),
    requests: [
      ['the provider', { principal: web() }, true],
      ['another', { principal: web('arn:aws:iam::111122223333:oidc-provider/example.com') }, false],
      ['a service cannot be told that it is one', { principal: LAMBDA, context: { 'aws:FederatedProvider': PROVIDER } }, false],
    ],
  },
  'a federated user': {
    page: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_GetFederationToken.html',
    identity: text(),
    resource: text(allow('sqs:SendMessage', '*', { Principal: { AWS: `arn:aws:sts::${ACCOUNT}:federated-user/bob` } }), allow('sqs:ReceiveMessage', '*', { Principal: { AWS: ALICE.arn } })),
    requests: [
      ['is named itself', { principal: federated(true) }, true],
      ['by its user, whose session policies limit it', { principal: federated(true), action: 'sqs:ReceiveMessage' }, true],
      ['that another made', { principal: federated(false), action: 'sqs:ReceiveMessage' }, false],
      ['its user is not it', { action: 'sqs:SendMessage' }, false],
    ],
  },
  'addresses that are not the company’s': {
    page: `${GUIDE}/reference_policies_examples_aws_deny-ip.html`,
    identity: text(allow('*'), deny('*', '*', on({ NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] }, Bool: { 'aws:ViaAWSService': 'false' } }))),
    requests: [
      ['inside the first network', { context: { 'aws:SourceIp': '192.0.2.77', 'aws:ViaAWSService': 'false' } }, true],
      ['inside the second network', { context: { 'aws:SourceIp': '203.0.113.1', 'aws:ViaAWSService': 'false' } }, true],
      ['outside', { context: { 'aws:SourceIp': '198.51.100.1', 'aws:ViaAWSService': 'false' } }, false],
      ['outside, by a service', { context: { 'aws:SourceIp': '198.51.100.1', 'aws:ViaAWSService': 'true' } }, true],
      ['an IPv6 address', { context: { 'aws:SourceIp': '2001:db8::1', 'aws:ViaAWSService': 'false' } }, false],
    ],
  },
  'regions that are not approved': {
    page: `${GUIDE}/reference_policies_examples_aws_deny-requested-region.html`,
    identity: text(allow('*'), { Effect: 'Deny', NotAction: ['cloudfront:*', 'iam:*', 'route53:*', 'support:*'], Resource: '*', Condition: { StringNotEquals: { 'aws:RequestedRegion': ['eu-central-1', 'eu-west-1', 'eu-west-3'] } } }),
    requests: [
      ['an approved one', { action: stop, context: { 'aws:RequestedRegion': 'eu-west-1' } }, true],
      ['another one', { action: stop, context: { 'aws:RequestedRegion': 'us-east-1' } }, false],
      ['a global service', { action: 'iam:ListUsers', context: { 'aws:RequestedRegion': 'us-east-1' } }, true],
      ['no region at all', { action: stop }, false],
    ],
  },
  'between two dates': {
    page: `${GUIDE}/reference_policies_examples_aws-dates.html`,
    identity: text(allow('service-prefix:action-name', '*', on({ DateGreaterThan: { 'aws:CurrentTime': '2020-04-01T00:00:00Z' }, DateLessThan: { 'aws:CurrentTime': '2020-06-30T23:59:59Z' } }))),
    requests: [
      ['before', { action: 'service-prefix:action-name', context: { 'aws:CurrentTime': '2020-03-31T23:59:59Z' } }, false],
      ['at the first instant, which does not count', { action: 'service-prefix:action-name', context: { 'aws:CurrentTime': '2020-04-01T00:00:00Z' } }, false],
      ['within', { action: 'service-prefix:action-name', context: { 'aws:CurrentTime': '2020-05-01T12:00:00Z' } }, true],
      ['within, in another zone', { action: 'service-prefix:action-name', context: { 'aws:CurrentTime': '2020-05-01T12:00:00+02:00' } }, true],
      ['after', { action: 'service-prefix:action-name', context: { 'aws:CurrentTime': '2020-07-01T00:00:00Z' } }, false],
    ],
  },
  'instances of the owner': {
    page: `${GUIDE}/reference_policies_examples_ec2_tag-owner.html`,
    identity: text(allow(['ec2:StartInstances', stop], `arn:aws:ec2:*:*:instance/*`, on({ StringEquals: { 'aws:ResourceTag/Owner': '${aws:username}' } })), allow('ec2:DescribeInstances')),
    requests: [
      ['its own', { action: stop, resource: instance, context: { 'aws:ResourceTag/Owner': 'alice' } }, true],
      ['of somebody else', { action: stop, resource: instance, context: { 'aws:ResourceTag/Owner': 'bob' } }, false],
      ['of nobody', { action: stop, resource: instance }, false],
      ['described', { action: 'ec2:DescribeInstances', resource: '*' }, true],
      ['by a role, which has no user name', { action: stop, resource: instance, principal: SESSION, context: { 'aws:ResourceTag/Owner': 'alice' } }, false],
      ['a user cannot be told another name', { action: stop, resource: instance, context: { 'aws:ResourceTag/Owner': 'bob', 'aws:username': 'bob' } }, false],
    ],
  },
  'tags of the caller and of the resource alike': {
    page: `${GUIDE}/tutorial_attribute-based-access-control.html`,
    identity: text(allow('secretsmanager:*', '*', on({ StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } }))),
    requests: [
      ['the same team', { action: 'secretsmanager:GetSecretValue', context: { 'aws:ResourceTag/team': 'blue' } }, true],
      ['another team', { action: 'secretsmanager:GetSecretValue', context: { 'aws:ResourceTag/team': 'red' } }, false],
      ['a resource without it', { action: 'secretsmanager:GetSecretValue' }, false],
      ['a caller without it', { action: 'secretsmanager:GetSecretValue', principal: { ...ALICE, tags: {} }, context: { 'aws:ResourceTag/team': 'blue' } }, false],
      ['the caller’s tag is not the request’s to say', { action: 'secretsmanager:GetSecretValue', context: { 'aws:ResourceTag/team': 'red', 'aws:PrincipalTag/team': 'red' } }, false],
    ],
  },
  'only these tag keys': {
    page: `${GUIDE}/access_tags.html`,
    identity: text(allow('ec2:CreateTags', '*', on({ StringEquals: { 'aws:RequestTag/environment': ['preprod', 'production'] }, 'ForAllValues:StringEquals': { 'aws:TagKeys': 'environment' } }))),
    requests: [
      ['that one', { action: 'ec2:CreateTags', context: { 'aws:RequestTag/environment': 'preprod', 'aws:TagKeys': ['environment'] } }, true],
      ['that one with a value that is not listed', { action: 'ec2:CreateTags', context: { 'aws:RequestTag/environment': 'test', 'aws:TagKeys': ['environment'] } }, false],
      ['with another', { action: 'ec2:CreateTags', context: { 'aws:RequestTag/environment': 'preprod', 'aws:TagKeys': ['environment', 'cost'] } }, false],
      ['none', { action: 'ec2:CreateTags' }, false],
    ],
  },
  'a home in a bucket': {
    page: `${GUIDE}/reference_policies_examples_s3_home-directory-console.html`,
    identity: text(allow('s3:ListBucket', 'arn:aws:s3:::amzn-s3-demo-bucket', on({ StringLike: { 's3:prefix': ['', 'home/', 'home/${aws:username}/*'] } })), allow('s3:*', ['arn:aws:s3:::amzn-s3-demo-bucket/home/${aws:username}', 'arn:aws:s3:::amzn-s3-demo-bucket/home/${aws:username}/*'])),
    requests: [
      ['an object of its own', { action: 's3:PutObject', resource: object('home/alice/a') }, true],
      ['an object of another', { action: 's3:GetObject', resource: object('home/bob/a') }, false],
      ['an object of one whose name begins alike', { action: 's3:GetObject', resource: object('home/alice2/a') }, false],
      ['listing its own', { action: 's3:ListBucket', resource: 'arn:aws:s3:::amzn-s3-demo-bucket', context: { 's3:prefix': 'home/alice/x' } }, true],
      ['listing the top', { action: 's3:ListBucket', resource: 'arn:aws:s3:::amzn-s3-demo-bucket', context: { 's3:prefix': '' } }, true],
      ['listing another', { action: 's3:ListBucket', resource: 'arn:aws:s3:::amzn-s3-demo-bucket', context: { 's3:prefix': 'home/bob/x' } }, false],
      ['another bucket', { action: 's3:PutObject', resource: 'arn:aws:s3:::other/home/alice/a' }, false],
    ],
  },
  'a service for one source only': {
    page: `${GUIDE}/confused-deputy.html`,
    resource: text(allow('sqs:SendMessage', '*', { Principal: { Service: 'lambda.amazonaws.com' }, ...on({ ArnLike: { 'aws:SourceArn': `arn:aws:lambda:*:${ACCOUNT}:function:*` }, StringEquals: { 'aws:SourceAccount': ACCOUNT } }) })),
    requests: [
      ['that source', { principal: LAMBDA, context: { 'aws:SourceArn': `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`, 'aws:SourceAccount': ACCOUNT } }, true],
      ['another account’s', { principal: LAMBDA, context: { 'aws:SourceArn': `arn:aws:lambda:us-east-1:${OTHER_ACCOUNT}:function:f`, 'aws:SourceAccount': OTHER_ACCOUNT } }, false],
      ['no source', { principal: LAMBDA }, false],
      ['another service', { principal: { ...LAMBDA, service: 's3.amazonaws.com' }, context: { 'aws:SourceArn': `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`, 'aws:SourceAccount': ACCOUNT } }, false],
    ],
  },
  'only over TLS': {
    page: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html',
    resource: text(deny('s3:*', ['arn:aws:s3:::amzn-s3-demo-bucket', 'arn:aws:s3:::amzn-s3-demo-bucket/*'], { Principal: '*', ...on({ Bool: { 'aws:SecureTransport': 'false' } }) })),
    requests: [
      ['over TLS', { action: 's3:GetObject', resource: object('a'), context: { 'aws:SecureTransport': 'true' } }, true],
      ['in plain', { action: 's3:GetObject', resource: object('a'), context: { 'aws:SecureTransport': 'false' } }, false],
      ['the bucket itself in plain', { action: 's3:ListBucket', resource: 'arn:aws:s3:::amzn-s3-demo-bucket', context: { 'aws:SecureTransport': 'false' } }, false],
    ],
  },
  'users are made with a boundary only': {
    page: `${GUIDE}/access_policies_boundaries.html`,
    identity: text(allow('iam:CreateUser', '*', on({ StringEquals: { 'iam:PermissionsBoundary': `arn:aws:iam::${ACCOUNT}:policy/XCompanyBoundaries` } }))),
    boundary: text(allow(['iam:*', 's3:*']), deny('iam:DeleteUserPermissionsBoundary')),
    requests: [
      ['with it', { action: 'iam:CreateUser', context: { 'iam:PermissionsBoundary': `arn:aws:iam::${ACCOUNT}:policy/XCompanyBoundaries` } }, true],
      ['with another', { action: 'iam:CreateUser', context: { 'iam:PermissionsBoundary': `arn:aws:iam::${ACCOUNT}:policy/Other` } }, false],
      ['without', { action: 'iam:CreateUser' }, false],
      ['what the boundary alone allows', { action: 's3:GetObject' }, false],
      ['what the boundary denies', { action: 'iam:DeleteUserPermissionsBoundary' }, false],
    ],
  },
  'sessions that were made before': {
    page: `${GUIDE}/id_roles_use_revoke-sessions.html`,
    identity: text(allow('*'), deny('*', '*', on({ DateLessThan: { 'aws:TokenIssueTime': new Date(NOW_MS - 30_000).toISOString() } }))),
    requests: [
      ['an older session', { principal: SESSION }, false],
      ['a newer session', { principal: { ...SESSION, session: { issuedAtMs: NOW_MS, expiresAtMs: NOW_MS + 1000, mfaAuthenticated: false } } }, true],
      ['a long-term key', {}, true],
    ],
  },
};

const ANYTHING = parsePolicy(text(allow('*')), 'identity');

for (const [name, example] of Object.entries(EXAMPLES)) {
  suite(`${name} (${example.page})`, () => {
    const policy = (
      document: string | undefined,
      kind: 'identity' | 'resource' | 'trust',
    ): CompiledPolicy | undefined => (document === undefined ? undefined : parseOrNone(document, kind));
    const identity = policy(example.identity, 'identity') ?? (example.trust ? { statements: [] } : ANYTHING);
    const boundary = policy(example.boundary, 'identity');
    const resourcePolicy = policy(example.trust, 'trust') ?? policy(example.resource, 'resource');
    for (const [what, changes, allowed] of example.requests) {
      test(what, () => {
        const action = example.trust ? 'sts:AssumeRoleWithWebIdentity' : 'sqs:SendMessage';
        const outcome = evaluate(
          {
            principal: ALICE,
            action,
            resource: '*',
            context: {},
            ...changes,
            ...(resourcePolicy && { resourcePolicy }),
            ...(example.trust !== undefined && { resourcePolicyRequired: true }),
          },
          {
            identity: [{ origin: { type: 'identity-based' }, policy: identity }],
            ...(boundary && { boundary: { origin: { type: 'permissions boundary' }, policy: boundary } }),
          },
        );
        assert.equal(outcome.allowed, allowed);
      });
    }
  });
}

/** A policy without statements stands for none. */
function parseOrNone(document: string, kind: 'identity' | 'resource' | 'trust'): CompiledPolicy {
  return document === text() ? { statements: [] } : parsePolicy(document, kind);
}
