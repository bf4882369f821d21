/** For this room's tests: a telemetry store in a folder of its own, and the usage of one invocation. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { systemClock } from '../kit/clock.ts';
import { silentLog } from '../kit/log.ts';
import type { InvocationUsage } from '../runtime/function-version.ts';
import { openSqliteStore } from '../storage/sqlite/store.ts';
import type { Store } from '../storage/store.ts';

export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';
export const ALL = { accountId: ACCOUNT, region: REGION, fromDay: '2000-01-01', toDay: '2099-12-31', limit: 1_000 };

export const USAGE: InvocationUsage = {
  accountId: ACCOUNT,
  region: REGION,
  functionName: 'hello',
  version: '$LATEST',
  requestId: 'c0ffee00-0000-4000-8000-000000000000',
  startedAtMs: Date.UTC(2026, 10, 24, 12),
  durationMs: 3.01,
  billedMs: 4,
  memoryMb: 128,
  maxMemoryUsedMb: 36,
  bytesIn: 10,
  bytesOut: 20,
  outcome: 'ok',
};

export interface Room extends AsyncDisposable {
  readonly folder: string;
  readonly telemetry: Store;
}

export async function openRoom(): Promise<Room> {
  const folder = await mkdtemp(path.join(tmpdir(), 'virga-metering-'));
  const telemetry = await openTelemetry(folder);
  return {
    folder,
    telemetry,
    async [Symbol.asyncDispose]() {
      await telemetry.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const openTelemetry = (folder: string): Promise<Store> =>
  openSqliteStore({
    file: path.join(folder, 'telemetry.db'),
    clock: systemClock,
    log: silentLog,
    onFatal: assert.fail,
  });
