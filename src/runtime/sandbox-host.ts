/** Opens the kind of sandbox that was asked for, and never silently another one. */
import type { Clock } from '../kit/clock.ts';
import type { Log } from '../kit/log.ts';
import { BwrapHost } from './bwrap/host.ts';
import type { NetworkChoice } from './network/open.ts';
import { ProcessSandboxHost } from './process-sandbox.ts';
import type { RunFolder } from './run-folder.ts';
import type { SandboxHost } from './sandbox.ts';

/** With the three fields of `prepareRunFolder`. */
export interface SandboxHostOptions extends RunFolder {
  readonly isolation: 'sandbox' | 'process';
  /** The API's port, which is the same inside as outside. */
  readonly apiPort: number;
  /** The internet for functions; without it they reach the API alone. */
  readonly network?: NetworkChoice;
  readonly log: Log;
  readonly clock: Clock;
  /** Live sandboxes at most; 1,000 as Lambda's account concurrency where not given. */
  readonly maxSandboxes?: number;
  /** As root, slot n runs as host user this + n; 200,000 where not given. */
  readonly firstHostId?: number;
}

/**
 * Whatever a crashed predecessor on the same data directory left (processes, cgroups, slots) is taken away first.
 * Rejects in words for people where sandboxes cannot be had: see `checkIsolation` for what to change.
 */
export async function openSandboxHost(options: SandboxHostOptions): Promise<SandboxHost> {
  if (options.isolation === 'process') return new ProcessSandboxHost(options);
  return await BwrapHost.open(options);
}
