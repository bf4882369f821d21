import assert from 'node:assert/strict';
import test from 'node:test';
import { openBench } from '../lambda.fixture.ts';
import { getFunction } from './get-function.ts';
import { listTags } from './list-tags.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';

const Resource = 'arn:aws:lambda:us-east-1:000000000000:function:hello';

test('tags are added, replaced and taken away, up to 50', async () => {
  await using bench = await openBench();
  await bench.create({ Tags: { team: 'a', stage: 'test' } });
  const ctx = bench.context();
  await tagResource(ctx, { Resource, Tags: { team: 'b', cost: '1' } });
  await untagResource(ctx, { Resource, TagKeys: ['stage', 'nothing'] });
  assert.deepEqual(await listTags(ctx, { Resource }), { Tags: { team: 'b', cost: '1' } });
  assert.deepEqual((await getFunction(ctx, { FunctionName: 'hello' })).Tags, { team: 'b', cost: '1' });
  const many = Object.fromEntries(Array.from({ length: 49 }, (_, at) => [`t${at}`, '']));
  await assert.rejects(tagResource(ctx, { Resource, Tags: many }), {
    message: 'Number of tags exceeds resource tag limit.',
  });
  await assert.rejects(tagResource(ctx, { Resource, Tags: {} }), { name: 'InvalidParameterValueException' });
  await assert.rejects(listTags(ctx, { Resource: `${Resource}2` }), {
    name: 'ResourceNotFoundException',
    message: `Function not found: ${Resource}2`,
  });
});
