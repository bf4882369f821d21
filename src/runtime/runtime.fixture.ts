/** A runtime on real sandboxes, disks and interpreters for tests, with a log and a usage that can be read. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SHARED_RUNTIMES } from '../../test/shared-runtimes.ts';
import { zipOf } from '../../test/zip.ts';
import { openDiskBlobs } from '../blob/disk.ts';
import type { Blobs } from '../blob/blobs.ts';
import { type Clock, systemClock } from '../kit/clock.ts';
import { RandomIds } from '../kit/ids.ts';
import { jsonLog, type Log, silentLog } from '../kit/log.ts';
import type { FunctionVersion, InvocationResult, InvocationUsage, LogBatch } from './function-version.ts';
import { openRuntime, type Runtime, type RuntimeOptions } from './open.ts';
import { prepareRunFolder, type RunFolder } from './run-folder.ts';
import type { SandboxHost } from './sandbox.ts';
import { openSandboxHost } from './sandbox-host.ts';

export const API_URL = 'http://127.0.0.1:4566';

export interface TestFunction {
  readonly runtime: string;
  readonly handler?: string;
  readonly files: Parameters<typeof zipOf>[0];
  readonly memoryMb?: number;
  readonly timeoutMs?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly reservedConcurrency?: number;
  readonly name?: string;
}

export interface RoomOptions extends Partial<Pick<RuntimeOptions, 'credentials' | 'maxSandboxes' | 'pythons'>> {
  readonly stockSize?: number;
  readonly clock?: Clock;
  /** Kept by the test over several rooms; where not given, one that shares its interpreters and SDKs with all tests. */
  readonly dataFolder?: string;
  readonly watch?: (host: SandboxHost) => SandboxHost;
}

export class RuntimeRoom {
  readonly runtime: Runtime;
  readonly host: SandboxHost;
  readonly stockSize: number;
  readonly batches: LogBatch[] = [];
  readonly usage: InvocationUsage[] = [];
  readonly #folder: string;
  readonly #run: RunFolder;
  readonly #blobs: Blobs;
  #made = 0;

  private constructor(parts: {
    runtime: Runtime;
    host: SandboxHost;
    folder: string;
    run: RunFolder;
    blobs: Blobs;
    stockSize: number;
  }) {
    this.runtime = parts.runtime;
    this.host = parts.host;
    this.stockSize = parts.stockSize;
    this.#folder = parts.folder;
    this.#run = parts.run;
    this.#blobs = parts.blobs;
  }

  static async open(
    isolation: 'sandbox' | 'process',
    { stockSize = 1, clock = systemClock, watch, dataFolder: given, ...more }: RoomOptions = {},
  ): Promise<RuntimeRoom> {
    const folder = mkdtempSync(path.join(tmpdir(), 'virga-runtime-'));
    const dataFolder = given ?? (await sharingRuntimes(path.join(folder, 'data')));
    const log: Log = process.env['VIRGA_TEST_LOG']
      ? jsonLog((line) => process.stderr.write(line), Date.now)
      : silentLog;
    const ids = new RandomIds();
    const run = await prepareRunFolder(folder);
    const firstHostId = 500_000 + (process.pid % 4096) * 256;
    const host = await openSandboxHost({
      ...run,
      isolation,
      apiPort: 4566,
      log,
      clock,
      maxSandboxes: 200,
      firstHostId,
    });
    const blobs = await openDiskBlobs({ folder: path.join(folder, 'blobs'), key: randomBytes(32), ids, log });
    const credentials = {
      assumeForFunction: async (roleArn: string) => ({
        accessKeyId: `ASIA${roleArn.split('/')[1]}`,
        secretAccessKey: 'secret',
        sessionToken: 'token',
        expiresAtMs: Date.now() + 3_600_000,
      }),
    };
    const sinks: Pick<RuntimeRoom, 'batches' | 'usage'>[] = [];
    const runtime = await openRuntime({
      sandboxHost: watch ? watch(host) : host,
      dataFolder,
      blobs,
      credentials,
      logs: { write: (batch) => void sinks[0]?.batches.push(batch) },
      usage: { write: (usage) => void sinks[0]?.usage.push(usage) },
      clock,
      ids,
      log,
      apiUrl: API_URL,
      onApiListener: (listener) => listener.on('connection', (socket) => socket.destroy()),
      stockSize,
      ...more,
    });
    const room = new RuntimeRoom({ runtime, host, folder, run, blobs, stockSize });
    sinks.push(room);
    return room;
  }

  /** A function of which the code is stored; not announced to the runtime. */
  async make(spec: TestFunction): Promise<FunctionVersion> {
    const zip = await zipOf(spec.files);
    const { id, sizeBytes } = await this.#blobs.put(zip);
    const name = spec.name ?? `fn${++this.#made}`;
    return {
      accountId: '000000000000',
      region: 'us-east-1',
      name,
      version: '$LATEST',
      arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
      revisionId: new RandomIds().uuid(),
      runtime: spec.runtime,
      handler: spec.handler ?? 'index.handler',
      memoryMb: spec.memoryMb ?? 256,
      timeoutMs: spec.timeoutMs ?? 10_000,
      ephemeralStorageMb: 512,
      environment: spec.environment ?? {},
      roleArn: 'arn:aws:iam::000000000000:role/tester',
      code: { sha256: createHash('sha256').update(zip).digest('base64'), blobId: id, sizeBytes },
      logGroup: `/aws/lambda/${name}`,
      ...(spec.reservedConcurrency !== undefined && { reservedConcurrency: spec.reservedConcurrency }),
    };
  }

  invoke(
    fn: FunctionVersion,
    event: unknown = {},
    requestId: string = new RandomIds().uuid(),
  ): Promise<InvocationResult> {
    const payload = Buffer.from(JSON.stringify(event));
    return this.runtime.invoke(fn, { requestId, payload, invokedArn: fn.arn });
  }

  /** All events in a function's log. */
  logOf(fn: FunctionVersion): string[] {
    const own = this.batches.filter((batch) => batch.logGroup === fn.logGroup);
    return own.flatMap((batch) => batch.events.map(({ message }) => message));
  }

  async close(): Promise<void> {
    await this.runtime.close();
    await this.host.close();
    rmSync(this.#folder, { recursive: true, force: true });
    rmSync(this.#run.runFolder, { recursive: true, force: true });
  }
}

/** A data folder of its own, since one belongs to one process, but for the interpreters. */
async function sharingRuntimes(dataFolder: string): Promise<string> {
  await mkdir(SHARED_RUNTIMES, { recursive: true });
  await rm(path.join(SHARED_RUNTIMES, 'used'), { recursive: true, force: true });
  await mkdir(dataFolder);
  await symlink(SHARED_RUNTIMES, path.join(dataFolder, 'runtimes'));
  return dataFolder;
}

export function answerOf(result: InvocationResult): unknown {
  return JSON.parse(Buffer.from(result.payload).toString());
}
