import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACCOUNT, REGION } from '../dynamodb.fixture.ts';
import { parseTableArn } from './resource-arn.ts';

const place = { accountId: ACCOUNT, region: REGION };
const TABLE = `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/table`;

test("a table's ARN", () => {
  assert.deepEqual(parseTableArn(place, TABLE), { ...place, name: 'table' });
});

const WRONG: readonly [text: string, message: string][] = [
  ['table', "One or more parameter values were invalid: ARNs must start with 'arn:': table"],
  [
    'arn:aws:s3:::b',
    'One or more parameter values were invalid: Provided Arn is not a DynamoDB resource arn: arn:aws:s3:::b',
  ],
  [
    `${TABLE}/index/i`,
    `One or more parameter values were invalid: Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${TABLE}/index/i`,
  ],
  [`${TABLE}/stream/2026-11-27T17:30:00.000`, 'A stream as the resource is not supported by Virga.'],
  [
    TABLE.replace(REGION, 'eu-west-1'),
    `One or more parameter values were invalid: Invalid resource Arn: ${TABLE.replace(REGION, 'eu-west-1')}`,
  ],
  [
    TABLE.replace(ACCOUNT, '111122223333'),
    'This action is only supported by accounts that match the resource owner’s account.',
  ],
];

for (const [text, message] of WRONG) {
  test(`no resource: ${text}`, () => {
    assert.throws(() => parseTableArn(place, text), { code: 'ValidationException', message });
  });
}
