/**
 * What a service is to the rest: a manifest of typed operations, each `(ctx, input) => Promise<output>`. No service
 * parses HTTP, checks a signature, evaluates a policy, formats an error or touches a socket.
 */
import type { ConditionContext, CompiledPolicy } from '../auth/policy/policy.ts';
import type { Principal } from '../auth/principal.ts';
import type { Clock } from '../kit/clock.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { Changes, CommitResult, Entry, Key, Store, Transaction } from '../storage/store.ts';
import type { WireQuirks } from '../wire/quirks.ts';

/** What every operation gets. `Parts` are the service's own: its store, and the interfaces that main.ts hands it. */
export interface Context<Parts = unknown> {
  readonly parts: Parts;
  readonly requestId: string;
  readonly service: string;
  readonly operation: string;
  /** The account that is acted on: the caller's. */
  readonly accountId: string;
  readonly region: string;
  readonly principal: Principal;
  /** As the caller addressed us, without a trailing slash: `http://127.0.0.1:4566`. */
  readonly endpointUrl: string;
  readonly sourceIp: string;
  readonly userAgent: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Aborts when the client went away. */
  readonly signal: AbortSignal;
  /** Reads. */
  readonly store: Pick<Store, 'get' | 'getMany' | 'range'>;
  /** One commit a request: the audit record of the change and the commit's id are added here. */
  commit(changes: Changes): Promise<CommitResult>;
  /** Store.transact with the same additions; see there. */
  transact<T>(
    keys: readonly Key[],
    decide: (entries: readonly (Entry | undefined)[]) => Transaction<T> | Promise<Transaction<T>>,
  ): Promise<T>;
  /** For what only the operation can know; throws the service's AccessDenied. Prefer access.ts. */
  authorize(check: AccessCheck): Promise<void>;
}

export type Operation<Parts, Input, Output> = (ctx: Context<Parts>, input: Input) => Promise<Output>;

/** One question to the policy engine. */
export interface AccessCheck {
  /** `lambda:GetFunction`. */
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  /**
   * The service's own condition keys and those of the resource (`aws:ResourceTag/…`, `aws:RequestTag/…`, `aws:TagKeys`).
   * Read only where a policy asks for some of them: what costs time to reckon is a getter.
   */
  readonly context?: ConditionContext;
  /** A resource policy takes part in the decision. */
  readonly resourcePolicy?: CompiledPolicy;
  /**
   * Nothing is allowed without the resource policy (trust policies of roles, later key policies): where it names the
   * caller itself that is enough within an account; where it names only the account, the caller's own must allow too.
   */
  readonly resourcePolicyRequired?: boolean;
  readonly resourceAccountId?: string;
  /** What the answer says, in headers, also to whom it is denied. */
  readonly deniedHeaders?: Readonly<Record<string, string>>;
}

/** How an operation is authorized: a row of access.ts. */
export interface Access<Parts, Input> {
  /** All actions that `checks` may ask for, the operation's own first: tests hold each against `checks`. */
  readonly actions: readonly string[];
  /** Every one must be allowed. An empty list where `open` says so. */
  checks(ctx: Context<Parts>, input: Input): readonly AccessCheck[] | Promise<readonly AccessCheck[]>;
  /** Allowed to every signed caller, as AWS does it (sts:GetCallerIdentity); says why. */
  readonly open?: string;
}

/** Operations of a generated `Operations` interface that are implemented, each with its access. */
export type OperationTable<Parts, Operations> = {
  readonly [Name in keyof Operations]?: Operations[Name] extends { input: infer Input; output: infer Output }
    ? Operation<Parts, Input, Output>
    : never;
};

export type AccessTable<Parts, Operations> = {
  readonly [Name in keyof Operations]?: Operations[Name] extends { input: infer Input } ? Access<Parts, Input> : never;
};

export interface Service<Parts = unknown> {
  /** Folder and SDK package: `lambda`. */
  readonly name: string;
  /** Where its model.json lies. */
  readonly modelUrl: URL;
  /** At its first request: a start that loaded all operations of all services would take most of its time for that. */
  readonly load: () => Promise<Implementation>;
  readonly parts: Parts;
  readonly quirks?: Quirks;
}

/** What a service does: its operations.ts. */
export interface Implementation {
  /** Each takes a context with the service's parts, which only the pipeline makes. */
  readonly operations: Readonly<Record<string, Operation<never, never, unknown>>>;
  readonly access: Readonly<Record<string, Access<never, never>>>;
}

/** What the model does not say; see each service's quirks.ts. */
export type Quirks = WireQuirks;

export function defineService<Parts, Operations>(service: {
  readonly name: string;
  readonly modelUrl: URL;
  readonly load: () => Promise<{
    readonly operations: OperationTable<Parts, Operations>;
    readonly access: AccessTable<Parts, Operations>;
  }>;
  readonly parts: Parts;
  readonly quirks?: Quirks;
}): Service<Parts> {
  return service as unknown as Service<Parts>;
}

/** What S3's access logs are told of a request once it was answered: the pipeline tells, S3 keeps. */
export interface AccessLog {
  /** Whether the bucket has one, as far as is known without waiting. Asked at each request. */
  isOf(bucketName: string): boolean;
  add(answered: AnsweredRequest): void;
}

export interface AnsweredRequest {
  readonly bucket: string;
  /** Of objects. */
  readonly key: string | undefined;
  /** S3's operation; undefined where there was none. */
  readonly operation: string | undefined;
  /** Of a bucket's website. */
  readonly website: boolean;
  readonly method: string;
  /** `1.1`. */
  readonly httpVersion: string;
  /** As it was sent: path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly principal: Principal | undefined;
  readonly requestId: string;
  readonly sourceIp: string;
  /** `AWS4-HMAC-SHA256` or `AWS`, and `REST-HEADER` or `REST-QUERY-STRING`; undefined where it was not signed. */
  readonly signatureVersion: string | undefined;
  readonly authType: string | undefined;
  readonly tls: { readonly version: string; readonly cipher: string } | undefined;
  readonly status: number;
  readonly errorCode: string | undefined;
  readonly answered: Readonly<Record<string, string>>;
  /** From the request's head to the last byte of the answer, and to the first. */
  readonly totalMs: number;
  readonly turnaroundMs: number;
}

export type AnswerTimes = Pick<AnsweredRequest, 'totalMs' | 'turnaroundMs'>;
