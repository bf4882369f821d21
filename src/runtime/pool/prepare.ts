/** Starts a sandbox of a runtime and brings it to where it only lacks its function. */
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
  const servers = [await listen(sandbox, 'control.sock'), await listen(sandbox, 'log.sock')] as const;
  try {
    const sockets = Promise.all([accept(servers[0]), accept(servers[1])]);
    sockets.catch(() => {});
    const [control, output] = await Promise.race([sockets, failed]);
    connected = true;
    return new ManagedChannel(control, output);
  } finally {
    cancel();
    for (const server of servers) server.close();
  }
}

async function listen(sandbox: Sandbox, name: string): Promise<net.Server> {
  const file = path.join(sandbox.socketFolder, name);
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, resolve);
  });
  await chmod(file, 0o666);
  return server;
}

function accept(server: net.Server): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    server.once('connection', resolve);
    server.once('error', reject);
  });
}
