/** What the service needs of others, and what its operations share. */
import type { Blobs } from '../../blob/blobs.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { FunctionRunner } from '../../runtime/function-version.ts';
import type { Context } from '../service.ts';
import type { CodeDownloads } from './code-downloads.ts';
import type { FunctionCache } from './function-cache.ts';
import type { Preparation } from './preparation.ts';
import type { Architecture } from './store.ts';

/** What Lambda asks of IAM. */
export interface FunctionRoles {
  /** Whether the role exists and its trust policy lets the service principal (`lambda.amazonaws.com`) assume it. */
  canBeAssumedBy(roleArn: string, service: string): Promise<boolean>;
}

/** Who else may refuse invocations: budgets. Asked for each, so it answers from memory. */
export interface InvocationGate {
  /** Undefined: it may run; else why not, for the caller. */
  refusal(accountId: string, region: string, functionName: string): string | undefined;
}

/** What Lambda asks of S3: packages that lie in buckets. */
export interface CodeObjects {
  /**
   * Where the bucket is, and the object's bytes: undefined where there are more than the limit. With the rights of the
   * caller; throws S3's errors, and what `authorize` throws.
   */
  read(
    caller: Pick<Context, 'store' | 'authorize' | 'signal' | 'region'>,
    object: { readonly bucket: string; readonly key: string; readonly versionId?: string | undefined },
    limitBytes: number,
  ): Promise<{ readonly region: string; readonly bytes: Uint8Array | undefined }>;
}

export interface LambdaParts {
  readonly objects: CodeObjects;
  readonly blobs: Blobs;
  readonly sealer: Sealer;
  readonly runner: FunctionRunner;
  readonly roles: FunctionRoles;
  readonly gate?: InvocationGate | undefined;
  /** Of the machine: functions of the other one cannot run here. */
  readonly architecture: Architecture;
  readonly functions: FunctionCache;
  readonly preparation: Preparation;
  readonly downloads: CodeDownloads;
}

export type LambdaContext = Context<LambdaParts>;
