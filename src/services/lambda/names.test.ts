import assert from 'node:assert/strict';
import test from 'node:test';
import { type FunctionRef, parseFunctionName, parseTaggedArn, requireLatest } from './names.ts';

const PLACE = { accountId: '000000000000', region: 'us-east-1' };
const OTHER = '111111111111';

const FORMS: readonly [text: string, name: string, account?: string | undefined, qualifier?: string][] = [
  ['my-function', 'my-function'],
  ['my-function:v1', 'my-function', undefined, 'v1'],
  ['my-function:$LATEST', 'my-function', undefined, '$LATEST'],
  ['function:my-function', 'my-function'],
  [`${OTHER}:my-function`, 'my-function', OTHER],
  [`${OTHER}:function:my-function`, 'my-function', OTHER],
  [`${OTHER}:function:my-function:7`, 'my-function', OTHER, '7'],
  [`us-east-1:${OTHER}:function:my-function`, 'my-function', OTHER],
  [`arn:aws:lambda:us-east-1:${OTHER}:function:my-function`, 'my-function', OTHER],
  [`arn:aws:lambda:us-east-1:${OTHER}:function:my-function:live`, 'my-function', OTHER, 'live'],
  ['000000000000', '000000000000'],
];

for (const [text, name, account = PLACE.accountId, qualifier] of FORMS) {
  test(`${text} is ${name} of ${account}${qualifier === undefined ? '' : `, ${qualifier}`}`, () => {
    const expected: FunctionRef = { accountId: account, region: PLACE.region, name, ...(qualifier && { qualifier }) };
    assert.deepEqual({ ...parseFunctionName(PLACE, text) }, expected);
  });
}

// Messages: recorded from AWS in a public snapshot (2024 to 2026), 2026-11-24.
const REFUSED: readonly [why: string, run: () => unknown, name: string, message: RegExp][] = [
  [
    'another region',
    () => parseFunctionName(PLACE, 'arn:aws:lambda:us-west-2:000000000000:function:f'),
    'ResourceNotFoundException',
    /^Functions from 'us-west-2' are not reachable in this region \('us-east-1'\)$/,
  ],
  [
    'two qualifiers',
    () => parseFunctionName(PLACE, 'f:1', '2'),
    'InvalidParameterValueException',
    /^The derived qualifier from the function name does not match the specified qualifier\.$/,
  ],
  [
    'no name',
    () => parseFunctionName(PLACE, 'a b'),
    'ValidationException',
    /^1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: /,
  ],
  [
    'a version that is not there',
    () => requireLatest(parseFunctionName(PLACE, 'f', '3')),
    'ResourceNotFoundException',
    /^Function not found: arn:aws:lambda:us-east-1:000000000000:function:f:3$/,
  ],
  [
    'tags of a version',
    () => parseTaggedArn(PLACE, 'arn:aws:lambda:us-east-1:000000000000:function:f:1'),
    'InvalidParameterValueException',
    /^Tags on function aliases and versions are not supported\. Please specify a function ARN\.$/,
  ],
];

for (const [why, run, name, message] of REFUSED) {
  test(`refused: ${why}`, () => assert.throws(run, { name, message }));
}
