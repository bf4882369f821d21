import assert from 'node:assert/strict';
import test from 'node:test';
import type { AddPermissionRequest } from './model.ts';
import { makeStatement, policyDocument } from './resource-policy.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:hello';

/** Statements as AWS answers them: public snapshots and the API reference's examples, 2026-11-24. */
const CASES: readonly [what: string, input: Partial<AddPermissionRequest>, rest: string][] = [
  [
    'a service for one bucket of one account',
    { Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::b', SourceAccount: '111111111111' },
    '"Principal":{"Service":"s3.amazonaws.com"},"Action":"lambda:InvokeFunction","Resource":"ARN","Condition":{"StringEquals":{"AWS:SourceAccount":"111111111111"},"ArnLike":{"AWS:SourceArn":"arn:aws:s3:::b"}}',
  ],
  [
    'an account',
    { Principal: '111111111111' },
    '"Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"lambda:InvokeFunction","Resource":"ARN"',
  ],
  [
    'a user by ARN',
    { Principal: 'arn:aws:iam::111111111111:user/bob' },
    '"Principal":{"AWS":"arn:aws:iam::111111111111:user/bob"},"Action":"lambda:InvokeFunction","Resource":"ARN"',
  ],
  [
    'everybody of an organization',
    { Principal: '*', PrincipalOrgID: 'o-1234567890' },
    '"Principal":"*","Action":"lambda:InvokeFunction","Resource":"ARN","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-1234567890"}}',
  ],
  [
    'a function URL',
    { Principal: '*', Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' },
    '"Principal":"*","Action":"lambda:InvokeFunctionUrl","Resource":"ARN","Condition":{"StringEquals":{"lambda:FunctionUrlAuthType":"NONE"}}',
  ],
  [
    'what comes by a function URL',
    { Principal: '*', InvokedViaFunctionUrl: true },
    '"Principal":"*","Action":"lambda:InvokeFunction","Resource":"ARN","Condition":{"Bool":{"lambda:InvokedViaFunctionUrl":"true"}}',
  ],
  [
    'an Alexa skill',
    { Principal: 'alexa-appkit.amazon.com', EventSourceToken: 'amzn1.ask.skill.x' },
    '"Principal":{"Service":"alexa-appkit.amazon.com"},"Action":"lambda:InvokeFunction","Resource":"ARN","Condition":{"StringEquals":{"lambda:EventSourceToken":"amzn1.ask.skill.x"}}',
  ],
];

for (const [what, input, rest] of CASES) {
  test(`statement for ${what}`, () => {
    const statement = makeStatement(ARN, {
      FunctionName: 'hello',
      StatementId: 's1',
      Action: 'lambda:InvokeFunction',
      Principal: '*',
      ...input,
    });
    assert.equal(statement.json, `{"Sid":"s1","Effect":"Allow",${rest.replace('"ARN"', JSON.stringify(ARN))}}`);
    assert.equal(
      policyDocument([statement]),
      `{"Version":"2012-10-17","Id":"default","Statement":[${statement.json}]}`,
    );
  });
}

test('a principal that is none, and an auth type that does not belong there, are refused', () => {
  const base = { FunctionName: 'hello', StatementId: 's1', Action: 'lambda:InvokeFunction' };
  assert.throws(() => makeStatement(ARN, { ...base, Principal: 'bob' }), {
    message: 'The provided principal was invalid. Please check the principal and try again.',
  });
  assert.throws(() => makeStatement(ARN, { ...base, Principal: '*', FunctionUrlAuthType: 'NONE' }), {
    message: 'FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action',
  });
});
