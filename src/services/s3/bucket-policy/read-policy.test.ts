import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readBucketPolicy } from './read-policy.ts';

const STATEMENT = {
  Effect: 'Allow',
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::bench/*',
};

const policy = (change: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ ...STATEMENT, ...change }] });
const without = (name: keyof typeof STATEMENT): string => {
  const { [name]: _left, ...rest } = STATEMENT;
  return JSON.stringify({ Version: '2012-10-17', Statement: [rest] });
};

describe('what S3 refuses', () => {
  const NO_JSON = "Policies must be valid JSON and the first byte must be '{'";
  const RESOURCE = 'Policy has invalid resource';
  const APPLIES = 'Action does not apply to any resource(s) in statement';
  const cases: readonly { name: string; text: string; words: string }[] = [
    { name: 'nothing', text: '', words: NO_JSON },
    { name: 'no object', text: 'random', words: NO_JSON },
    { name: 'a list', text: '[]', words: NO_JSON },
    { name: 'an object that does not end', text: '{', words: NO_JSON },
    { name: 'no statement', text: '{}', words: 'Missing required field Statement' },
    {
      name: 'an empty list of statements',
      text: '{"Statement":[]}',
      words: 'Could not parse the policy: Statement is empty!',
    },
    {
      name: 'an unknown version',
      text: policy({}).replace('2012', '2013'),
      words: 'The policy must contain a valid version string',
    },
    { name: 'no effect', text: without('Effect'), words: 'Missing required field Effect' },
    { name: 'another effect', text: policy({ Effect: 'Maybe' }), words: 'Invalid effect: Maybe' },
    { name: 'no principal', text: without('Principal'), words: 'Missing required field Principal' },
    {
      name: 'a principal that is none',
      text: policy({ Principal: { AWS: 'bob' } }),
      words: 'Invalid principal in policy',
    },
    {
      name: 'NotPrincipal that allows',
      text: policy({ Principal: undefined, NotPrincipal: '*' }),
      words: 'Invalid policy syntax.',
    },
    { name: 'no action', text: without('Action'), words: 'Missing required field Action' },
    { name: 'an action of no name', text: policy({ Action: 's3:GetNothing' }), words: 'Policy has invalid action' },
    {
      name: 'an action of another service',
      text: policy({ Action: 'sqs:SendMessage' }),
      words: 'Policy has invalid action',
    },
    { name: 'an action without a service', text: policy({ Action: 'GetObject' }), words: 'Policy has invalid action' },
    { name: 'no resource', text: without('Resource'), words: 'Missing required field Resource' },
    { name: 'every resource', text: policy({ Resource: '*' }), words: RESOURCE },
    { name: 'a resource of another bucket', text: policy({ Resource: 'arn:aws:s3:::other/*' }), words: RESOURCE },
    {
      name: 'a resource of another service',
      text: policy({ Resource: 'arn:aws:sqs:us-east-1:000000000000:bench' }),
      words: RESOURCE,
    },
    { name: 'a resource that is no ARN', text: policy({ Resource: 'bench/*' }), words: RESOURCE },
    { name: 'an object action on the bucket', text: policy({ Resource: 'arn:aws:s3:::bench' }), words: APPLIES },
    { name: 'a bucket action on objects', text: policy({ Action: 's3:ListBucket' }), words: APPLIES },
    { name: 'an unknown element', text: policy({ Extra: 1 }), words: 'Invalid policy syntax.' },
    {
      name: 'more than 20 KB',
      text: policy({ Sid: 'x'.repeat(20_480) }),
      words: 'Normalized policy document exceeds the maximum allowed size of 20480 bytes',
    },
  ];
  for (const { name, text, words } of cases) {
    test(name, () => {
      assert.throws(() => readBucketPolicy(text, 'bench'), { code: 'MalformedPolicy', status: 400, message: words });
    });
  }
});

describe('what S3 takes', () => {
  const cases: readonly { name: string; text: string }[] = [
    { name: 'all actions', text: policy({ Action: 's3:*' }) },
    { name: 'a pattern of actions', text: policy({ Action: 's3:Get*' }) },
    { name: 'actions in another case', text: policy({ Action: 'S3:getobject' }) },
    {
      name: 'the bucket and its objects',
      text: policy({
        Action: ['s3:ListBucket', 's3:GetObject'],
        Resource: ['arn:aws:s3:::bench', 'arn:aws:s3:::bench/*'],
      }),
    },
    {
      name: 'a pattern that is the bucket and its objects',
      text: policy({ Action: ['s3:ListBucket', 's3:GetObject'], Resource: 'arn:aws:s3:::bench*' }),
    },
    { name: 'one object', text: policy({ Resource: 'arn:aws:s3:::bench/a/b c' }) },
    { name: 'variables', text: policy({ Resource: 'arn:aws:s3:::bench/${aws:username}/*' }) },
    { name: 'services', text: policy({ Principal: { Service: 'logging.s3.amazonaws.com' }, Action: 's3:PutObject' }) },
    { name: 'what is not named', text: policy({ Effect: 'Deny', Action: undefined, NotAction: 's3:GetObject' }) },
  ];
  for (const { name, text } of cases) test(name, () => assert.equal(readBucketPolicy(text, 'bench').text, text));

  test('white space between its parts is not kept', () => {
    const text = policy({});
    assert.equal(readBucketPolicy(`\n${JSON.stringify(JSON.parse(text), undefined, 2)}`, 'bench').text, text);
  });
});
