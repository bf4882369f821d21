import assert from 'node:assert/strict';
import test from 'node:test';
import { parsePolicy } from '../../auth/policy/parse.ts';
import { awsPolicies } from './aws-policies.ts';

const NEEDED: readonly string[] = [
  'arn:aws:iam::aws:policy/AdministratorAccess',
  'arn:aws:iam::aws:policy/PowerUserAccess',
  'arn:aws:iam::aws:policy/ReadOnlyAccess',
  'arn:aws:iam::aws:policy/SecurityAudit',
  'arn:aws:iam::aws:policy/job-function/ViewOnlyAccess',
  'arn:aws:iam::aws:policy/IAMFullAccess',
  'arn:aws:iam::aws:policy/AWSLambda_FullAccess',
  'arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess',
  'arn:aws:iam::aws:policy/AWSLambdaExecute',
  'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole',
  'arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole',
  'arn:aws:iam::aws:policy/service-role/AWSLambdaSQSQueueExecutionRole',
];

test('the policies that tutorials attach are there, and each compiles', () => {
  const policies = awsPolicies();
  for (const arn of NEEDED) assert.ok(policies.has(arn), arn);
  for (const policy of policies.values()) {
    assert.ok(parsePolicy(policy.document, 'identity').statements.length > 0, policy.arn);
    assert.match(policy.id, /^ANPA[A-Z2-7]{17}$/);
    assert.ok(policy.updatedAtMs >= policy.createdAtMs, policy.arn);
  }
});
