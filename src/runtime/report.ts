/** The platform's own lines in a function's log, in Lambda's words (forms and sources in DESIGN's fact sheet, 2026-11-23). */

/** `invoke`: a second try, within the first invocation. */
export type InitPhase = 'init' | 'invoke';

export interface ReportLine {
  readonly requestId: string;
  readonly durationMs: number;
  readonly billedMs: number;
  readonly memoryMb: number;
  readonly maxMemoryUsedMb: number;
  readonly initDurationMs?: number | undefined;
  readonly status?: 'error' | 'timeout' | undefined;
  readonly errorType?: string | undefined;
}

export function startLine(requestId: string, version: string): string {
  return `START RequestId: ${requestId} Version: ${version}\n`;
}

export function endLine(requestId: string): string {
  return `END RequestId: ${requestId}\n`;
}

export function reportLine(line: ReportLine): string {
  const init = line.initDurationMs === undefined ? '' : `Init Duration: ${line.initDurationMs.toFixed(2)} ms\t`;
  return (
    `REPORT RequestId: ${line.requestId}\tDuration: ${line.durationMs.toFixed(2)} ms\t` +
    `Billed Duration: ${line.billedMs} ms\tMemory Size: ${line.memoryMb} MB\t` +
    `Max Memory Used: ${line.maxMemoryUsedMb} MB\t${init}${statusOf(line)}\n`
  );
}

export function initStartLine(version: string, arn: string): string {
  return `INIT_START Runtime Version: ${version}\tRuntime Version ARN: ${arn}\n`;
}

export function initReportLine(line: {
  readonly durationMs: number;
  readonly phase: InitPhase;
  readonly status: 'error' | 'timeout';
  readonly errorType?: string | undefined;
}): string {
  return `INIT_REPORT Init Duration: ${line.durationMs.toFixed(2)} ms\tPhase: ${line.phase}\t${statusOf(line)}\n`;
}

/** Since 2025-08-01 the init of every function is billed: Duration and Init Duration, rounded up together. */
export function billedMs(durationMs: number, initDurationMs: number | undefined): number {
  return Math.max(1, Math.ceil(round(durationMs) + round(initDurationMs ?? 0)));
}

function round(ms: number): number {
  return Math.round(ms * 100) / 100;
}

function statusOf(line: { readonly status?: string | undefined; readonly errorType?: string | undefined }): string {
  if (line.status === undefined) return '';
  return `Status: ${line.status}${line.errorType === undefined ? '' : `\tError Type: ${line.errorType}`}`;
}
