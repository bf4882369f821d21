import assert from 'node:assert/strict';
import test, { describe } from 'node:test';
import { type Bench, openBench } from '../logs.fixture.ts';
import { InvalidParameterException, type ListLogGroupsRequest } from '../model.ts';
import { createLogGroup } from './create-log-group.ts';
import { listLogGroups } from './list-log-groups.ts';

async function openWithGroups(): Promise<Bench> {
  const bench = await openBench();
  for (const logGroupName of ['/aws/lambda/one', '/aws/lambda/two', 'own/lambda']) {
    await createLogGroup(bench.context(), { logGroupName, tags: { name: logGroupName, team: 'a' } });
  }
  return bench;
}

async function names(bench: Bench, input: ListLogGroupsRequest): Promise<string> {
  const { logGroups = [] } = await listLogGroups(bench.context(), input);
  return logGroups.map(({ logGroupName }) => logGroupName).join(' ');
}

describe('what is found', async () => {
  const cases: readonly [string, ListLogGroupsRequest, string][] = [
    ['everything', {}, '/aws/lambda/one /aws/lambda/two own/lambda'],
    ['a part of the name', { logGroupNamePattern: 'lambda' }, '/aws/lambda/one /aws/lambda/two own/lambda'],
    ['the beginning of the name', { logGroupNamePattern: '^own' }, 'own/lambda'],
    ['one of several', { logGroupNamePattern: '^own|two' }, '/aws/lambda/two own/lambda'],
    ['no name that begins so', { logGroupNamePattern: '^lambda' }, ''],
    ['a class', { logGroupClass: 'INFREQUENT_ACCESS' }, ''],
    ['a tag', { logGroupTags: [{ key: 'team' }] }, '/aws/lambda/one /aws/lambda/two own/lambda'],
    ['a value of a tag', { logGroupTags: [{ key: 'name', values: ['own/lambda', 'x'] }] }, 'own/lambda'],
    ['all tags', { logGroupTags: [{ key: 'team' }, { key: 'missing' }] }, ''],
    ['no tag that objects have by themselves', { logGroupTags: [{ key: 'constructor' }] }, ''],
    ['another account', { accountIdentifiers: ['111111111111'], includeLinkedAccounts: true }, ''],
  ];
  await using bench = await openWithGroups();
  for (const [name, input, found] of cases) {
    const answer = await names(bench, input);
    test(name, () => assert.equal(answer, found));
  }
});

test('pages follow one another by name', async () => {
  await using bench = await openWithGroups();
  const first = await listLogGroups(bench.context(), { limit: 2 });
  assert.deepEqual(first.logGroups?.at(-1), {
    logGroupName: '/aws/lambda/two',
    logGroupArn: 'arn:aws:logs:us-east-1:000000000000:log-group:/aws/lambda/two',
    logGroupClass: 'STANDARD',
  });
  const second = await listLogGroups(bench.context(), { limit: 2, nextToken: first.nextToken });
  assert.deepEqual(
    second.logGroups?.map(({ logGroupName }) => logGroupName),
    ['own/lambda'],
  );
  assert.equal(second.nextToken, undefined);
});

test('what is not supported is refused', async () => {
  await using bench = await openWithGroups();
  for (const input of [{ fieldIndexNames: ['a'] }, { dataSources: [{ name: 'a' }] }, { accountIdentifiers: ['1'] }]) {
    await assert.rejects(listLogGroups(bench.context(), input), InvalidParameterException);
  }
});
