/** What is refused when a policy is written, with AWS's words. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { MalformedPolicyError, parsePolicy, type PolicyKind } from './parse.ts';
import { allow, type Doc, DOCS, text } from './policy.fixture.ts';

const SYNTAX = 'Syntax errors in policy.';
const LEGACY = 'The policy failed legacy parsing';
const ONE = '{"Effect":"Allow","Action":"sqs:*","Resource":"*"}';
const whole = (statement: string): string => `{"Version":"2012-10-17","Statement":${statement}}`;
const action = (name: string): string => text(allow(name));
const on = (arn: string): string => text(allow('sqs:*', arn));
const when = (condition: object): string => text(allow('sqs:*', '*', { Condition: condition }));
const trusts = (statement: object): string => text({ Effect: 'Allow', Action: 'sts:AssumeRole', ...statement });
const AWS = { AWS: '111122223333' };
const IAM_PATHS =
  'IAM resource path must either be "*" or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.';

// biome-ignore format: one line a case
const REFUSED: readonly [Doc, PolicyKind, document: string, message: string][] = [
  ['grammar', 'identity', '', SYNTAX],
  ['grammar', 'identity', 'no json', SYNTAX],
  ['grammar', 'identity', '[]', SYNTAX],
  ['grammar', 'identity', '"x"', SYNTAX],
  ['grammar', 'identity', '{}', SYNTAX],
  ['grammar', 'identity', `${whole(ONE)} x`, SYNTAX],
  ['grammar', 'identity', whole('[]'), SYNTAX],
  ['grammar', 'identity', whole('[1]'), SYNTAX],
  ['grammar', 'identity', whole(`[${ONE},]`), SYNTAX],
  ['grammar', 'identity', `{"Version":"2012-10-17","Version":"2012-10-17","Statement":${ONE}}`, SYNTAX],
  ['grammar', 'identity', whole('{"Effect":"Deny","Effect":"Allow","Action":"sqs:*","Resource":"*"}'), SYNTAX],
  ['grammar', 'identity', whole('{"Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"StringEquals":{"k":"a","k":"b"}}}'), SYNTAX],
  ['grammar', 'identity', `{"Version":"2012-10-17","Statement":${ONE},"Extra":1}`, SYNTAX],
  ['grammar', 'identity', `{"Version":"2012-10-17","Id":1,"Statement":${ONE}}`, SYNTAX],
  ['grammar', 'identity', whole('{"effect":"Allow","Action":"sqs:*","Resource":"*"}'), SYNTAX],
  ['grammar', 'identity', whole('{"Effect":"allow","Action":"sqs:*","Resource":"*"}'), SYNTAX],
  ['grammar', 'identity', whole('{"Action":"sqs:*","Resource":"*"}'), SYNTAX],
  ['grammar', 'identity', whole('{"Effect":"Allow","Action":["sqs:*",1],"Resource":"*"}'), SYNTAX],
  ['grammar', 'identity', whole('{"Effect":"Allow","Action":"sqs:*","NotAction":"iam:*","Resource":"*"}'), SYNTAX],
  ['grammar', 'identity', whole('{"Effect":"Allow","Action":"sqs:*","Resource":"*","NotResource":"*"}'), SYNTAX],
  ['grammar', 'identity', whole('{"Effect":"Allow","Action":"sqs:*","Resource":{"x":"*"}}'), SYNTAX],
  ['grammar', 'identity', whole('{"Sid":1,"Effect":"Allow","Action":"sqs:*","Resource":"*"}'), SYNTAX],
  ['grammar', 'identity', whole('{"__proto__":1,"Effect":"Allow","Action":"sqs:*","Resource":"*"}'), SYNTAX],
  ['grammar', 'identity', `${'['.repeat(1_000)}`, SYNTAX],
  ['grammar', 'identity', ' '.repeat(300_000), SYNTAX],
  ['version', 'identity', `{"Version":"2012-10-18","Statement":${ONE}}`, SYNTAX],
  ['version', 'identity', `{"Version":2012,"Statement":${ONE}}`, SYNTAX],
  ['condition', 'identity', when({ StringEqual: { k: 'v' } }), SYNTAX],
  ['condition', 'identity', when({ StringEquals: 'v' }), SYNTAX],
  ['condition', 'identity', when({ StringEquals: { k: null } }), SYNTAX],
  ['condition', 'identity', when({ StringEquals: { k: { x: 'y' } } }), SYNTAX],
  ['condition', 'identity', when({ StringEquals: { k: 'a', K: 'b' } }), SYNTAX],
  ['condition', 'identity', when({ StringEquals: { '': 'a' } }), SYNTAX],
  ['condition', 'identity', when({ NullIfExists: { k: 'true' } }), SYNTAX],
  ['condition', 'identity', when({ 'ForSomeValues:StringEquals': { k: 'v' } }), SYNTAX],
  ['operators', 'identity', when({ DateLessThan: { k: 'tomorrow' } }), LEGACY],
  ['operators', 'identity', when({ DateLessThan: { k: '2026-13-01' } }), LEGACY],
  ['operators', 'identity', when({ NumericEquals: { k: 'ten' } }), LEGACY],
  ['operators', 'identity', when({ IpAddress: { k: '10.0.0.0/33' } }), LEGACY],
  ['operators', 'identity', when({ IpAddress: { k: '10.0.0' } }), LEGACY],
  ['sid', 'identity', text({ Sid: 'A' , ...allow('sqs:*') }, { Sid: 'A', ...allow('sns:*') }), 'Statement IDs (SID) in a single policy must be unique.'],
  ['sid', 'identity', text({ Sid: 'a b', ...allow('sqs:*') }), 'Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*'],
  ['action', 'identity', whole('{"Effect":"Allow","Resource":"*"}'), 'Policy statement must contain actions.'],
  ['action', 'identity', whole('{"Effect":"Allow","Action":[],"Resource":"*"}'), 'Policy statement must contain actions.'],
  ['resource', 'identity', whole('{"Effect":"Allow","Action":"sqs:*"}'), 'Policy statement must contain resources.'],
  ['resource', 'identity', whole('{"Effect":"Allow","Action":"sqs:*","Resource":[]}'), 'Policy statement must contain resources.'],
  ['principal', 'identity', text(allow('sqs:*', '*', { Principal: '*' })), 'Policy document should not specify a principal.'],
  ['principal', 'identity', text(deny('sqs:*', { NotPrincipal: AWS })), 'Policy document should not specify a principal.'],
  ['action', 'identity', action('SendMessage'), 'Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.'],
  ['action', 'identity', action('sqs:a:b'), 'Actions/Condition can contain only one colon.'],
  ['action', 'identity', action('s q s:*'), 'Vendor s q s is not valid'],
  ['action', 'identity', action('s*s:*'), 'Vendor s*s is not valid'],
  ['resource', 'identity', on('queue'), 'Resource queue must be in ARN format or "*".'],
  ['resource', 'identity', on('arn'), 'Resource arn must be in ARN format or "*".'],
  ['resource', 'identity', on('arn:foo:sqs:r:1:q'), 'Partition "foo" is not valid for resource "arn:foo:sqs:r:1:q".'],
  ['resource', 'identity', on('arn:foo'), 'Partition "foo" is not valid for resource "arn:foo:*:*:*:*".'],
  ['resource', 'identity', on('arn:aws:s*s:r:1:q'), 'Resource vendor must be fully qualified and cannot contain regexes.'],
  ['resource', 'identity', on('arn:aws'), 'Resource vendor must be fully qualified and cannot contain regexes.'],
  ['resource', 'identity', on('arn:aws::r:1:q'), LEGACY],
  ['resource', 'identity', on('arn:aws:s3::x'), LEGACY],
  ['resource', 'identity', on('arn:aws:s3:us-east-1::b'), 'Resource arn:aws:s3:us-east-1::b can not contain region information.'],
  ['resource', 'identity', on('arn:aws:iam:us-east-1:1:user/x'), 'IAM resource arn:aws:iam:us-east-1:1:user/x cannot contain region information.'],
  ['resource', 'identity', on('arn:aws:iam::1:users/x'), IAM_PATHS],
  ['trust', 'trust', 'no json', 'This policy contains invalid Json'],
  ['trust', 'trust', `{"Version":"2012","Statement":${ONE}}`, 'The policy must contain a valid version string'],
  ['trust', 'trust', whole('[]'), 'Could not parse the policy: Statement is empty!'],
  ['trust', 'trust', trusts({}), 'Missing required field Principal'],
  ['trust', 'trust', trusts({ Principal: {} }), 'Missing required field Principal cannot be empty!'],
  ['trust', 'trust', trusts({ Principal: AWS, Effect: undefined }), 'Missing required field Effect'],
  ['trust', 'trust', trusts({ Principal: AWS, Effect: 'Maybe' }), 'Invalid effect: Maybe'],
  ['trust', 'trust', trusts({ Principal: AWS, Action: undefined }), 'Missing required field Action'],
  ['trust', 'trust', trusts({ Principal: AWS, Action: 's3:GetObject' }), 'AssumeRole policy may only specify STS AssumeRole actions.'],
  ['trust', 'trust', trusts({ Principal: AWS, Action: '*' }), 'AssumeRole policy may only specify STS AssumeRole actions.'],
  ['trust', 'trust', trusts({ Principal: AWS, Resource: '*' }), 'Has prohibited field Resource'],
  ['trust', 'trust', trusts({ Principal: AWS, NotResource: '*' }), 'AssumeRole policy must not contain resources.'],
  ['trust', 'trust', trusts({ NotPrincipal: AWS }), 'Allow with NotPrincipal is not allowed.'],
  ['trust', 'trust', trusts({ NotPrincipal: AWS, Effect: 'Deny' }), 'AssumeRole policy must not contain NotPrincipal field.'],
  ['trust', 'trust', trusts({ Principal: { Aws: '1' } }), 'Invalid principal in policy: "Aws"'],
  ['trust', 'trust', trusts({ Principal: { AWS: 'alice' } }), 'Invalid principal in policy: "AWS":"alice"'],
  ['trust', 'trust', trusts({ Principal: { AWS: 'arn:aws:iam::111122223333:user/*' } }), 'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:user/*"'],
  ['trust', 'trust', trusts({ Principal: { AWS: 'arn:aws:iam::111122223333:group/g' } }), 'Invalid principal in policy: "AWS":"arn:aws:iam::111122223333:group/g"'],
  ['trust', 'trust', trusts({ Principal: { Service: 'lambda' } }), 'Invalid principal in policy: "SERVICE":"lambda"'],
  ['trust', 'trust', trusts({ Principal: { Service: '*' } }), 'Invalid principal in policy: "SERVICE":"*"'],
  ['trust', 'trust', trusts({ Principal: { CanonicalUser: 'a'.repeat(64) } }), 'Invalid principal in policy: "CanonicalUser"'],
  ['trust', 'trust', trusts({ Principal: AWS, Condition: { Equal: {} } }), 'Syntax error in policy.'],
  ['principal', 'resource', text(allow('sqs:*')), 'Missing required field Principal'],
  ['principal', 'resource', text(allow('sqs:*', '*', { Principal: 'x' })), SYNTAX],
  ['notPrincipal', 'resource', text(allow('sqs:*', '*', { NotPrincipal: AWS })), 'Allow with NotPrincipal is not allowed.'],
];

// biome-ignore format: one line a case
const ACCEPTED: readonly [Doc, PolicyKind, document: string][] = [
  ['grammar', 'identity', whole(ONE)],
  ['grammar', 'identity', `{"Statement":[${ONE}]}`],
  ['grammar', 'identity', `{"Version":"2008-10-17","Id":"x","Statement":[${ONE}]}`],
  ['grammar', 'identity', ` \n\t${whole(ONE)}\r\n`],
  ['grammar', 'identity', whole('{"Sid":"","Effect":"Allow","Action":"sqs:*","Resource":"*"}')],
  ['grammar', 'identity', whole('{"Effect":"Allow","NotAction":"iam:*","NotResource":"arn:aws:sqs:*:*:q"}')],
  ['condition', 'identity', when({})],
  ['condition', 'identity', when({ 'ForAnyValue:StringLikeIfExists': { k: ['a', 'b'] }, Bool: { b: true }, NumericEquals: { n: 5 } })],
  ['action', 'identity', action('*')],
  ['action', 'identity', action('*:*')],
  ['resource', 'identity', on('arn:*:sqs:*:*:*')],
  ['resource', 'identity', on('arn:aws:s3:us-east-1:111122223333:accesspoint/p')],
  ['resource', 'identity', on('arn:aws:iam::*:*')],
  ['trust', 'trust', trusts({ Principal: { Service: 'lambda.amazonaws.com' } })],
  ['trust', 'trust', trusts({ Principal: { Service: ['lambda.amazonaws.com', 'edgelambda.amazonaws.com'] } })],
  ['trust', 'trust', trusts({ Principal: { AWS: ['arn:aws:iam::111122223333:root', '111122223333', 'arn:aws:sts::111122223333:assumed-role/r/s'] } })],
  ['trust', 'trust', trusts({ Principal: '*', Action: ['sts:AssumeRole', 'sts:TagSession'] })],
  ['trust', 'trust', trusts({ Principal: { AWS: 'AIDAALICEALICEALICE2' } })],
  ['trust', 'trust', trusts({ Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com' }, Action: 'sts:AssumeRoleWithWebIdentity' })],
  ['principal', 'resource', text(allow('sqs:*', '*', { Sid: 'with spaces - and dashes', Principal: '*' }))],
  ['notPrincipal', 'resource', text(deny('sqs:*', { NotPrincipal: AWS }))],
];

function deny(name: string, rest: object): object {
  return { ...allow(name), Effect: 'Deny', ...rest };
}

suite('refused', () => {
  for (const [doc, kind, document, message] of REFUSED) {
    test(`${kind}: ${document.slice(0, 120)} (${DOCS[doc]})`, () => {
      assert.throws(() => parsePolicy(document, kind), new MalformedPolicyError(message));
    });
  }
  test('the older version, for managed policies', () => {
    const words = 'Policy document must be version 2012-10-17 or greater.';
    const old = `{"Statement":${ONE}}`;
    assert.throws(() => parsePolicy(old, 'identity', { version2012: true }), new MalformedPolicyError(words));
    parsePolicy(whole(ONE), 'identity', { version2012: true });
  });
});

suite('accepted', () => {
  for (const [doc, kind, document] of ACCEPTED) {
    test(`${kind}: ${document.slice(0, 120)} (${DOCS[doc]})`, () => {
      assert(parsePolicy(document, kind).statements.length > 0);
    });
  }
});
