/** Waits for pre-started sandboxes, so that a measurement begins with all of them. */
import type { RuntimeRoom } from '../src/runtime/runtime.fixture.ts';

const DEADLINE_MS = 60_000;

export async function stocked(room: RuntimeRoom, runtime: string, count: number): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while ((room.runtime.status().sandboxes.prepared[runtime] ?? 0) < count) {
    if (performance.now() > deadline) throw new Error(`no pre-started sandboxes of ${runtime}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
