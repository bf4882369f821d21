import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { WireError } from '../../../wire/error.ts';
import { type Bench, openBench, reopened } from '../dynamodb.fixture.ts';
import type { ImportTableDescription, ImportTableInput } from '../model.ts';
import { describeImport } from '../operations/describe-import.ts';
import { describeTable } from '../operations/describe-table.ts';
import { getItem } from '../operations/get-item.ts';
import { importTable } from '../operations/import-table.ts';
import { listImports } from '../operations/list-imports.ts';
import { query } from '../operations/query.ts';
import { scan } from '../operations/scan.ts';

const INPUT: ImportTableInput = {
  S3BucketSource: { S3Bucket: 'bench', S3KeyPrefix: 'in/' },
  InputFormat: 'DYNAMODB_JSON',
  TableCreationParameters: {
    TableName: 'orders',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'n', AttributeType: 'N' },
    ],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'byNumber',
        KeySchema: [{ AttributeName: 'n', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  },
};

async function begin(
  bench: Bench,
  asked: Partial<ImportTableInput> = {},
  context = bench.context(),
): Promise<ImportTableDescription> {
  return (await importTable(context, { ...INPUT, ...asked })).ImportTableDescription;
}

async function ended(bench: Bench, { ImportArn = '' }: ImportTableDescription): Promise<ImportTableDescription> {
  await bench.dynamodb.background.transfers.run();
  await bench.dynamodb.background.transfers.run();
  return (await describeImport(bench.context(), { ImportArn })).ImportTableDescription;
}

function counts(done: ImportTableDescription): readonly (string | number | undefined)[] {
  return [done.ImportStatus, done.ProcessedItemCount, done.ImportedItemCount, done.ErrorCount];
}

const line = (pk: string, more: object = {}): string => `${JSON.stringify({ Item: { pk: { S: pk }, ...more } })}\n`;

test('lines of several objects become a table with its indexes', async () => {
  await using bench = await openBench();
  const many = Array.from({ length: 250 }, (_, at) => line(`item ${at}`, { n: { N: String(at % 5) } }));
  bench.objects.write('in/1.json.gz', gzipSync(many.slice(0, 200).join('')));
  bench.objects.write('in/2.json.gz', gzipSync(many.slice(200).join('')));
  bench.objects.write('in/3.json.gz', gzipSync(line('item 0', { n: { N: '7.0' }, raw: { B: 'AAE=' } }).trim()));
  bench.objects.write('other/4.json.gz', 'is not read');
  bench.objects.write('in/', '');
  const begun = await begin(bench, { InputCompressionType: 'GZIP' });
  assert.deepEqual(counts(begun), ['IN_PROGRESS', 0, 0, 0]);
  const { Table: making } = await describeTable(bench.context(), { TableName: 'orders' });
  assert.equal(making?.TableStatus, 'CREATING');
  await assert.rejects(scan(bench.context(), { TableName: 'orders' }), { shape: 'ResourceNotFoundException' });
  const done = await ended(bench, begun);
  assert.deepEqual(counts(done), ['COMPLETED', 251, 251, 0]);
  const sizes = ['in/1.json.gz', 'in/2.json.gz', 'in/3.json.gz'].map((key) => bench.objects.bytes(key).length);
  assert.equal(
    done.ProcessedSizeBytes,
    sizes.reduce((sum, bytes) => sum + bytes, 0),
  );
  const { Table: made } = await describeTable(bench.context(), { TableName: 'orders' });
  assert.deepEqual([made?.TableStatus, made?.ItemCount, made?.TableId], ['ACTIVE', 250, done.TableId]);
  const found = await getItem(bench.context(), { TableName: 'orders', Key: { pk: { S: 'item 0' } } });
  assert.deepEqual(JSON.parse(JSON.stringify(found.Item)).n, { N: '7' });
  const byNumber = await query(bench.context(), {
    TableName: 'orders',
    IndexName: 'byNumber',
    KeyConditionExpression: 'n = :n',
    ExpressionAttributeValues: { ':n': { N: '3' } },
  });
  assert.equal(byNumber.Count, 50);
});

test('rows of CSV: keys have their types, the rest are texts', async () => {
  await using bench = await openBench();
  bench.objects.write('in/1.csv', '\uFEFFpk,n,text\na,1.50,"with, comma"\nb,not a number,x\nc,2\n\nd,3,""\n');
  const done = await ended(bench, await begin(bench, { InputFormat: 'CSV' }));
  assert.deepEqual([...counts(done), done.FailureCode], ['FAILED', 4, 2, 2, 'ItemValidationError']);
  const { Items } = await scan(bench.context(), { TableName: 'orders' });
  assert.deepEqual(
    (Items ?? []).toSorted((one, other) => ((one['pk']?.S ?? '') < (other['pk']?.S ?? '') ? -1 : 1)),
    [
      { pk: { S: 'a' }, n: { N: '1.5' }, text: { S: 'with, comma' } },
      { pk: { S: 'd' }, n: { N: '3' }, text: { S: '' } },
    ],
  );
});

test('rows of CSV that end in other ways than their header', async () => {
  await using bench = await openBench();
  bench.objects.write('in/1.csv', 'pk,n,text\na,1,x\r\nb,2,"y"\r\n');
  bench.objects.write('in/2.csv', 'pk,n,text\r\nc,3,z\nd,4,"one\r\ntwo"\n');
  const done = await ended(bench, await begin(bench, { InputFormat: 'CSV' }));
  assert.deepEqual(counts(done), ['COMPLETED', 4, 4, 0]);
  const { Items = [] } = await scan(bench.context(), { TableName: 'orders' });
  const texts = Items.map(({ pk, text }) => `${pk?.S} ${text?.S}`).toSorted();
  assert.deepEqual(texts, ['a x', 'b y', 'c z', 'd one\r\ntwo']);
});

test('rows of CSV with another delimiter and a header that is given', async () => {
  await using bench = await openBench();
  bench.objects.write('in/1.csv', 'a;1\nb;2\n');
  const options = { Csv: { Delimiter: ';', HeaderList: ['pk', 'n'] } };
  const done = await ended(bench, await begin(bench, { InputFormat: 'CSV', InputFormatOptions: options }));
  assert.deepEqual([counts(done), done.InputFormatOptions], [['COMPLETED', 2, 2, 0], options]);
});

test('what is no item of the table is counted and fails the import; the others are in its table', async () => {
  await using bench = await openBench();
  const bad = [
    '{"pk":{"S":"a"}}\n',
    '{"Item":{"pk":{"N":"1"}}}\n',
    '{"Item":{"pk":{"S":""}}}\n',
    '{"Item":{"pk":{"S":"a","N":"1"}}}\n',
    '{"Item":{"pk":{"S":"a"},"x":{"SS":[]}}}\n',
    '{"Item":{"pk":{"S":"a"},"x":{"B":"!"}}}\n',
    '{"Item":{"pk":{"S":"a"},"x":null}}\n',
    line('a', { n: { S: 'of another type' } }),
    line('a', { text: { S: 'x'.repeat(410_000) } }),
  ];
  bench.objects.write(
    'in/1.json',
    [line('first'), ...bad, line('last', { m: { M: { l: { L: [{ NULL: true }] } } } })].join(''),
  );
  const done = await ended(bench, await begin(bench));
  assert.deepEqual(counts(done), ['FAILED', bad.length + 2, 2, bad.length]);
  // Observed 2026-10-09 (ack-api-quirks DDB-IMPORT-013).
  assert.deepEqual(
    [done.FailureCode, done.FailureMessage],
    [
      'ItemValidationError',
      'Some of the items failed validation checks and were not imported. Please check CloudWatch error logs for more details.',
    ],
  );
  const { Table: left } = await describeTable(bench.context(), { TableName: 'orders' });
  assert.equal(left?.TableStatus, 'ACTIVE');
  assert.equal((await scan(bench.context(), { TableName: 'orders' })).Count, 2);
});

test('objects of JSON one after another on a line, and over several lines', async () => {
  await using bench = await openBench();
  const odd = line('}"{\\', { text: { S: '{"Item":' } });
  bench.objects.write('in/1.json', [line('a').trim(), line('b'), odd.trim(), line('c').trim()].join(''));
  bench.objects.write('in/2.json', `\uFEFF${JSON.stringify({ Item: { pk: { S: 'd' } } }, undefined, 2)}`);
  const done = await ended(bench, await begin(bench));
  assert.deepEqual(counts(done), ['COMPLETED', 5, 5, 0]);
  const found = await getItem(bench.context(), { TableName: 'orders', Key: { pk: { S: '}"{\\' } } });
  assert.deepEqual(JSON.parse(JSON.stringify(found.Item)).text, { S: '{"Item":' });
});

test('nothing to import is an empty table', async () => {
  await using bench = await openBench();
  const done = await ended(bench, await begin(bench));
  assert.deepEqual([...counts(done), done.ProcessedSizeBytes], ['COMPLETED', 0, 0, 0, 0]);
  assert.equal((await scan(bench.context(), { TableName: 'orders' })).Count, 0);
});

/** What is in the second of three objects, and how many of its items are imported. */
const UNREADABLE: readonly (readonly [string, string | Uint8Array, 'GZIP' | 'ZSTD' | 'NONE', number])[] = [
  ['no gzip', 'plain', 'GZIP', 0],
  ['half a gzip', gzipSync(line('a')).subarray(0, 20), 'GZIP', 0],
  ['no zstd', 'plain', 'ZSTD', 0],
  ['half a zstd', zstdCompressSync(line('a')).subarray(0, 20), 'ZSTD', 0],
  ['a gzip that is not expanded', gzipSync(line('a')), 'NONE', 0],
  ['a line that is no JSON', `${line('a')}${line('b')}no json\n${line('c')}`, 'NONE', 2],
  ['an object that is no JSON', `${line('a')}{"Item":{"pk":{"S":"b"},}}\n${line('c')}`, 'NONE', 1],
  ['an object without an end', `${line('a')}{"Item":{`, 'NONE', 1],
  ['an object longer than may be', `{${'x'.repeat(8 * 1_048_576 + 1)}`, 'NONE', 0],
];

for (const [what, body, compression, imported] of UNREADABLE) {
  test(`${what} counts as one item that is wrong, and the next object is read`, async () => {
    await using bench = await openBench();
    const pack = { GZIP: gzipSync, ZSTD: zstdCompressSync, NONE: (text: string) => Buffer.from(text) }[compression];
    bench.objects.write('in/1', pack(line('first')));
    bench.objects.write('in/2', body);
    bench.objects.write('in/3', pack(line('last')));
    const done = await ended(bench, await begin(bench, { InputCompressionType: compression }));
    assert.deepEqual(
      [...counts(done), done.FailureCode],
      ['FAILED', imported + 3, imported + 2, 1, 'ItemValidationError'],
    );
    assert.equal((await scan(bench.context(), { TableName: 'orders' })).Count, imported + 2);
  });
}

test('Zstandard is read, of one frame or several', async () => {
  await using bench = await openBench();
  const frames = Buffer.concat([zstdCompressSync(line('a') + line('b')), zstdCompressSync(line('c'))]);
  bench.objects.write('in/1.json.zst', frames);
  const done = await ended(bench, await begin(bench, { InputCompressionType: 'ZSTD' }));
  assert.deepEqual([...counts(done), done.InputCompressionType], ['COMPLETED', 3, 3, 0, 'ZSTD']);
});

const FAILING: readonly (readonly [string, string | Uint8Array, Partial<ImportTableInput>, string])[] = [
  ['quotes that do not end', 'pk,n\n"a,1\n', { InputFormat: 'CSV' }, 'InvalidCsv'],
  ['a header without the key', 'a,n\n1,2\n', { InputFormat: 'CSV' }, 'InvalidCsvHeader'],
  ['a header that says a name twice', 'pk,n,n\n1,2,3\n', { InputFormat: 'CSV' }, 'InvalidCsvHeader'],
];

for (const [what, body, asked, code] of FAILING) {
  test(`an import fails on ${what}, and leaves no table`, async () => {
    await using bench = await openBench();
    bench.objects.write('in/1', body);
    const done = await ended(bench, await begin(bench, asked));
    assert.deepEqual([done.ImportStatus, done.FailureCode], ['FAILED', code]);
    await assert.rejects(describeTable(bench.context(), { TableName: 'orders' }), {
      shape: 'ResourceNotFoundException',
    });
    bench.objects.write('in/1', line('a'));
    assert.equal((await ended(bench, await begin(bench))).ImportStatus, 'COMPLETED');
  });
}

test('what the caller may not read is an import that failed', async () => {
  await using bench = await openBench();
  bench.objects.write('in/1', line('a'));
  for (const denied of ['s3:ListBucket', 's3:GetObject']) {
    const authorize = ({ action }: { readonly action: string }): Promise<void> =>
      action === denied
        ? Promise.reject(new WireError('AccessDeniedException', 403, `not allowed: ${action}`))
        : Promise.resolve();
    const done = await ended(bench, await begin(bench, {}, bench.context({ authorize })));
    assert.deepEqual(
      [done.ImportStatus, done.FailureCode, done.FailureMessage],
      ['FAILED', 'S3AccessDenied', `not allowed: ${denied}`],
    );
  }
  const done = await ended(bench, await begin(bench, { S3BucketSource: { S3Bucket: 'none' } }));
  assert.deepEqual([done.ImportStatus, done.FailureCode], ['FAILED', 'S3NoSuchBucket']);
  await assert.rejects(describeTable(bench.context(), { TableName: 'orders' }), {
    shape: 'ResourceNotFoundException',
  });
});

test('an import that a restart interrupted goes on; a changed object fails it', async () => {
  await using bench = await openBench();
  bench.objects.write('in/1', line('a'));
  bench.objects.held = true;
  const held = new Promise<void>((resolve) => (bench.objects.onHeld = resolve));
  const begun = await begin(bench);
  const other = { ...INPUT.TableCreationParameters, TableName: 'others' };
  const changed = await begin(bench, {
    S3BucketSource: { S3Bucket: 'bench', S3KeyPrefix: 'in/' },
    TableCreationParameters: other,
  });
  await held;
  await bench.dynamodb.close();
  bench.objects.held = false;
  await using again = reopened(bench);
  assert.deepEqual(counts(await ended(again, begun)), ['COMPLETED', 1, 1, 0]);
  assert.equal((await ended(again, changed)).ImportStatus, 'COMPLETED');

  bench.objects.held = true;
  const third = new Promise<void>((resolve) => (bench.objects.onHeld = resolve));
  const late = await begin(again, { TableCreationParameters: { ...other, TableName: 'late' } });
  await third;
  await again.dynamodb.close();
  bench.objects.held = false;
  bench.clock.advance(1_000);
  bench.objects.write('in/1', line('b'));
  await using last = reopened(bench);
  const failed = await ended(last, late);
  assert.deepEqual([failed.ImportStatus, failed.FailureCode], ['FAILED', 'S3ObjectChanged']);
});

test('no more than 50 imports at once', async () => {
  await using bench = await openBench();
  bench.objects.write('in/1', line('a'));
  bench.objects.held = true;
  const into = (number: number): Partial<ImportTableInput> => ({
    TableCreationParameters: { ...INPUT.TableCreationParameters, TableName: `table${number}` },
  });
  for (let number = 0; number < 50; number++) await begin(bench, into(number));
  await assert.rejects(begin(bench, into(50)), { shape: 'LimitExceededException' });
});

test('tokens, tables that are there, what is refused, and lists', async () => {
  await using bench = await openBench();
  bench.objects.write('in/1', line('a'));
  const first = await begin(bench, { ClientToken: 'one' });
  assert.equal((await begin(bench, { ClientToken: 'one' })).ImportArn, first.ImportArn);
  await assert.rejects(begin(bench, { ClientToken: 'one', InputFormat: 'CSV' }), { shape: 'ImportConflictException' });
  await assert.rejects(begin(bench, { ClientToken: 'two' }), { shape: 'ResourceInUseException' });
  await assert.rejects(begin(bench, { InputFormat: 'ION' }), { code: 'ValidationException' });
  await assert.rejects(begin(bench, { InputFormatOptions: { Csv: {} } }), { code: 'ValidationException' });
  const ImportArn = `${first.TableArn}/import/01795800600000-0a1b2c3d`;
  await assert.rejects(describeImport(bench.context(), { ImportArn }), { shape: 'ImportNotFoundException' });
  // Access is asked for on the ARN.
  const ofAnother = { ImportArn: (first.ImportArn ?? '').replace('/import/', '-other/import/') };
  await assert.rejects(describeImport(bench.context(), ofAnother), { shape: 'ImportNotFoundException' });
  const { ImportSummaryList: listed } = await listImports(bench.context(), { TableArn: first.TableArn });
  assert.deepEqual(
    listed?.map((one) => one.ImportArn),
    [first.ImportArn],
  );
});
