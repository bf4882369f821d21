import assert from 'node:assert/strict';
import { test } from 'node:test';
import { item, openStreamsBench } from '../dynamodb-streams.fixture.ts';
import type { GetShardIteratorInput } from '../model.ts';
import { getRecords } from './get-records.ts';
import { getShardIterator } from './get-shard-iterator.ts';

const number = (n: number): string => `1${String(n).padStart(20, '0')}`;

const CASES: readonly [
  type: GetShardIteratorInput['ShardIteratorType'],
  sequence: string | undefined,
  found: string[],
][] = [
  ['TRIM_HORIZON', undefined, ['1', '2', '3', '4']],
  ['LATEST', undefined, ['4']],
  ['AT_SEQUENCE_NUMBER', number(0), ['1', '2', '3', '4']],
  ['AT_SEQUENCE_NUMBER', number(2), ['2', '3', '4']],
  ['AFTER_SEQUENCE_NUMBER', number(2), ['3', '4']],
  ['AFTER_SEQUENCE_NUMBER', number(3), ['4']],
];

for (const [type, sequence, found] of CASES) {
  test(`${type} ${sequence ?? ''} reads ${found.join(', ')}`, async () => {
    await using bench = await openStreamsBench();
    const arn = await bench.table('table');
    for (const sk of ['1', '2', '3']) await bench.put('table', item(sk));
    const ShardIterator = await bench.iterator(arn, type, sequence);
    await bench.put('table', item('4'));
    const { Records } = await getRecords(bench.context(), { ShardIterator });
    assert.deepEqual(
      Records?.map(({ dynamodb }) => dynamodb?.Keys?.['sk']?.S),
      found,
    );
  });
}

test('LATEST of a stream from which everything was removed reads what comes', async () => {
  await using bench = await openStreamsBench();
  const arn = await bench.table('table');
  for (const sk of ['1', '2']) await bench.put('table', item(sk));
  bench.tables.clock.advance(24 * 3_600_000);
  await bench.tables.dynamodb.background.trimmer.run();
  assert.deepEqual(await bench.records(arn), []);
  const ShardIterator = await bench.iterator(arn, 'LATEST');
  await bench.put('table', item('3'));
  const { Records } = await getRecords(bench.context(), { ShardIterator });
  assert.deepEqual(
    Records?.map(({ dynamodb }) => dynamodb?.SequenceNumber),
    [number(3)],
  );
  await assert.rejects(bench.iterator(arn, 'AT_SEQUENCE_NUMBER', number(2)), { name: 'TrimmedDataAccessException' });
  await bench.iterator(arn, 'AFTER_SEQUENCE_NUMBER', number(2));
});

const REFUSED: readonly [
  what: string,
  input: Partial<GetShardIteratorInput>,
  error: { name?: string; code?: string; message: string },
][] = [
  [
    'another shard',
    { ShardId: 'shardId-00000000000000000000-00000000' },
    { name: 'ResourceNotFoundException', message: 'Requested resource not found: Shard does not exist' },
  ],
  [
    'no number',
    { ShardIteratorType: 'AT_SEQUENCE_NUMBER' },
    { code: 'ValidationException', message: 'SequenceNumber is required for ShardIteratorType AT_SEQUENCE_NUMBER' },
  ],
  // Refused by AWS, as ScyllaDB's test_get_shard_iterator has it; the words are ours.
  [
    'a number with TRIM_HORIZON',
    { ShardIteratorType: 'TRIM_HORIZON', SequenceNumber: number(0) },
    { code: 'ValidationException', message: 'SequenceNumber may not be specified for ShardIteratorType TRIM_HORIZON' },
  ],
  [
    'a number with LATEST',
    { ShardIteratorType: 'LATEST', SequenceNumber: number(0) },
    { code: 'ValidationException', message: 'SequenceNumber may not be specified for ShardIteratorType LATEST' },
  ],
  [
    'a number that is not there yet',
    { ShardIteratorType: 'AT_SEQUENCE_NUMBER', SequenceNumber: number(1) },
    { code: 'ValidationException', message: 'Invalid SequenceNumber for the shard' },
  ],
  [
    'a number of another form',
    { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER', SequenceNumber: '4'.repeat(25) },
    { code: 'ValidationException', message: 'Invalid SequenceNumber for the shard' },
  ],
  [
    'another stream',
    { StreamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/table/stream/2020-01-01T00:00:00.000' },
    {
      name: 'ResourceNotFoundException',
      message:
        'Requested resource not found: Stream: arn:aws:dynamodb:us-east-1:000000000000:table/table/stream/2020-01-01T00:00:00.000 not found',
    },
  ],
  [
    'what is no stream',
    { StreamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/table' },
    { code: 'ValidationException', message: 'Invalid StreamArn' },
  ],
  [
    'another partition, by which policies do not know it',
    { StreamArn: 'arn:aws-cn:dynamodb:us-east-1:000000000000:table/table/stream/2020-01-01T00:00:00.000' },
    { code: 'ValidationException', message: 'Invalid StreamArn' },
  ],
];

for (const [what, input, error] of REFUSED) {
  test(`refused: ${what}`, async () => {
    await using bench = await openStreamsBench();
    const StreamArn = await bench.table('table');
    const ShardId = await bench.shardIdOf(StreamArn);
    const whole = { StreamArn, ShardId, ShardIteratorType: 'LATEST', ...input } as const;
    await assert.rejects(getShardIterator(bench.context(), whole), error);
  });
}
