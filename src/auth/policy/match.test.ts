/** Wildcards in actions and resources, policy variables, and that no pattern takes long. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ALICE } from '../auth.fixture.ts';
import { compileGlob, tokenize } from './match.ts';
import { parsePolicy } from './parse.ts';
import type { ConditionContext } from './policy.ts';
import { applies, ask, type Doc, DOCS } from './policy.fixture.ts';

// biome-ignore format: one line a case
const ACTIONS: readonly [Doc, pattern: string, action: string, boolean][] = [
  ['action', 'sqs:SendMessage', 'sqs:SendMessage', true],
  ['action', 'SQS:sendmessage', 'sqs:SendMessage', true],
  ['action', 'sqs:SendMessage', 'sqs:SendMessageBatch', false],
  ['action', 'sqs:*', 'sqs:SendMessage', true],
  ['action', 'sqs:*', 'sns:Publish', false],
  ['action', '*', 'sns:Publish', true],
  ['action', '*:*', 'sns:Publish', true],
  ['action', 'iam:*AccessKey*', 'iam:CreateAccessKey', true],
  ['action', 'iam:*AccessKey*', 'iam:ListAccessKeys', true],
  ['action', 'iam:*accesskey*', 'iam:UpdateAccessKey', true],
  ['action', 'iam:*AccessKey*', 'iam:CreateUser', false],
  ['action', 's3:Get?bject', 's3:GetObject', true],
  ['action', 's3:Get?bject', 's3:Getbject', false],
  ['action', 's3:Get*Object', 's3:GetObject', true],
  ['action', 's3:*Get*', 's3:GetObjectGetObject', true],
];

// biome-ignore format: one line a case
const RESOURCES: readonly [Doc, pattern: string, resource: string, boolean][] = [
  ['resource', '*', 'arn:aws:sqs:us-east-1:1:q', true],
  ['resource', '*', '*', true],
  ['resource', 'arn:aws:sqs:us-east-1:1:q', '*', false],
  ['resource', 'arn:aws:sqs:us-east-1:1:q', 'arn:aws:sqs:us-east-1:1:q', true],
  ['resource', 'arn:aws:sqs:us-east-1:1:q', 'arn:aws:sqs:us-east-1:1:Q', false],
  ['resource', 'arn:aws:iam::1:user/Bob', 'arn:aws:iam::1:user/bob', false],
  ['resource', 'arn:aws:sqs:us-east-1:1:q', 'arn:aws:sqs:us-east-1:1:q2', false],
  ['resource', 'arn:aws:sqs:*:*:q', 'arn:aws:sqs:us-east-1:1:q', true],
  ['resource', 'arn:aws:iam::1:user/accounting/*', 'arn:aws:iam::1:user/accounting/a/b', true],
  ['resource', 'arn:aws:s3:::b/*/test/*', 'arn:aws:s3:::b/1/test/object.jpg', true],
  ['resource', 'arn:aws:s3:::b/*/test/*', 'arn:aws:s3:::b/1/2/test/3/object.jpg', true],
  ['resource', 'arn:aws:s3:::b/*/test/*', 'arn:aws:s3:::b/1/2/test/', true],
  ['resource', 'arn:aws:s3:::b/*/test/*', 'arn:aws:s3:::b/1-test/object.jpg', false],
  ['resource', 'arn:aws:s3:::b/*/test/*', 'arn:aws:s3:::b/test/object.jpg', false],
  ['resource', 'arn:aws:s3:::b/?est', 'arn:aws:s3:::b/test', true],
  ['resource', 'arn:aws:s3:::b/?est', 'arn:aws:s3:::b/est', false],
  ['resource', 'arn:aws:s3:::b/*', 'arn:aws:s3:::b/a:b:c', true],
  ['resource', 'arn:aws:s3:::b/*', 'arn:aws:s3:::b', false],
  ['resource', 'arn:aws:s3:::b*', 'arn:aws:s3:::b', true],
  ['resource', 'arn:aws:lambda:us-east-1:*', 'arn:aws:lambda:us-east-1:1:function:f', true],
  ['resource', 'arn:aws:lambda:*:function:f', 'arn:aws:lambda:us-east-1:1:function:f', true],
  ['resource', 'arn:aws:lambda:us-*-1:1:function:f', 'arn:aws:lambda:us-east-1:1:function:f', true],
  ['resource', 'arn:aws:lambda:u*1:1:function:f', 'arn:aws:lambda:us-east-1:1:1:function:f', false],
  ['resource', 'arn:aws:lambda:u*1:1:function:f', 'arn:aws:lambda:us:1:1:function:f', false],
  ['resource', 'arn:aws:lambda:us-?ast-1:*:function:*', 'arn:aws:lambda:us-east-1:1:function:f:PROD', true],
  ['resource', 'arn:aws:logs:*:*:log-group:/aws/lambda/*:*', 'arn:aws:logs:r:1:log-group:/aws/lambda/f:log-stream:s', true],
  ['resource', 'arn:aws:logs:*:*:log-group:/aws/lambda/*:*', 'arn:aws:logs:r:1:log-group:/other/f:log-stream:s', false],
  ['resource', 'arn:*:sqs:*:1:q', 'arn:aws-cn:sqs:cn-north-1:1:q', true],
  ['resource', 'arn:aws:sqs:us-east-1:1:**', 'arn:aws:sqs:us-east-1:1:q', true],
  ['resource', 'arn:aws:sqs:us-east-1:1:a?c*e', 'arn:aws:sqs:us-east-1:1:abcdde', true],
  ['resource', 'arn:aws:sqs:us-east-1:1:*?x', 'arn:aws:sqs:us-east-1:1:x', false],
];

// biome-ignore format: one line a case
const VARIABLES: readonly [Doc, pattern: string, resource: string, ConditionContext, boolean][] = [
  ['variables', 'arn:aws:s3:::b/${aws:username}/*', 'arn:aws:s3:::b/alice/x', {}, true],
  ['variables', 'arn:aws:s3:::b/${aws:username}/*', 'arn:aws:s3:::b/bob/x', {}, false],
  ['variables', 'arn:aws:s3:::b/${AWS:UserName}', 'arn:aws:s3:::b/alice', {}, true],
  ['variables', 'arn:aws:s3:::b/${aws:PrincipalTag/team}', 'arn:aws:s3:::b/blue', {}, true],
  ['variables', "arn:aws:s3:::b/${aws:PrincipalTag/team, 'none'}", 'arn:aws:s3:::b/blue', {}, true],
  ['variables', "arn:aws:s3:::b/${aws:PrincipalTag/unit, 'none'}", 'arn:aws:s3:::b/none', {}, true],
  ['variables', "arn:aws:s3:::b/${aws:PrincipalTag/unit, 'company-wide'}", 'arn:aws:s3:::b/company-wide', {}, true],
  ['variables', 'arn:aws:s3:::b/${aws:PrincipalTag/unit}', 'arn:aws:s3:::b/', {}, false],
  ['variables', 'arn:aws:s3:::b/${aws:PrincipalTag/unit}', 'arn:aws:s3:::b/${aws:PrincipalTag/unit}', {}, false],
  ['variables', "arn:aws:s3:::b/${aws:PrincipalTag/unit , '' }", 'arn:aws:s3:::b/', {}, true],
  ['variables', 'arn:aws:s3:::b/${aws:PrincipalTag/unit, none}', 'arn:aws:s3:::b/none', {}, false],
  ['variables', 'arn:aws:s3:::b/${}', 'arn:aws:s3:::b/${}', {}, true],
  ['variables', 'arn:aws:s3:::b/${aws:username', 'arn:aws:s3:::b/${aws:username', {}, true],
  ['variables', 'arn:aws:s3:::b/${unknown}', 'arn:aws:s3:::b/x', {}, false],
  ['variables', 'arn:aws:s3:::b/${*}', 'arn:aws:s3:::b/*', {}, true],
  ['variables', 'arn:aws:s3:::b/${*}', 'arn:aws:s3:::b/x', {}, false],
  ['variables', 'arn:aws:s3:::b/${?}', 'arn:aws:s3:::b/?', {}, true],
  ['variables', 'arn:aws:s3:::b/${?}', 'arn:aws:s3:::b/x', {}, false],
  ['variables', 'arn:aws:s3:::b/${$}{x}', 'arn:aws:s3:::b/${x}', {}, true],
  ['variables', 'arn:aws:s3:::b/${aws:RequestTag/p}', 'arn:aws:s3:::b/v', { 'aws:RequestTag/p': 'v' }, true],
  ['variables', 'arn:aws:s3:::b/${aws:RequestTag/p}', 'arn:aws:s3:::b/anything', { 'aws:RequestTag/p': '*' }, false],
  ['variables', 'arn:aws:s3:::b/${aws:TagKeys}', 'arn:aws:s3:::b/v', { 'aws:TagKeys': ['v'] }, false],
  ['variables', 'arn:aws:s3:::b/${aws:username}${aws:username}', 'arn:aws:s3:::b/alicealice', {}, true],
];

const statement = (changes: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*', ...changes } });

suite('actions', () => {
  for (const [doc, pattern, action, expected] of ACTIONS) {
    test(`${pattern} ${expected ? 'is' : 'is not'} ${action} (${DOCS[doc]})`, () => {
      const { Action: _, ...rest } = JSON.parse(statement({})).Statement as Record<string, string>;
      assert.equal(applies(parsePolicy(statement({ Action: pattern }), 'identity'), ask({ action })), expected);
      const not = JSON.stringify({ Version: '2012-10-17', Statement: { ...rest, NotAction: pattern } });
      assert.equal(applies(parsePolicy(not, 'identity'), ask({ action })), !expected, `NotAction: ${DOCS.notAction}`);
    });
  }
});

suite('resources', () => {
  for (const [doc, pattern, resource, expected] of RESOURCES) {
    test(`${pattern} ${expected ? 'is' : 'is not'} ${resource} (${DOCS[doc]})`, () => {
      assert.equal(applies(parsePolicy(statement({ Resource: pattern }), 'identity'), ask({ resource })), expected);
      const not = statement({ NotResource: pattern, Resource: undefined });
      assert.equal(
        applies(parsePolicy(not, 'identity'), ask({ resource })),
        !expected,
        `NotResource: ${DOCS.notResource}`,
      );
    });
  }
});

suite('variables', () => {
  for (const [doc, pattern, resource, context, expected] of VARIABLES) {
    test(`${pattern} ${expected ? 'is' : 'is not'} ${resource} with ${JSON.stringify(context)} (${DOCS[doc]})`, () => {
      const policy = parsePolicy(statement({ Resource: pattern }), 'identity');
      assert.equal(applies(policy, ask({ resource, context })), expected);
    });
  }
  test(`in conditions, literally (${DOCS.variables})`, () => {
    const condition = (operator: string, value: string): string =>
      statement({ Condition: { [operator]: { 's3:prefix': value } } });
    const ok = (operator: string, value: string, prefix: string): boolean =>
      applies(parsePolicy(condition(operator, value), 'identity'), ask({ context: { 's3:prefix': prefix, x: 'a*' } }));
    assert.equal(ok('StringLike', '${aws:username}/*', 'alice/x'), true);
    assert.equal(ok('StringLike', '${aws:username}/*', 'bob/x'), false);
    assert.equal(ok('StringEquals', '${aws:username}', 'alice'), true);
    assert.equal(ok('StringNotEquals', '${aws:username}', 'alice'), false);
    assert.equal(ok('StringLike', '${x}', 'ab'), false, 'a star in a value is no wildcard');
    assert.equal(ok('StringEquals', '${*}', '*'), true);
    assert.equal(ok('StringNotEquals', '${aws:PrincipalTag/none}', 'x'), true);
    assert.equal(ok('ArnLike', 'arn:aws:iam::*:user/${aws:username}', 'arn:aws:iam::1:user/alice'), true);
  });
  test(`are plain text in version 2008-10-17 (${DOCS.version})`, () => {
    const old = statement({ Resource: 'arn:aws:s3:::b/${aws:username}' }).replace('2012-10-17', '2008-10-17');
    assert.equal(applies(parsePolicy(old, 'identity'), ask({ resource: 'arn:aws:s3:::b/alice' })), false);
    assert.equal(applies(parsePolicy(old, 'identity'), ask({ resource: 'arn:aws:s3:::b/${aws:username}' })), true);
  });
  test('are those of whoever asks, in turn', () => {
    const policy = parsePolicy(statement({ Resource: 'arn:aws:s3:::b/${aws:username}' }), 'identity');
    const bob = { ...ALICE, userName: 'bob' };
    for (const principal of [ALICE, bob, ALICE, bob, bob]) {
      const mine = ask({ principal, resource: `arn:aws:s3:::b/${principal.userName}` });
      assert.equal(applies(policy, mine), true);
      assert.equal(applies(policy, { ...mine, resource: 'arn:aws:s3:::b/carol' }), false);
    }
  });
  test('a colon in a value does not move the segments of an ARN', () => {
    const principal = { ...ALICE, tags: { region: 'us-east-1:1' } };
    const policy = parsePolicy(
      statement({ Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:sqs:${aws:PrincipalTag/region}:q' } } }),
      'identity',
    );
    assert.equal(applies(policy, ask({ principal, context: { 'aws:SourceArn': 'arn:aws:sqs:us-east-1:1:q' } })), false);
  });
});

test('no pattern takes long', { timeout: 20_000 }, () => {
  const name = 'a'.repeat(2_000);
  const startMs = performance.now();
  assert.equal(compileGlob(tokenize(`${'a*'.repeat(500)}b`))(name), false);
  assert.equal(compileGlob(tokenize(`${'*a?'.repeat(500)}b`))(name), false);
  const policy = parsePolicy(statement({ Resource: `arn:aws:sqs:${'a*x'.repeat(200)}:1:q` }), 'identity');
  assert.equal(applies(policy, ask({ resource: `arn:aws:sqs:${'ax'.repeat(199)}:1:q` })), false);
  parsePolicy(statement({ Resource: `arn:aws:sqs:r:1:${'${'.repeat(20_000)}${' '.repeat(60_000)}` }), 'identity');
  parsePolicy(statement({ Resource: `arn:aws:sqs:r:1:\${${' '.repeat(60_000)}` }), 'identity');
  assert(performance.now() - startMs < 5_000);
});
