import assert from 'node:assert/strict';
import test from 'node:test';
import { type Bench, openBench } from '../logs.fixture.ts';
import type { DescribeLogGroupsRequest } from '../model.ts';
import { createLogGroup } from './create-log-group.ts';
import { describeLogGroups } from './describe-log-groups.ts';

async function openWithGroups(...names: readonly string[]): Promise<Bench> {
  const bench = await openBench();
  for (const logGroupName of names) await createLogGroup(bench.context(), { logGroupName });
  return bench;
}

async function pages(bench: Bench, input: DescribeLogGroupsRequest): Promise<readonly string[]> {
  const found: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await describeLogGroups(bench.context(), { ...input, nextToken });
    found.push((page.logGroups ?? []).map((group) => group.logGroupName).join(' '));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return found;
}

test('groups come by name, in pages, and never more pages than needed', async () => {
  await using bench = await openWithGroups('d', 'a', 'c', 'b');
  assert.deepEqual(await pages(bench, { limit: 3 }), ['a b c', 'd']);
  assert.deepEqual(await pages(bench, { limit: 4 }), ['a b c d']);
});

test('by prefix and by a part of the name', async () => {
  await using bench = await openWithGroups('/aws/lambda/a', '/aws/lambda/b', '/aws/lambd', '/my/lambda');
  assert.deepEqual(await pages(bench, { logGroupNamePrefix: '/aws/lambda', limit: 1 }), [
    '/aws/lambda/a',
    '/aws/lambda/b',
  ]);
  assert.deepEqual(await pages(bench, { logGroupNamePattern: 'lambda' }), ['/aws/lambda/a /aws/lambda/b /my/lambda']);
  await assert.rejects(pages(bench, { logGroupNamePrefix: 'a', logGroupNamePattern: 'a' }), {
    name: 'InvalidParameterException',
  });
});

test('by a list of names and ARNs; those that are not there are left out', async () => {
  await using bench = await openWithGroups('a', 'b', 'c');
  const arn = 'arn:aws:logs:us-east-1:000000000000:log-group:b';
  assert.deepEqual(await pages(bench, { logGroupIdentifiers: ['c', arn, 'none'] }), ['b c']);
});

test('a prefix with pages that end between matches', async () => {
  await using bench = await openWithGroups('a1', 'a2', 'b1', 'a3', 'b2');
  assert.deepEqual(await pages(bench, { logGroupNamePattern: '1', limit: 1 }), ['a1', 'b1', '']);
});

test('a token that is none is refused', async () => {
  await using bench = await openWithGroups('a');
  await assert.rejects(describeLogGroups(bench.context(), { nextToken: '!' }), { name: 'InvalidParameterException' });
});
