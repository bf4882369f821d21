/** A sandbox host with the internet, on the lab's host, and a way to run a Python program in a fresh sandbox. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../../src/kit/clock.ts';
import { jsonLog, silentLog } from '../../../src/kit/log.ts';
import { prepareRunFolder } from '../../../src/runtime/run-folder.ts';
import type { Sandbox, SandboxHost, SandboxSpec } from '../../../src/runtime/sandbox.ts';
import { openSandboxHost, type SandboxHostOptions } from '../../../src/runtime/sandbox-host.ts';
import { within } from '../../escape/escape-room.ts';

export const PYTHON = '/usr/bin/python3';
export const API_PORT = 4566;
export const LAB = process.env['LAB'] ?? '';

/** Each attempt is printed as `NAME: RESULT` or `NAME: failed ERROR`. */
const PRELUDE = `
import http.client, socket, struct, sys, time
def attempt(name, run):
    try: print(f"{name}: {run()}", flush=True)
    except OSError as error: print(f"{name}: failed {error}", flush=True)
def page(host, port=80, timeout=3):
    client = http.client.HTTPConnection(host, port, timeout=timeout); client.request("GET", "/"); return client.getresponse().read().decode()
def connect(host, port, timeout=3):
    socket.create_connection((host, port), timeout).close(); return "REACHED"
def own():
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); client.connect(("198.51.100.7", 9)); return client.getsockname()[0]
def gateway():
    for line in open("/proc/net/route"):
        words = line.split()
        if words[1] == "00000000": return socket.inet_ntoa(struct.pack("<L", int(words[2], 16)))
def datagram(host, port, text="hello", timeout=3, source=None):
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); client.settimeout(timeout)
    if source: client.setsockopt(socket.SOL_IP, 15, 1); client.bind((source, 0))
    client.sendto(text.encode(), (host, port)); return client.recv(1000).decode()
`;

export class NetworkedRoom {
  readonly host: SandboxHost;
  readonly folder: string;
  readonly runFolder: string;
  readonly name: string;

  private constructor(host: SandboxHost, folder: string, runFolder: string, name: string) {
    this.host = host;
    this.folder = folder;
    this.runFolder = runFolder;
    this.name = name;
  }

  /** On the same folder, what a killed one left is taken away. */
  static async open(
    allowEgress: readonly string[] = [],
    folder = mkdtempSync(path.join(LAB, 'd-')),
  ): Promise<NetworkedRoom> {
    mkdirSync(path.join(folder, 'code'), { recursive: true, mode: 0o755 });
    const options = await networkedOptions(folder, allowEgress);
    return new NetworkedRoom(await openSandboxHost(options), folder, options.runFolder, options.name);
  }

  /** What it printed. */
  async python(program: string): Promise<string> {
    const sandbox = await this.started(program);
    const output = collect(sandbox);
    await within(sandbox.exited, 'the end of the attempts');
    await sandbox.kill();
    return await output;
  }

  async started(program: string): Promise<Sandbox> {
    const sandbox = await this.host.start(EMPTY);
    await sandbox.attach({ taskFolder: path.join(this.folder, 'code') });
    await sandbox.begin([PYTHON, '-c', PRELUDE + program], { PATH: '/usr/bin:/bin' });
    return sandbox;
  }

  async close(): Promise<void> {
    await this.host.close();
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.runFolder, { recursive: true, force: true });
  }
}

export const EMPTY: SandboxSpec = { command: [], environment: {}, readOnly: [], tmpMb: 512, runtimeApi: false };

export async function networkedOptions(folder: string, allowEgress: readonly string[]): Promise<SandboxHostOptions> {
  const log = process.env['LAB_LOG'] ? jsonLog((line) => process.stderr.write(line), Date.now) : silentLog;
  return {
    ...(await prepareRunFolder(folder)),
    isolation: 'sandbox',
    apiPort: API_PORT,
    network: { allowEgress, resolvConf: path.join(LAB, 'resolv.conf') },
    log,
    clock: systemClock,
    maxSandboxes: 8,
    firstHostId: 1_000_000 + (process.pid % 4096) * 64,
  };
}

async function collect(sandbox: Sandbox): Promise<string> {
  let text = '';
  const read = async (stream: NodeJS.ReadableStream): Promise<void> => {
    for await (const chunk of stream) text = (text + String(chunk)).slice(-100_000);
  };
  await Promise.all([read(sandbox.stdout), read(sandbox.stderr)]);
  return text;
}
