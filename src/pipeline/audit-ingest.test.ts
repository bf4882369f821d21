import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import { ManualClock, systemClock } from '../kit/clock.ts';
import { RandomIds } from '../kit/ids.ts';
import { jsonLog, silentLog } from '../kit/log.ts';
import { openSqliteStore } from '../storage/sqlite/store.ts';
import type { Store } from '../storage/store.ts';
import { type AuditRecord, auditRecord, auditStream } from './audit.ts';
import { type Audit, openAudit } from './audit-ingest.ts';
import { ChangeTrim } from './audit-trim.ts';
import { AUDIT_AGE_MAX_MS, AUDIT_CHANGES_TRIM_EVERY } from './limits.ts';

const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
const START_MS = Date.UTC(2026, 10, 24);

interface Bench {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly audit: Audit;
  readonly lines: string[];
  /** What the spool does: gives entries, whose marks grow. */
  give(entries: readonly { payload: Uint8Array; mark: string }[]): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function openBench(): Promise<Bench> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-audit-'));
  const clock = new ManualClock(START_MS);
  const lines: string[] = [];
  const onFatal = (): void => {};
  const store = await openSqliteStore({ file: path.join(folder, 't.db'), clock: systemClock, log: silentLog, onFatal });
  const handlers: ((entries: readonly { payload: Uint8Array; mark: string }[]) => Promise<void>)[] = [];
  const spool = {
    ingest: (_kind: string, handler: (typeof handlers)[0]) => void handlers.push(handler),
    drain: () => Promise.resolve(),
  };
  const log = jsonLog((line) => lines.push(line), Date.now);
  const audit = openAudit({ telemetry: store, spool, clock, ids: new RandomIds(), log });
  return {
    store,
    clock,
    audit,
    lines,
    give: async (entries) => {
      for (const handler of handlers) await handler(entries);
    },
    async [Symbol.asyncDispose]() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function record(requestId: string, more: Partial<AuditRecord> = {}): AuditRecord {
  const who = { accountId: ACCOUNT, region: REGION, principal: 'p', sourceIp: '127.0.0.1' };
  return { timeMs: START_MS, requestId, service: 'logs', event: 'Read', ...who, ...more };
}

function entry(number: number, value: AuditRecord): { payload: Uint8Array; mark: string } {
  return { payload: auditRecord.encode(value), mark: String(number).padStart(8, '0') };
}

async function recordsOf(store: Store, region = REGION): Promise<string[]> {
  const { entries } = await store.range({ prefix: auditStream(ACCOUNT, region), limit: 1_000 });
  const blocks = entries.map(({ value }) => JSON.parse(Buffer.from(value).subarray(2).toString()) as AuditRecord[]);
  return blocks.flat().map(({ requestId }) => requestId);
}

suite('bringing in audit records', () => {
  test('by account and region, once each, whatever the spool repeats', async () => {
    await using bench = await openBench();
    const entries = [entry(1, record('a')), entry(2, record('b', { region: 'eu-west-1' })), entry(3, record('c'))];
    await bench.give(entries.slice(0, 2));
    await bench.give(entries);
    await bench.give(entries);
    assert.deepEqual(await recordsOf(bench.store), ['a', 'c']);
    assert.deepEqual(await recordsOf(bench.store, 'eu-west-1'), ['b']);
  });

  test('an entry that cannot be read is reported, and does not hold up the others', async () => {
    await using bench = await openBench();
    await bench.give([{ payload: Buffer.from('junk'), mark: '1' }, entry(2, record('a'))]);
    assert.deepEqual(await recordsOf(bench.store), ['a']);
    assert.match(bench.lines.join(), /cannot be read/);
  });

  test('many records become blocks that the store takes', async () => {
    await using bench = await openBench();
    const parameters = { text: 'x'.repeat(4_000) };
    const entries = Array.from({ length: 1_200 }, (_, at) => entry(at, record(`r${at}`, { parameters })));
    await bench.give(entries);
    const { entries: blocks } = await bench.store.range({ prefix: auditStream(ACCOUNT, REGION), limit: 1_000 });
    assert.ok(blocks.length >= 4);
    assert.equal(new Set(await recordsOf(bench.store)).size, 1_200);
  });

  test('a denial is found by its request, in its account, without its explanation in the trail', async () => {
    await using bench = await openBench();
    await bench.give([entry(1, record('a', { errorCode: 'AccessDenied', denial: { reason: 'none' } }))]);
    assert.deepEqual((await bench.audit.findDenial(ACCOUNT, 'a'))?.denial, { reason: 'none' });
    assert.equal(await bench.audit.findDenial('1'.repeat(12), 'a'), undefined);
    const { entries } = await bench.store.range({ prefix: auditStream(ACCOUNT, REGION), limit: 1 });
    assert.doesNotMatch(Buffer.from(entries[0]?.value ?? []).toString(), /reason/);
  });

  test('denials leave after 90 days, as others come', async () => {
    await using bench = await openBench();
    await bench.give([entry(1, record('old', { denial: {} }))]);
    bench.clock.advance(AUDIT_AGE_MAX_MS + 1);
    await bench.give([entry(2, record('new', { denial: {}, timeMs: bench.clock.nowMs() }))]);
    assert.equal(await bench.audit.findDenial(ACCOUNT, 'old'), undefined);
    assert.equal((await bench.audit.findDenial(ACCOUNT, 'new'))?.requestId, 'new');
    assert.equal((await bench.store.range({ prefix: ['system', 'audit-denials'], limit: 10 })).entries.length, 1);
  });
});

suite('the trail of changes', () => {
  test('loses its oldest records once they are too old', async () => {
    await using bench = await openBench();
    const { store, clock } = bench;
    const ids = new RandomIds();
    const trim = new ChangeTrim({ store, clock, ids, log: silentLog });
    const stream = auditStream(ACCOUNT, REGION);
    const add = (id: string): Promise<unknown> =>
      store.commit({ id, appends: [{ stream, value: auditRecord.encode(record(id, { timeMs: clock.nowMs() })) }] });
    for (const id of ['a', 'b']) await add(id);
    clock.advance(AUDIT_AGE_MAX_MS + 1);
    await add('c');
    const count = async (): Promise<number> => (await store.range({ prefix: stream, limit: 10 })).entries.length;
    const deadlineMs = Date.now() + 5_000;
    for (let at = 0; at <= AUDIT_CHANGES_TRIM_EVERY; at++) trim.changed(ACCOUNT, REGION);
    while ((await count()) > 1 && Date.now() < deadlineMs) await new Promise(setImmediate);
    assert.equal(await count(), 1);
  });
});
