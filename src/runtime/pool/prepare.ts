/** Starts a sandbox of a runtime and brings it to where it only lacks its function. */
import { once } from 'node:events';
import { chmod } from 'node:fs/promises';
import net from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import type { Clock } from '../../kit/clock.ts';
import type { InvocationChannel } from '../channel.ts';
import { RuntimeApiChannel } from '../custom/channel.ts';
import { SANDBOX_START_TIMEOUT_MS } from '../limits.ts';
import { ManagedChannel } from '../managed/channel.ts';
import type { Sandbox, SandboxHost } from '../sandbox.ts';
import { DEFAULT_TMP_MB, type RuntimeSupply } from '../supply.ts';

export interface Prepared {
  readonly sandbox: Sandbox;
  readonly channel: InvocationChannel;
}

export interface PrepareOptions {
  readonly sandboxHost: SandboxHost;
  readonly clock: Clock;
  /** Serves the Virga API to the sandbox; called as soon as it is there. */
  readonly onApiListener: (listener: net.Server, sandboxId: string) => void;
}

/** Rejects where the sandbox does not start, with what it printed. */
export async function prepareSandbox(
  options: PrepareOptions,
  supply: RuntimeSupply,
  variables: Readonly<Record<string, string>>,
): Promise<Prepared> {
  const { spec } = supply;
  const environment = { ...spec.environment, ...variables };
  const sandbox = await options.sandboxHost.start({ ...spec, environment, tmpMb: DEFAULT_TMP_MB });
  try {
    if (sandbox.apiListener) options.onApiListener(sandbox.apiListener, sandbox.id);
    const channel =
      supply.family === 'custom' ? new RuntimeApiChannel(sandbox) : await connect(sandbox, options.clock, supply);
    return { sandbox, channel };
  } catch (error) {
    await sandbox.kill();
    throw error;
  }
}

/** Ends it. Where it cannot be taken down, its host has said so and gives its place to nobody: there is nothing left to do. */
export async function discard({ sandbox, channel }: Prepared): Promise<void> {
  channel.close();
  await sandbox.kill().catch(() => {});
}

/** Waits for both connections of our bootstrap; the sockets are gone afterwards, so that nothing else can connect. */
async function connect(sandbox: Sandbox, clock: Clock, supply: RuntimeSupply): Promise<ManagedChannel> {
  const { promise: failed, reject } = Promise.withResolvers<never>();
  const cancel = clock.after(SANDBOX_START_TIMEOUT_MS, () =>
    reject(new Error(`the bootstrap of ${supply.runtime} said nothing for ${SANDBOX_START_TIMEOUT_MS} ms`)),
  );
  let connected = false;
  void sandbox.exited.then(async (exit) => {
    if (connected) return;
    const said = (await text(sandbox.stderr).catch(() => '')).slice(-2_000);
    reject(new Error(`a sandbox of ${supply.runtime} ended (${exit.code ?? exit.signal}) as it started: ${said}`));
  });
  failed.catch(() => {});
  const doors = [new Door(sandbox, 'control.sock'), new Door(sandbox, 'log.sock')] as const;
  try {
    for (const door of doors) await door.open();
    const sockets = Promise.all([doors[0].accepted, doors[1].accepted]);
    const [control, output] = await Promise.race([sockets, failed]);
    connected = true;
    return new ManagedChannel(control, output);
  } finally {
    cancel();
    for (const door of doors) door.close(connected);
  }
}

/** A Unix socket that one connection is expected on. */
class Door {
  /** From the beginning: the bootstrap may connect before `open` resolves. */
  readonly accepted: Promise<net.Socket>;
  readonly #file: string;
  readonly #server = net.createServer();

  constructor(sandbox: Sandbox, name: string) {
    this.#file = path.join(sandbox.socketFolder, name);
    this.accepted = new Promise((resolve, reject) => {
      this.#server.once('connection', resolve);
      this.#server.once('error', reject);
    });
    this.accepted.catch(() => {});
  }

  async open(): Promise<void> {
    this.#server.listen(this.#file);
    await Promise.race([once(this.#server, 'listening'), this.accepted]);
    await chmod(this.#file, 0o666);
  }

  /** What was accepted lives on where it is in use. */
  close(inUse: boolean): void {
    this.#server.close();
    if (!inUse) this.accepted.then((socket) => socket.destroy()).catch(() => {});
  }
}
