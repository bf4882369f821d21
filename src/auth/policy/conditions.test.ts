/** Every operator, quantifier and IfExists, with keys that are there, missing, empty and of several values. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { SESSION } from '../auth.fixture.ts';
import type { ConditionContext } from './policy.ts';
import { allow, applies, ask, type Doc, DOCS, identity } from './policy.fixture.ts';

type Case = readonly [Doc, condition: string, ConditionContext, boolean];

// biome-ignore format: one line a case
const STRINGS: readonly Case[] = [
  ['operators', '{"StringEquals":{"k":"v"}}', { k: 'v' }, true],
  ['operators', '{"StringEquals":{"k":"v"}}', { k: 'V' }, false],
  ['operators', '{"StringEquals":{"k":"v"}}', {}, false],
  ['operators', '{"StringEquals":{"k":["a","v"]}}', { k: 'v' }, true],
  ['operators', '{"StringEquals":{"k":"v*"}}', { k: 'vw' }, false],
  ['operators', '{"StringEquals":{"k":"v*"}}', { k: 'v*' }, true],
  ['operators', '{"StringEquals":{"k":""}}', { k: '' }, true],
  ['condition', '{"StringEquals":{"AWS:SourceAccount":"1"}}', { 'aws:sourceaccount': '1' }, true],
  ['operators', '{"StringNotEquals":{"k":"v"}}', { k: 'w' }, true],
  ['operators', '{"StringNotEquals":{"k":"v"}}', { k: 'v' }, false],
  ['operators', '{"StringNotEquals":{"k":"v"}}', {}, true],
  ['multi', '{"StringNotEquals":{"k":["v","w"]}}', { k: 'w' }, false],
  ['multi', '{"StringNotEquals":{"k":["v","w"]}}', { k: 'x' }, true],
  ['operators', '{"StringEqualsIgnoreCase":{"k":"Value"}}', { k: 'vALUE' }, true],
  ['operators', '{"StringEqualsIgnoreCase":{"k":"Value"}}', { k: 'other' }, false],
  ['operators', '{"StringNotEqualsIgnoreCase":{"k":"Value"}}', { k: 'vALUE' }, false],
  ['operators', '{"StringNotEqualsIgnoreCase":{"k":"Value"}}', {}, true],
  ['operators', '{"StringLike":{"k":"a*c"}}', { k: 'abc' }, true],
  ['operators', '{"StringLike":{"k":"a*c"}}', { k: 'ABC' }, false],
  ['operators', '{"StringLike":{"k":"a?c"}}', { k: 'abc' }, true],
  ['operators', '{"StringLike":{"k":"a?c"}}', { k: 'ac' }, false],
  ['operators', '{"StringLike":{"k":"*"}}', { k: '' }, true],
  ['operators', '{"StringLike":{"k":"*"}}', {}, false],
  ['operators', '{"StringNotLike":{"k":"a*"}}', { k: 'abc' }, false],
  ['operators', '{"StringNotLike":{"k":"a*"}}', { k: 'b' }, true],
  ['operators', '{"StringNotLike":{"k":"a*"}}', {}, true],
  ['multi', '{"StringEquals":{"k":"v","l":"w"}}', { k: 'v', l: 'w' }, true],
  ['multi', '{"StringEquals":{"k":"v","l":"w"}}', { k: 'v' }, false],
  ['multi', '{"StringEquals":{"k":"v"},"Bool":{"b":"true"}}', { k: 'v', b: 'false' }, false],
  ['multi', '{"StringEquals":{"k":"v"},"Bool":{"b":"true"}}', { k: 'v', b: 'true' }, true],
  ['condition', '{}', {}, true],
];

// biome-ignore format: one line a case
const NUMBERS: readonly Case[] = [
  ['operators', '{"NumericEquals":{"k":"10"}}', { k: '10' }, true],
  ['operators', '{"NumericEquals":{"k":10}}', { k: '10.0' }, true],
  ['operators', '{"NumericEquals":{"k":"10"}}', { k: '11' }, false],
  ['operators', '{"NumericEquals":{"k":"10"}}', { k: 'ten' }, false],
  ['operators', '{"NumericNotEquals":{"k":"10"}}', { k: '11' }, true],
  ['operators', '{"NumericNotEquals":{"k":"10"}}', {}, true],
  ['operators', '{"NumericLessThan":{"k":"10"}}', { k: '9' }, true],
  ['operators', '{"NumericLessThan":{"k":"10"}}', { k: '10' }, false],
  ['operators', '{"NumericLessThanEquals":{"k":"10"}}', { k: '10' }, true],
  ['operators', '{"NumericLessThanEquals":{"k":"10"}}', { k: '11' }, false],
  ['operators', '{"NumericGreaterThan":{"k":"-1.5"}}', { k: '-1' }, true],
  ['operators', '{"NumericGreaterThan":{"k":"10"}}', { k: '10' }, false],
  ['operators', '{"NumericGreaterThanEquals":{"k":"10"}}', { k: '10' }, true],
  ['operators', '{"NumericGreaterThanEquals":{"k":"10"}}', { k: '9' }, false],
  ['operators', '{"NumericLessThan":{"k":"10"}}', {}, false],
];

// biome-ignore format: one line a case
const DATES: readonly Case[] = [
  ['operators', '{"DateEquals":{"k":"2026-11-24T03:00:00Z"}}', { k: '2026-11-24T04:00:00+01:00' }, true],
  ['operators', '{"DateEquals":{"k":"2026-11-24"}}', { k: '2026-11-24T00:00:00Z' }, true],
  ['operators', '{"DateEquals":{"k":"1795489200"}}', { k: '2026-11-24T03:00:00Z' }, true],
  ['operators', '{"DateNotEquals":{"k":"2026-11-24"}}', { k: '2026-11-25' }, true],
  ['operators', '{"DateNotEquals":{"k":"2026-11-24"}}', { k: '2026-11-24' }, false],
  ['operators', '{"DateLessThan":{"aws:CurrentTime":"2026-12-01T00:00:00Z"}}', { 'aws:CurrentTime': '2026-11-24T03:00:00.000Z' }, true],
  ['operators', '{"DateLessThan":{"aws:CurrentTime":"2026-11-01T00:00:00Z"}}', { 'aws:CurrentTime': '2026-11-24T03:00:00.000Z' }, false],
  ['operators', '{"DateLessThanEquals":{"k":"2026-11-24T03:00:00Z"}}', { k: '2026-11-24T03:00:00Z' }, true],
  ['operators', '{"DateGreaterThan":{"k":"2026-11"}}', { k: '2026-11-02' }, true],
  ['operators', '{"DateGreaterThan":{"k":"2026-11-24T03:00:00Z"}}', { k: '2026-11-24T03:00:00Z' }, false],
  ['operators', '{"DateGreaterThanEquals":{"k":"2026-11-24T03:00:00Z"}}', { k: '2026-11-24T03:00:00Z' }, true],
  ['operators', '{"DateGreaterThan":{"aws:EpochTime":"1795489199"}}', { 'aws:EpochTime': '1795489200' }, true],
  ['operators', '{"DateGreaterThan":{"k":"2026"}}', {}, false],
  ['operators', '{"DateLessThan":{"k":"2026-11-24T03:00"}}', { k: '2026-11-24T02:59:59Z' }, true],
];

// biome-ignore format: one line a case
const OTHERS: readonly Case[] = [
  ['operators', '{"Bool":{"aws:SecureTransport":"true"}}', { 'aws:SecureTransport': 'true' }, true],
  ['operators', '{"Bool":{"aws:SecureTransport":true}}', { 'aws:SecureTransport': 'true' }, true],
  ['operators', '{"Bool":{"aws:SecureTransport":"false"}}', { 'aws:SecureTransport': 'true' }, false],
  ['operators', '{"Bool":{"aws:SecureTransport":"TRUE"}}', { 'aws:SecureTransport': 'true' }, true],
  ['operators', '{"Bool":{"k":"false"}}', {}, false],
  ['operators', '{"BoolIfExists":{"k":"false"}}', {}, true],
  ['operators', '{"BinaryEquals":{"k":"QmluYXJ5VmFsdWVJbkJhc2U2NA=="}}', { k: 'QmluYXJ5VmFsdWVJbkJhc2U2NA==' }, true],
  ['operators', '{"BinaryEquals":{"k":"QmluYXJ5VmFsdWVJbkJhc2U2NA=="}}', { k: 'QmluYXJ5VmFsdWVJbkJhc2U2NA' }, true],
  ['operators', '{"BinaryEquals":{"k":"AAAA"}}', { k: 'AAAB' }, false],
  ['operators', '{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}', { 'aws:SourceIp': '203.0.113.77' }, true],
  ['operators', '{"IpAddress":{"aws:SourceIp":"203.0.113.0/24"}}', { 'aws:SourceIp': '203.0.114.1' }, false],
  ['operators', '{"IpAddress":{"aws:SourceIp":"203.0.113.7"}}', { 'aws:SourceIp': '203.0.113.7' }, true],
  ['operators', '{"IpAddress":{"aws:SourceIp":"203.0.113.7"}}', { 'aws:SourceIp': '203.0.113.8' }, false],
  ['operators', '{"IpAddress":{"aws:SourceIp":["10.0.0.0/8","2001:db8::/32"]}}', { 'aws:SourceIp': '2001:db8:1::1' }, true],
  ['operators', '{"IpAddress":{"aws:SourceIp":"2001:db8::/32"}}', { 'aws:SourceIp': '2001:db9::1' }, false],
  ['operators', '{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}', { 'aws:SourceIp': '::ffff:10.1.2.3' }, true],
  ['operators', '{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}', { 'aws:SourceIp': '198.51.100.1' }, true],
  ['operators', '{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}', { 'aws:SourceIp': '10.255.255.255' }, true],
  ['operators', '{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}', { 'aws:SourceIp': '11.0.0.0' }, false],
  ['operators', '{"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}', { 'aws:SourceIp': '::ffff:a00:1' }, true],
  ['operators', '{"IpAddress":{"aws:SourceIp":"::ffff:10.0.0.0/104"}}', { 'aws:SourceIp': '10.1.2.3' }, true],
  ['operators', '{"IpAddress":{"aws:SourceIp":"::ffff:10.0.0.0/104"}}', { 'aws:SourceIp': '11.1.2.3' }, false],
  ['operators', '{"IpAddress":{"aws:SourceIp":"2001:db8::/32"}}', { 'aws:SourceIp': '10.1.2.3' }, false],
  ['operators', '{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}', { 'aws:SourceIp': '2001:db8::1' }, false],
  ['operators', '{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}', { 'aws:SourceIp': 'unknown' }, false],
  ['operators', '{"IpAddress":{"aws:SourceIp":"0.0.0.0/0"}}', {}, false],
  ['operators', '{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}', { 'aws:SourceIp': '203.0.113.77' }, false],
  ['operators', '{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}', { 'aws:SourceIp': '198.51.100.1' }, true],
  ['operators', '{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}', {}, true],
  ['operators', '{"Null":{"k":"true"}}', {}, true],
  ['operators', '{"Null":{"k":"true"}}', { k: 'v' }, false],
  ['operators', '{"Null":{"k":"false"}}', { k: 'v' }, true],
  ['operators', '{"Null":{"k":"false"}}', {}, false],
  ['operators', '{"Null":{"k":false}}', { k: [] }, false],
  ['operators', '{"Null":{"aws:TokenIssueTime":"true"}}', {}, true],
];

// biome-ignore format: one line a case
const ARNS: readonly Case[] = [
  ['operators', '{"ArnEquals":{"aws:SourceArn":"arn:aws:sns:us-east-1:111122223333:t"}}', { 'aws:SourceArn': 'arn:aws:sns:us-east-1:111122223333:t' }, true],
  ['operators', '{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:111122223333:t*"}}', { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:111122223333:topic' }, true],
  ['operators', '{"ArnEquals":{"aws:SourceArn":"arn:aws:sns:*:111122223333:t*"}}', { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:111122223333:topic' }, true],
  ['operators', '{"ArnLike":{"aws:SourceArn":"arn:aws:sns:*:t"}}', { 'aws:SourceArn': 'arn:aws:sns:eu-west-1:111122223333:t' }, false],
  ['operators', '{"ArnLike":{"aws:SourceArn":"arn:aws:s3:::b/*"}}', { 'aws:SourceArn': 'arn:aws:s3:::b/a/b:c' }, true],
  ['operators', '{"ArnLike":{"aws:SourceArn":"arn:aws:s?s:us-*-1:*:*"}}', { 'aws:SourceArn': 'arn:aws:sqs:us-east-1:1:q' }, true],
  ['operators', '{"ArnLike":{"aws:SourceArn":"*"}}', { 'aws:SourceArn': 'arn:aws:sqs:us-east-1:1:q' }, true],
  ['operators', '{"ArnLike":{"aws:SourceArn":"arn:aws:sqs:us-east-1:1:q"}}', { 'aws:SourceArn': 'q' }, false],
  ['operators', '{"ArnLike":{"aws:SourceArn":"arn:aws:sqs:us-east-1:1:q"}}', {}, false],
  ['operators', '{"ArnNotEquals":{"aws:SourceArn":"arn:aws:sqs:us-east-1:1:q"}}', { 'aws:SourceArn': 'arn:aws:sqs:us-east-1:1:r' }, true],
  ['operators', '{"ArnNotLike":{"aws:SourceArn":"arn:aws:sqs:*:1:q"}}', { 'aws:SourceArn': 'arn:aws:sqs:us-east-1:1:q' }, false],
  ['operators', '{"ArnNotLike":{"aws:SourceArn":"arn:aws:sqs:*:1:q"}}', {}, true],
];

// biome-ignore format: one line a case
const IF_EXISTS: readonly Case[] = [
  ['operators', '{"StringEqualsIfExists":{"k":"v"}}', {}, true],
  ['operators', '{"StringEqualsIfExists":{"k":"v"}}', { k: 'v' }, true],
  ['operators', '{"StringEqualsIfExists":{"k":"v"}}', { k: 'w' }, false],
  ['operators', '{"StringNotEqualsIfExists":{"k":"v"}}', { k: 'v' }, false],
  ['operators', '{"StringNotEqualsIfExists":{"k":"v"}}', {}, true],
  ['operators', '{"StringLikeIfExists":{"ec2:InstanceType":["t1.*","t2.*"]}}', {}, true],
  ['operators', '{"StringLikeIfExists":{"ec2:InstanceType":["t1.*","t2.*"]}}', { 'ec2:InstanceType': 'm1.large' }, false],
  ['operators', '{"NumericLessThanIfExists":{"k":"5"}}', {}, true],
  ['operators', '{"DateLessThanIfExists":{"k":"2026-01-01"}}', {}, true],
  ['operators', '{"IpAddressIfExists":{"k":"10.0.0.0/8"}}', { k: '192.0.2.1' }, false],
  ['operators', '{"ArnLikeIfExists":{"k":"arn:aws:sqs:*:*:*"}}', {}, true],
  ['operators', '{"ForAnyValue:StringEqualsIfExists":{"k":"v"}}', {}, true],
];

// biome-ignore format: one line a case
const SETS: readonly Case[] = [
  ['sets', '{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}}', { 'aws:TagKeys': ['a'] }, true],
  ['sets', '{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}}', { 'aws:TagKeys': ['a', 'b'] }, true],
  ['sets', '{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}}', { 'aws:TagKeys': ['a', 'c'] }, false],
  ['sets', '{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}}', {}, true],
  ['sets', '{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}}', { 'aws:TagKeys': [] }, true],
  ['sets', '{"ForAllValues:StringEquals":{"aws:TagKeys":["a","b"]}}', { 'aws:TagKeys': '' }, true],
  ['sets', '{"ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}}', { 'aws:TagKeys': ['c', 'b'] }, true],
  ['sets', '{"ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}}', { 'aws:TagKeys': ['c'] }, false],
  ['sets', '{"ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}}', {}, false],
  ['sets', '{"ForAnyValue:StringEquals":{"aws:TagKeys":["a","b"]}}', { 'aws:TagKeys': [] }, false],
  ['sets', '{"ForAllValues:StringNotEquals":{"k":["a","b"]}}', { k: ['c', 'd'] }, true],
  ['sets', '{"ForAllValues:StringNotEquals":{"k":["a","b"]}}', { k: ['c', 'a'] }, false],
  ['sets', '{"ForAnyValue:StringNotEquals":{"k":["a","b"]}}', { k: ['a', 'c'] }, true],
  ['sets', '{"ForAnyValue:StringNotEquals":{"k":["a","b"]}}', { k: ['a', 'b'] }, false],
  ['sets', '{"ForAnyValue:StringNotEquals":{"k":["a","b"]}}', {}, false],
  ['sets', '{"ForAllValues:StringLike":{"k":["a*"]}}', { k: ['ab', 'ac'] }, true],
  ['sets', '{"ForAllValues:StringLike":{"k":["a*"]}}', { k: ['ab', 'b'] }, false],
  ['sets', '{"ForAnyValue:ArnLike":{"k":"arn:aws:sqs:*:*:*"}}', { k: ['x', 'arn:aws:sqs:r:1:q'] }, true],
  ['sets', '{"ForAnyValue:NumericGreaterThan":{"k":"5"}}', { k: ['1', '6'] }, true],
  ['sets', '{"ForAllValues:IpAddress":{"k":"10.0.0.0/8"}}', { k: ['10.0.0.1', '10.0.0.2'] }, true],
  ['sets', '{"Null":{"aws:TagKeys":"false"},"ForAllValues:StringEquals":{"aws:TagKeys":["a"]}}', {}, false],
  ['sets', '{"StringEquals":{"k":"a"}}', { k: ['b', 'a'] }, true],
  ['sets', '{"StringNotEquals":{"k":"a"}}', { k: ['b', 'a'] }, false],
];

// biome-ignore format: one line a case
const PRINCIPAL_KEYS: readonly Case[] = [
  ['keys', '{"StringEquals":{"aws:username":"alice"}}', {}, true],
  ['keys', '{"StringEquals":{"aws:PrincipalTag/team":"blue"}}', {}, true],
  ['keys', '{"StringEquals":{"aws:PrincipalTag/TEAM":"blue"}}', {}, true],
  ['keys', '{"StringEquals":{"aws:PrincipalTag/other":"blue"}}', {}, false],
  ['keys', '{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:user/alice"}}', {}, true],
  ['keys', '{"StringEquals":{"aws:PrincipalAccount":"111122223333"}}', {}, true],
  ['keys', '{"StringEquals":{"aws:PrincipalType":"User"}}', {}, true],
  ['keys', '{"StringEquals":{"aws:userid":"AIDAALICEALICEALICE2"}}', {}, true],
  ['keys', '{"StringEquals":{"aws:ResourceAccount":"111122223333"}}', {}, true],
  ['keys', '{"Null":{"s3:ResourceAccount":"true"}}', {}, true],
  ['keys', '{"Bool":{"aws:MultiFactorAuthPresent":"false"}}', {}, false],
  ['keys', '{"BoolIfExists":{"aws:MultiFactorAuthPresent":"false"}}', {}, true],
  ['keys', '{"Bool":{"aws:PrincipalIsAWSService":"false"}}', {}, true],
  ['keys', '{"StringEquals":{"aws:username":"bob"}}', { 'aws:username': 'bob' }, false],
];

// biome-ignore format: one line a case
const SESSION_KEYS: readonly Case[] = [
  ['keys', '{"ArnEquals":{"aws:PrincipalArn":"arn:aws:iam::111122223333:role/jobs/worker"}}', {}, true],
  ['keys', '{"ArnEquals":{"aws:PrincipalArn":"arn:aws:sts::111122223333:assumed-role/worker/s1"}}', {}, false],
  ['keys', '{"StringEquals":{"aws:userid":"AROAWORKERWORKERWORK2:s1"}}', {}, true],
  ['keys', '{"StringLike":{"aws:userid":"AROAWORKERWORKERWORK2:*"}}', {}, true],
  ['keys', '{"StringEquals":{"aws:PrincipalType":"AssumedRole"}}', {}, true],
  ['keys', '{"Null":{"aws:username":"true"}}', {}, true],
  ['keys', '{"Null":{"aws:TokenIssueTime":"false"}}', {}, true],
  ['keys', '{"DateLessThan":{"aws:TokenIssueTime":"2026-11-24T03:00:00Z"}}', {}, true],
  ['keys', '{"Bool":{"aws:MultiFactorAuthPresent":"false"}}', {}, true],
];

for (const [name, cases] of Object.entries({
  STRINGS,
  NUMBERS,
  DATES,
  OTHERS,
  ARNS,
  IF_EXISTS,
  SETS,
  PRINCIPAL_KEYS,
})) {
  suite(name, () => {
    for (const [doc, condition, context, expected] of cases) {
      test(`${condition} with ${JSON.stringify(context)}: ${expected} (${DOCS[doc]})`, () => {
        const policy = identity(allow('*', '*', { Condition: JSON.parse(condition) as object }));
        assert.equal(applies(policy, ask({ context })), expected);
      });
    }
  });
}

suite('SESSION_KEYS', () => {
  for (const [doc, condition, context, expected] of SESSION_KEYS) {
    test(`${condition}: ${expected} (${DOCS[doc]})`, () => {
      const policy = identity(allow('*', '*', { Condition: JSON.parse(condition) as object }));
      assert.equal(applies(policy, ask({ principal: SESSION, context })), expected);
    });
  }
});
