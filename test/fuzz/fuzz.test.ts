/** A hundred thousand requests that nobody should send: each is answered, and the server is as it was. */
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';
import { fuzz, type FuzzReport } from './fuzz.ts';
import { growth } from './memory.ts';

const REQUESTS = 100_000;
/** Fixed, so that each run of CI is the same; `npm run fuzz` chooses another each time. */
const SEED = 20_261_124;

suite('hostile requests', () => {
  let report: FuzzReport;

  before(async () => {
    report = await fuzz({ requests: REQUESTS, seed: SEED });
    const { seconds, statuses, medianMs, slowestMs } = report;
    console.log(`seed ${SEED}: ${JSON.stringify({ requests: REQUESTS, seconds, statuses, medianMs, slowestMs })}`);
  });

  test('each is answered as documented, with a request id, in bounded time', () => {
    assert.deepEqual(report.findings, []);
  });

  test('they reach the operations, not only the doors', () => {
    const { '200': answered = 0, '501': missing = 0 } = report.statuses;
    assert.ok(answered > REQUESTS / 20, `${answered} succeeded`);
    assert.ok(missing < REQUESTS / 10, `${missing} were for operations that are not built`);
  });

  test('memory does not grow with them', () => {
    assert.equal(growth(report.residentBytes), undefined);
  });

  test('slow clients are let go', () => {
    assert.deepEqual(report.stillDripping, []);
  });

  test('no connection stays open, and the server is well', () => {
    assert.equal(report.openConnections, 0);
    assert.equal(report.isHealthy, true);
  });

  test('no secret lies in its log, or anywhere else on its disk', () => {
    assert.deepEqual(report.leakedSecrets, []);
  });
});
