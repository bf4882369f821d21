/**
 * Who did what, when, with what outcome. The record of a change is part of its commit; those of reads, and of what
 * failed or was denied, go to the spool and from there into the telemetry store (audit-ingest.ts).
 */
import { jsonRecord } from '../storage/record.ts';
import type { Append, Key } from '../storage/store.ts';
import type { Call } from './call.ts';
import { AUDIT_DENIAL_MAX, AUDIT_PARAMETERS_MAX, AUDIT_RESOURCES_MAX, AUDIT_TEXT_MAX } from './limits.ts';

export interface AuditRecord {
  readonly timeMs: number;
  readonly requestId: string;
  readonly service: string;
  readonly event: string;
  readonly accountId: string;
  readonly region: string;
  readonly principal: string;
  readonly accessKeyId?: string;
  readonly sourceIp: string;
  readonly userAgent?: string;
  readonly resources?: readonly string[];
  /** Without secrets and blobs; absent where they are long. */
  readonly parameters?: unknown;
  readonly errorCode?: string;
  readonly errorMessage?: string;
  /** Of a denial: auth's Explanation. */
  readonly denial?: object | undefined;
}

export const auditRecord = jsonRecord<AuditRecord>({ name: 'audit', version: 1 });

/** Kind of the spool's entries. */
export const AUDIT_KIND = 'audit';

/** In the state store for changes, in the telemetry store for the rest. */
export function auditStream(accountId: string, region: string): Key {
  return ['regional', accountId, region, 'audit'];
}

export function auditAppend(call: Call, nowMs: number): Append {
  const record = recordOf(call, nowMs);
  return { stream: auditStream(record.accountId, record.region), value: auditRecord.encode(record) };
}

export interface CallError {
  readonly code: string;
  readonly message: string;
}

/** Of calls that got as far as a known caller; others have no account to be recorded in. */
export function recordOf(call: Call, nowMs: number, error?: CallError): AuditRecord {
  const { principal, head, resources, explain } = call;
  const userAgent = head.headers['user-agent'];
  const parameters = parametersOf(call);
  return {
    timeMs: nowMs,
    requestId: call.requestId,
    service: call.served?.name ?? call.route?.signingName ?? '',
    event: call.operationName?.slice(0, AUDIT_TEXT_MAX) ?? '',
    accountId: principal?.accountId ?? '',
    region: call.region,
    principal: principal?.arn ?? '',
    ...(principal?.accessKeyId !== undefined && { accessKeyId: principal.accessKeyId }),
    sourceIp: call.sourceIp,
    ...(userAgent !== undefined && { userAgent: userAgent.slice(0, AUDIT_TEXT_MAX) }),
    ...(resources.length > 0 && { resources: shortened(resources) }),
    ...(parameters !== undefined && { parameters }),
    ...(error && { errorCode: error.code, errorMessage: error.message.slice(0, AUDIT_TEXT_MAX) }),
    ...(error && explain && { denial: denialOf(explain()) }),
  };
}

function shortened(resources: readonly string[]): readonly string[] {
  return resources.slice(0, AUDIT_RESOURCES_MAX).map((resource) => resource.slice(0, AUDIT_TEXT_MAX));
}

/** A principal with very many policies: without the list of those that did not decide. */
function denialOf(explanation: object): object {
  return JSON.stringify(explanation).length > AUDIT_DENIAL_MAX ? { ...explanation, policies: [] } : explanation;
}

function parametersOf({ operation, input }: Call): unknown {
  if (!operation || input === undefined) return undefined;
  const shown = operation.redact(input);
  const text = JSON.stringify(shown) as string | undefined;
  return text === undefined || text === '{}' || text.length > AUDIT_PARAMETERS_MAX ? undefined : shown;
}
