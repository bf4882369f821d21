import assert from 'node:assert/strict';
import test from 'node:test';
import { openBench } from '../logs.fixture.ts';
import { createLogGroup } from './create-log-group.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { listTagsLogGroup } from './list-tags-log-group.ts';
import { tagLogGroup } from './tag-log-group.ts';
import { tagResource } from './tag-resource.ts';
import { untagLogGroup } from './untag-log-group.ts';
import { untagResource } from './untag-resource.ts';

const resourceArn = 'arn:aws:logs:us-east-1:000000000000:log-group:g';

test('tags are added, replaced and taken off, by the newer operations and the older', async () => {
  await using bench = await openBench();
  await createLogGroup(bench.context(), { logGroupName: 'g', tags: { a: '1' } });
  await tagResource(bench.context(), { resourceArn, tags: { a: '2', b: '3' } });
  await tagLogGroup(bench.context(), { logGroupName: 'g', tags: { c: '4' } });
  assert.deepEqual(await listTagsForResource(bench.context(), { resourceArn }), { tags: { a: '2', b: '3', c: '4' } });
  await untagResource(bench.context(), { resourceArn, tagKeys: ['a', 'none'] });
  await untagLogGroup(bench.context(), { logGroupName: 'g', tags: ['b'] });
  assert.deepEqual(await listTagsLogGroup(bench.context(), { logGroupName: 'g' }), { tags: { c: '4' } });
});

test('too many tags change nothing', async () => {
  await using bench = await openBench();
  await createLogGroup(bench.context(), { logGroupName: 'g', tags: { a: '1' } });
  const tags = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 'v']));
  await assert.rejects(tagResource(bench.context(), { resourceArn, tags }), { name: 'TooManyTagsException' });
  assert.deepEqual(await listTagsForResource(bench.context(), { resourceArn }), { tags: { a: '1' } });
});

test('an ARN of nothing, of elsewhere, or of no log group', async () => {
  await using bench = await openBench();
  const list = (arn: string): Promise<unknown> => listTagsForResource(bench.context(), { resourceArn: arn });
  await assert.rejects(list(resourceArn), { name: 'ResourceNotFoundException' });
  await assert.rejects(list('arn:aws:logs:eu-west-1:000000000000:log-group:g'), { name: 'ResourceNotFoundException' });
  await assert.rejects(list('arn:aws:logs:us-east-1:000000000000:destination:d'), {
    name: 'InvalidParameterException',
  });
});
