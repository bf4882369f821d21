import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UserError } from '../../kit/user-error.ts';
import { logGroupsOf } from './names.ts';
import { sinceMs } from './since.ts';

const NAMES: readonly (readonly [name: string, groups: readonly string[]])[] = [
  ['hello', ['/aws/lambda/hello', 'hello']],
  ['hello:prod', ['/aws/lambda/hello', 'hello:prod']],
  ['/aws/lambda/hello', ['/aws/lambda/hello']],
  ['arn:aws:lambda:us-east-1:000000000000:function:hello', ['/aws/lambda/hello']],
  ['arn:aws:lambda:us-east-1:000000000000:function:hello:$LATEST', ['/aws/lambda/hello']],
  ['arn:aws:logs:us-east-1:000000000000:log-group:/my/group:*', ['/my/group']],
];
for (const [name, groups] of NAMES) {
  test(`the log groups of ${name}`, () => assert.deepEqual(logGroupsOf(name, 'us-east-1'), groups));
}

test('an ARN of another region or of something else is refused', () => {
  assert.throws(() => logGroupsOf('arn:aws:lambda:eu-west-1:000000000000:function:f', 'us-east-1'), /region eu-west-1/);
  assert.throws(() => logGroupsOf('arn:aws:sqs:us-east-1:000000000000:queue', 'us-east-1'), UserError);
});

const NOW_MS = Date.UTC(2026, 10, 24);
const TIMES: readonly (readonly [text: string, agoMs: number])[] = [
  ['30s', 30_000],
  ['10m', 600_000],
  ['2h', 7_200_000],
  ['1d', 86_400_000],
  ['1w', 604_800_000],
  ['2026-11-23T23:00:00Z', 3_600_000],
  ['2026-11-23', 86_400_000],
];
for (const [text, agoMs] of TIMES) {
  test(`since ${text}`, () => assert.equal(sinceMs(text, NOW_MS), NOW_MS - agoMs));
}

test('what is no time is refused', () => {
  for (const text of ['', 'now', '10', '5y', '-1h', '2026-99-99'])
    assert.throws(() => sinceMs(text, NOW_MS), UserError);
});
