import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { NOTHING } from '../ingest.ts';
import { Biller, tiered, totalOf } from './biller.ts';
import { Decimal } from './decimal.ts';
import { priceTable } from './price-table.ts';

const table = priceTable();
const biller = (freeTier = false): Biller => new Biller({ table, architecture: 'x86_64', freeTier });
const GB_SECOND = 1_024_000;

test('decimals are exact', () => {
  const cases: readonly [Decimal, string][] = [
    [Decimal.parse('0.1').plus(Decimal.parse('0.2')), '0.3'],
    [Decimal.parse('0.0000166667').times(3n), '0.0000500001'],
    [Decimal.of(1n).dividedBy(1_024_000n), '0.0000009765625'],
    [Decimal.of(-5n).dividedBy(4n), '-1.25'],
    [Decimal.of(100n), '100'],
    [Decimal.parse('100.00'), '100'],
  ];
  for (const [found, text] of cases) assert.equal(found.toString(), text);
  assert.equal(Decimal.parse('0.005').toFixed(2), '0.01');
  assert.equal(Decimal.parse('-0.005').toFixed(2), '-0.01');
  assert.equal(Decimal.parse('2').toFixed(2), '2.00');
  assert.throws(() => Decimal.of(1n).dividedBy(3n), RangeError);
  assert.throws(() => Decimal.parse('1e3'), RangeError);
});

test("AWS's example: 3 million requests of 512 MB for a second", () => {
  const sum = { ...NOTHING, invocations: 3_000_000, billedMbMs: 1_500_000 * GB_SECOND };
  const free = biller(true).bill('2026-11-01', 'us-east-1', sum);
  assert.equal(free.compute.toString(), '18.33337');
  assert.equal(free.requests.toString(), '0.4');
  assert.equal(totalOf(biller().bill('2026-11-01', 'us-east-1', sum)).toString(), '25.60005');
});

test('tiers begin where they end, whatever parts the amount comes in', () => {
  const tiers = [
    { upTo: 10n, price: Decimal.of(4n) },
    { upTo: 20n, price: Decimal.of(2n) },
    { upTo: undefined, price: Decimal.of(1n) },
  ];
  const whole = tiered(tiers, 0n, 25n, 1n);
  assert.equal(whole.toString(), '65');
  for (let cut = 0n; cut <= 25n; cut++) {
    const parts = tiered(tiers, 0n, cut, 1n).plus(tiered(tiers, cut, 25n - cut, 1n));
    assert.equal(parts.compare(whole), 0, `cut at ${cut}`);
  }
});

test('compute beyond 6 billion GB-seconds is cheaper, in its region', () => {
  const one = biller();
  const sum = { ...NOTHING, billedMbMs: 6_000_000_000 * GB_SECOND };
  assert.equal(one.bill('2026-11-01', 'us-east-1', sum).compute.toString(), '100000.2');
  assert.equal(one.bill('2026-11-02', 'us-east-1', sum).compute.toString(), '90000');
  assert.equal(one.bill('2026-11-02', 'us-west-2', sum).compute.toString(), '100000.2');
  assert.equal(one.bill('2026-12-01', 'us-east-1', sum).compute.toString(), '100000.2');
});

test('the free tier is one for all regions, and begins anew with the month', () => {
  const one = biller(true);
  const sum = { ...NOTHING, invocations: 600_000 };
  assert.equal(one.bill('2026-11-29', 'us-east-1', sum).requests.toString(), '0');
  assert.equal(one.bill('2026-11-30', 'us-west-2', sum).requests.toString(), '0.04');
  assert.equal(one.bill('2026-12-01', 'us-east-1', sum).requests.toString(), '0');
});

test('a region without prices of its own says whose stand in, and what is not confirmed', () => {
  assert.deepEqual(table.caveats(['us-east-1'], 'x86_64'), []);
  assert.match(
    table.caveats(['eu-west-3'], 'x86_64').join(),
    /eu-west-3: prices of us-east stand in for requests, compute-x86/,
  );
  assert.match(table.caveats(['eu-west-1'], 'x86_64').join(), /stand in for ephemeral, transfer-out$/);
  assert.match(table.caveats(['me-south-1'], 'x86_64').join(), /me-south-1: not confirmed at their source: requests/);
});

test('every price says where and when it was read', () => {
  const text = readFileSync(new URL('../prices/aws-2026-11-24.json', import.meta.url), 'utf8');
  const file = JSON.parse(text) as Record<'rows' | 'free' | 'servers', Record<string, unknown>[]>;
  for (const row of [...file.rows, ...file.free, ...file.servers]) {
    assert.match(String(row['source']), /https:|API/);
    assert.match(String(row['read']), /^\d{4}-\d{2}-\d{2}$/);
    assert.equal(typeof row['confirmed'], 'boolean');
  }
});
