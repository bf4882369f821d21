/** kill -9 of sandboxes under load: each takes down its one invocation, and nothing else. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { START_ATTEMPTS } from '../../src/runtime/limits.ts';
import { answerOf, RuntimeRoom } from '../../src/runtime/runtime.fixture.ts';

const CALLERS = 8;
const KILLS = 25;
const DEADLINE_MS = 300_000;

let room: RuntimeRoom;
before(async () => {
  room = await RuntimeRoom.open('sandbox', { stockSize: 2 });
});
after(() => room.close(), { timeout: 30_000 });

test('the other invocations are untouched', { timeout: DEADLINE_MS }, async () => {
  const source = 'exports.handler = async ({ n }) => { await new Promise((done) => setTimeout(done, 30)); return n; };';
  const fn = await room.make({ runtime: 'nodejs22.x', files: { 'index.js': source } });
  let stop = false;
  let [answered, lost, unstarted] = [0, 0, 0];
  const callers = Array.from({ length: CALLERS }, async (_, caller) => {
    for (let n = caller; !stop; n += CALLERS) {
      const result = await room.invoke(fn, { n }).catch((error: Error) => error);
      if (result instanceof Error) {
        // Every sandbox that was started for it was killed before it had its function.
        assert.match(result.message, /^a sandbox (does not start|of \S+ ended)/);
        unstarted++;
        continue;
      }
      if (result.functionError === undefined) {
        assert.equal(answerOf(result), n);
        answered++;
        continue;
      }
      const { errorType, errorMessage } = answerOf(result) as Record<string, string>;
      assert.equal(errorType, 'Runtime.ExitError');
      assert.match(errorMessage ?? '', /^RequestId: \S+ Error: Runtime exited with error: signal: killed$/);
      lost++;
    }
  });
  let killed = 0;
  const deadline = Date.now() + DEADLINE_MS / 2;
  const kills = async (): Promise<void> => {
    while (!stop && killed < KILLS && Date.now() < deadline) {
      const before = answered;
      killed += killOne();
      while (!stop && answered < before + 16 && Date.now() < deadline) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  };
  await Promise.race([kills(), Promise.all(callers)]).finally(() => {
    stop = true;
  });
  await Promise.all(callers);
  assert.equal(killed, KILLS);
  const reason = `${lost} invocations and ${unstarted} starts were lost by ${KILLS} kills`;
  assert.ok(lost + unstarted * START_ATTEMPTS <= KILLS, reason);
  assert.ok(answered >= KILLS * 4, `${answered} answered`);
  const reports = room.logOf(fn).filter((line) => line.startsWith('REPORT '));
  assert.equal(reports.length, answered + lost, 'each invocation has its REPORT');
});

/** SIGKILL to a random function process of ours: those that run the bootstrap as one of our host users. */
function killOne(): number {
  const firstHostId = 500_000 + (process.pid % 4096) * 256;
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,uid=,args=']).toString().split('\n');
  const pids = rows
    .map((row) => /^\s*(\d+)\s+(\d+)\s+\/var\/lang\/bin\/node .*bootstrap\.cjs$/.exec(row))
    .filter((found) => found !== null)
    .filter(([, , uid]) => Number(uid) >= firstHostId && Number(uid) < firstHostId + 256)
    .map(([, pid]) => Number(pid));
  const pid = pids[Math.floor(Math.random() * pids.length)];
  if (pid === undefined) return 0;
  process.kill(pid, 'SIGKILL');
  return 1;
}
