/** What the runtime knows of a function, and what an invocation is. The Lambda service makes these from its records. */
import type { BlobId } from '../blob/blobs.ts';

export interface FunctionVersion {
  readonly accountId: string;
  readonly region: string;
  readonly name: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  /** Unqualified: `arn:aws:lambda:<region>:<account>:function:<name>`. */
  readonly arn: string;
  /** Changes with every change of code or configuration: sandboxes of an older one end after their invocation. */
  readonly revisionId: string;
  /** `nodejs22.x`, `python3.12`, `provided.al2023`. */
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  /** Size of /tmp. */
  readonly ephemeralStorageMb: number;
  /** The function's own variables, opened. Never log them. */
  readonly environment: Readonly<Record<string, string>>;
  readonly roleArn: string;
  readonly code: FunctionCode;
  readonly logGroup: string;
  /** Undefined: unlimited but for the account's. */
  readonly reservedConcurrency?: number;
}

export interface FunctionCode {
  /** Base64, as CodeSha256. Also the key of the code cache. */
  readonly sha256: string;
  /** The zip file. */
  readonly blobId: BlobId;
  readonly sizeBytes: number;
}

export interface Invocation {
  /** Of the invocation: what START, END, REPORT and the context object say. */
  readonly requestId: string;
  /** JSON text, at most 6,291,556 bytes. */
  readonly payload: Uint8Array;
  /** As called, with its qualifier if one was given. */
  readonly invokedArn: string;
  /** JSON text, from the base64 of X-Amz-Client-Context. */
  readonly clientContext?: string;
  /** `Root=…;Parent=…;Sampled=…`; made by the runtime where absent. */
  readonly traceHeader?: string;
}

export interface InvocationResult {
  /** The function's answer, or the error payload `{errorType, errorMessage, …}`. */
  readonly payload: Uint8Array;
  readonly functionError?: 'Handled' | 'Unhandled';
  /** The last 4 KiB of the invocation's log. */
  readonly logTail: Uint8Array;
}

/** Runs functions. Thrown: InvocationRefusedError only; what the function does wrong is an InvocationResult. */
export interface FunctionRunner {
  invoke(fn: FunctionVersion, invocation: Invocation): Promise<InvocationResult>;
  /** A new code or configuration: end the sandboxes of other revisions, and prepare the code cache for this one. */
  updated(fn: FunctionVersion): Promise<void>;
  /** Deleted: end all its sandboxes after their invocation. */
  deleted(accountId: string, region: string, name: string): void;
  /** Undefined where the runtime can be had; else a sentence for people, naming those that can. May install nothing. */
  unavailable(runtime: string): string | undefined;
}

export class InvocationRefusedError extends Error {
  override readonly name = 'InvocationRefusedError';
  readonly reason:
    | 'ConcurrentInvocationLimitExceeded'
    | 'ReservedFunctionConcurrentInvocationLimitExceeded'
    | 'RuntimeUnavailable'
    | 'CodeUnavailable'
    | 'ShuttingDown';
  constructor(reason: InvocationRefusedError['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** Where lines of functions go; the logs service fulfils it (durability class `process`: written before it returns). */
export interface LogSink {
  write(batch: LogBatch): void;
}

export interface LogBatch {
  readonly accountId: string;
  readonly region: string;
  readonly logGroup: string;
  readonly logStream: string;
  /** The function's role: without its permission to write logs the batch is dropped, as on AWS. */
  readonly roleArn?: string;
  readonly events: readonly { readonly timestampMs: number; readonly message: string }[];
}

/** Temporary credentials of a function's role; the STS service fulfils it. */
export interface RoleCredentialSource {
  /** Throws RoleNotAssumableError where the role is gone, or no longer trusts Lambda. */
  assumeForFunction(roleArn: string, functionName: string, functionArn: string): Promise<RoleCredentials>;
}

/** "The role defined for the function cannot be assumed by Lambda." (public reports up to 2026, read on 2026-11-24). */
export class RoleNotAssumableError extends Error {
  override readonly name = 'RoleNotAssumableError';
  constructor() {
    super('The role defined for the function cannot be assumed by Lambda.');
  }
}

export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
}

/** Metering: one record an invocation, written with its REPORT line. */
export interface UsageSink {
  write(usage: InvocationUsage): void;
}

export interface InvocationUsage {
  readonly accountId: string;
  readonly region: string;
  readonly functionName: string;
  readonly version: string;
  readonly requestId: string;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly initDurationMs?: number;
  readonly billedMs: number;
  readonly memoryMb: number;
  readonly maxMemoryUsedMb: number;
  /** Size of /tmp; 512 where not given. */
  readonly ephemeralStorageMb?: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly outcome: 'ok' | 'handled' | 'unhandled' | 'timeout' | 'oom';
}
