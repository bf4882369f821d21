import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Bench, openBench } from '../dynamodb.fixture.ts';
import type { Tag } from '../model.ts';
import { listTagsOfResource } from './list-tags-of-resource.ts';
import { tagResource } from './tag-resource.ts';
import { untagResource } from './untag-resource.ts';

const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/table';

async function tags(bench: Bench): Promise<readonly Tag[] | undefined> {
  return (await listTagsOfResource(bench.context(), { ResourceArn })).Tags;
}

test('tags are set, replaced and taken away', async () => {
  await using bench = await openBench();
  await bench.table('table', { Tags: [{ Key: 'a', Value: '1' }] });
  const set = [
    { Key: 'a', Value: '2' },
    { Key: 'ключ', Value: 'a+b-c=d.e_f:g/h@i' },
  ];
  await tagResource(bench.context(), { ResourceArn, Tags: set });
  assert.deepEqual(await tags(bench), set);
  await untagResource(bench.context(), { ResourceArn, TagKeys: ['a', 'not there'] });
  assert.deepEqual(await tags(bench), [set[1]]);
});

const MANY = Array.from({ length: 51 }, (_, at) => ({ Key: String(at), Value: '' }));

const REFUSED: readonly [what: string, list: readonly Tag[], message: string][] = [
  ['none', [], 'Atleast one Tag needs to be provided as Input.'],
  [
    'a key of 129 characters',
    [{ Key: 'k'.repeat(129), Value: '' }],
    `The Tag Key provided is invalid, Key: ${'k'.repeat(129)}`,
  ],
  ['an empty key', [{ Key: '', Value: '' }], 'The Tag Key provided is invalid, Key: '],
  ['a key of AWS', [{ Key: 'aws:zzz', Value: '' }], 'Tag Key cannot be prefixed with aws:, Key: aws:zzz'],
  [
    'a long value',
    [{ Key: 'k', Value: 'v'.repeat(257) }],
    `The Tag Value provided is invalid, Value: ${'v'.repeat(257)}`,
  ],
  ['a sign that no tag has', [{ Key: 'k', Value: '100%' }], 'The Tag Value provided is invalid, Value: 100%'],
  [
    'one key twice',
    [
      { Key: 'dup', Value: '1' },
      { Key: 'dup', Value: '2' },
    ],
    'Duplicate Tag Keys provided as input: Duplicate Tag Key found dup',
  ],
  ['more than fifty', MANY, 'Number of Tags exceed the current limit for the provided ResourceArn'],
];

test('what TagResource refuses, it refuses as a whole', async (t) => {
  await using bench = await openBench();
  await bench.table('table');
  for (const [what, list, message] of REFUSED) {
    await t.test(what, async () => {
      const Tags = list.length === 0 ? [] : [...list, { Key: 'good', Value: 'tag' }];
      await assert.rejects(tagResource(bench.context(), { ResourceArn, Tags }), {
        code: 'ValidationException',
        message,
      });
    });
  }
  assert.deepEqual(await tags(bench), []);
});

test('what UntagResource refuses', async () => {
  await using bench = await openBench();
  await bench.table('table');
  const refused = (TagKeys: string[], message: string): Promise<void> =>
    assert.rejects(untagResource(bench.context(), { ResourceArn, TagKeys }), { code: 'ValidationException', message });
  await refused([], 'Atleast one Tag Key needs to be provided as Input.');
  await refused(['k'.repeat(129)], `The Tag Key provided is invalid, Key: ${'k'.repeat(129)}`);
  await refused(
    MANY.map(({ Key }) => Key),
    'Number of Tags exceed the current limit for the provided ResourceArn',
  );
});

test('of a table that is not there', async () => {
  await using bench = await openBench();
  const error = {
    name: 'ResourceNotFoundException',
    message: `Requested resource not found: ResourceArn: ${ResourceArn} not found`,
  };
  await assert.rejects(tags(bench), error);
  await assert.rejects(tagResource(bench.context(), { ResourceArn, Tags: [{ Key: 'a', Value: '' }] }), error);
  await assert.rejects(untagResource(bench.context(), { ResourceArn, TagKeys: ['a'] }), error);
});
