/** The share of the CPU that a function's memory buys, as root in real sandboxes: CPU time beside wall time of one invocation. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CPU_BURST_MS, MB_PER_VCPU } from '../limits.ts';
import { answerOf, RuntimeRoom } from '../runtime.fixture.ts';

const BUSY_MS = 2_000;
const BUSY = `exports.handler = async () => {
  const [start, before] = [performance.now(), process.cpuUsage()];
  while (performance.now() - start < ${BUSY_MS});
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - start);
};`;

let room: RuntimeRoom;
before(async () => {
  room = await RuntimeRoom.open('sandbox');
});
after(() => room.close());

test('a busy function of 128 MB gets its share and little more', { timeout: 60_000 }, async (t) => {
  const { summary, weaknesses } = room.host.isolation;
  if (!summary.includes('cgroup') || weaknesses.some((weakness) => weakness.includes('share the CPU'))) {
    return t.skip('CPU quotas need a cgroup of the cpu controller');
  }
  const share = async (memoryMb: number): Promise<number> => {
    const fn = await room.make({ runtime: 'nodejs22.x', memoryMb, files: { 'index.js': BUSY } });
    return answerOf(await room.invoke(fn)) as number;
  };
  const small = await share(128);
  // A quota is given in turns of 100 ms, one of which may be had too much.
  const allowed = 128 / MB_PER_VCPU + (CPU_BURST_MS + 100) / BUSY_MS;
  assert.ok(small <= allowed, `${small} of a CPU, where ${allowed} is the most`);
  const large = await share(MB_PER_VCPU);
  assert.ok(large > small, `${large} of a CPU with ${MB_PER_VCPU} MB, ${small} with 128 MB`);
});
