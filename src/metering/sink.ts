/** Usage on its way through the spool: one entry an invocation, written before the invocation is answered. */
import type { InvocationUsage, UsageSink } from '../runtime/function-version.ts';
import { jsonRecord } from '../storage/record.ts';

/** Kind of the spool's entries. */
export const USAGE_KIND = 'usage';

/** Short names: there is one for each invocation. */
interface SpooledUsage {
  readonly a: string;
  readonly r: string;
  readonly f: string;
  readonly v: string;
  readonly id: string;
  readonly at: number;
  readonly ms: number;
  readonly init?: number;
  readonly billed: number;
  readonly mb: number;
  readonly used: number;
  /** MB of /tmp; absent: 512. */
  readonly tmp?: number;
  readonly in: number;
  readonly out: number;
  /** Absent: ok. */
  readonly not?: Exclude<InvocationUsage['outcome'], 'ok'>;
}

const usageRecord = jsonRecord<SpooledUsage>({ name: 'metering.usage', version: 1 });

export function spoolSink(append: (kind: string, payload: Uint8Array) => void): UsageSink {
  return { write: (usage) => append(USAGE_KIND, encodeUsage(usage)) };
}

export function encodeUsage(usage: InvocationUsage): Uint8Array {
  return usageRecord.encode({
    a: usage.accountId,
    r: usage.region,
    f: usage.functionName,
    v: usage.version,
    id: usage.requestId,
    at: Math.trunc(usage.startedAtMs),
    ms: hundredths(usage.durationMs),
    ...(usage.initDurationMs === undefined ? {} : { init: hundredths(usage.initDurationMs) }),
    billed: usage.billedMs,
    mb: usage.memoryMb,
    used: usage.maxMemoryUsedMb,
    ...(usage.ephemeralStorageMb === undefined || usage.ephemeralStorageMb === 512
      ? {}
      : { tmp: usage.ephemeralStorageMb }),
    in: usage.bytesIn,
    out: usage.bytesOut,
    ...(usage.outcome === 'ok' ? {} : { not: usage.outcome }),
  });
}

/** Throws CorruptRecordError. */
export function decodeUsage(payload: Uint8Array): InvocationUsage {
  const spooled = usageRecord.decode(payload);
  return {
    accountId: spooled.a,
    region: spooled.r,
    functionName: spooled.f,
    version: spooled.v,
    requestId: spooled.id,
    startedAtMs: spooled.at,
    durationMs: spooled.ms,
    ...(spooled.init === undefined ? {} : { initDurationMs: spooled.init }),
    billedMs: spooled.billed,
    memoryMb: spooled.mb,
    maxMemoryUsedMb: spooled.used,
    ...(spooled.tmp === undefined ? {} : { ephemeralStorageMb: spooled.tmp }),
    bytesIn: spooled.in,
    bytesOut: spooled.out,
    outcome: spooled.not ?? 'ok',
  };
}

/** As the REPORT line shows it. */
const hundredths = (ms: number): number => Math.round(ms * 100) / 100;
