import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPolicy } from '../../../auth/policy/parse.ts';
import { isPublicPolicy } from './public.ts';

const AWS_ALL = { AWS: '*' };
const ROOT = { AWS: 'arn:aws:iam::000000000000:root' };

/** Of the user guide's page and its examples (see public.ts). */
const cases: readonly { name: string; statement: object; isPublic: boolean }[] = [
  { name: 'everybody', statement: {}, isPublic: true },
  { name: 'everybody in the other form', statement: { Principal: AWS_ALL }, isPublic: true },
  { name: 'an account', statement: { Principal: ROOT }, isPublic: false },
  { name: 'a service', statement: { Principal: { Service: 'cloudtrail.amazonaws.com' } }, isPublic: false },
  { name: 'a denial', statement: { Effect: 'Deny' }, isPublic: false },
  { name: 'one endpoint', statement: condition('StringEquals', 'aws:SourceVpc', 'vpc-91237329'), isPublic: false },
  {
    name: 'one endpoint, by LIKE',
    statement: condition('StringLike', 'aws:SourceVpc', 'vpc-91237329'),
    isPublic: false,
  },
  { name: 'a pattern of endpoints', statement: condition('StringLike', 'aws:SourceVpc', 'vpc-*'), isPublic: true },
  {
    name: 'all but an endpoint',
    statement: condition('StringNotEquals', 'aws:SourceVpc', 'vpc-91237329'),
    isPublic: true,
  },
  {
    name: 'an endpoint where there is one',
    statement: condition('StringEqualsIfExists', 'aws:SourceVpc', 'vpc-91237329'),
    isPublic: true,
  },
  {
    name: 'a variable',
    statement: condition('StringEquals', 'aws:PrincipalAccount', '${aws:username}'),
    isPublic: true,
  },
  {
    name: 'an account by condition',
    statement: condition('StringEquals', 'aws:PrincipalAccount', '000000000000'),
    isPublic: false,
  },
  {
    name: 'ARNs of one account',
    statement: condition('ArnLike', 'aws:SourceArn', 'arn:aws:sns:us-east-1:000000000000:*'),
    isPublic: false,
  },
  {
    name: 'ARNs of all accounts',
    statement: condition('ArnLike', 'aws:SourceArn', 'arn:aws:sns:us-east-1:*:x'),
    isPublic: true,
  },
  {
    name: 'addresses',
    statement: condition('IpAddress', 'aws:SourceIp', ['10.0.0.0/8', '192.0.2.1']),
    isPublic: false,
  },
  { name: 'half of all addresses', statement: condition('IpAddress', 'aws:SourceIp', '0.0.0.0/1'), isPublic: true },
  {
    name: 'very many addresses of version 6',
    statement: condition('IpAddress', 'aws:SourceIp', '2001::/16'),
    isPublic: true,
  },
  { name: 'all but an address', statement: condition('NotIpAddress', 'aws:SourceIp', '192.0.2.1'), isPublic: true },
  { name: 'a key that keeps nobody out', statement: condition('StringEquals', 's3:prefix', 'public/'), isPublic: true },
  {
    name: 'a condition that holds without the key',
    statement: condition('ForAllValues:StringEquals', 'aws:PrincipalOrgID', 'o-1'),
    isPublic: true,
  },
];

for (const { name, statement, isPublic } of cases) {
  test(`${isPublic ? 'public' : 'not public'}: ${name}`, () => {
    const whole = {
      Effect: 'Allow',
      Principal: '*',
      Action: 's3:GetObject',
      Resource: 'arn:aws:s3:::b/*',
      ...statement,
    };
    const text = JSON.stringify({ Version: '2012-10-17', Statement: [whole] });
    assert.equal(isPublicPolicy(readPolicy(text, 'resource')), isPublic);
  });
}

function condition(operator: string, key: string, value: string | readonly string[]): object {
  return { Condition: { [operator]: { [key]: value } } };
}
