/** What an operation gets: src/services/service.ts, Context. */
import { TLSSocket } from 'node:tls';
import type { Authorizer } from '../auth/authorizer.ts';
import type { ConditionContext } from '../auth/policy/policy.ts';
import type { Principal } from '../auth/principal.ts';
import { isLoopback, requestContext } from '../auth/request-context.ts';
import type { Clock } from '../kit/clock.ts';
import type { Ids } from '../kit/ids.ts';
import type { Log } from '../kit/log.ts';
import type { AccessCheck, Context } from '../services/service.ts';
import type { Changes, CommitResult, Entry, Key, Store, Transaction } from '../storage/store.ts';
import { withHeaders } from '../wire/error.ts';
import { accessDenied } from '../wire/failure.ts';
import { auditAppend } from './audit.ts';
import type { ChangeTrim } from './audit-trim.ts';
import type { Call } from './call.ts';
import { Question } from './question.ts';
import type { ServedOperation } from './served-service.ts';

export interface ContextParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly authorizer: Authorizer;
  readonly publicUrl?: string | undefined;
  readonly changeTrim: ChangeTrim;
}

export class RequestContext implements Context {
  readonly parts: unknown;
  readonly requestId: string;
  readonly service: string;
  readonly operation: string;
  readonly accountId: string;
  readonly region: string;
  readonly principal: Principal;
  readonly sourceIp: string;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly store: Store;
  readonly #call: Call;
  readonly #parts: ContextParts;
  #commits = 0;
  #signal: AbortSignal | undefined;

  constructor(call: Call, operation: ServedOperation, principal: Principal, parts: ContextParts) {
    this.parts = operation.service.parts;
    this.requestId = call.requestId;
    this.service = operation.service.name;
    this.operation = operation.name;
    this.accountId = principal.accountId;
    this.region = call.region;
    this.principal = principal;
    this.sourceIp = call.sourceIp;
    this.clock = parts.clock;
    this.ids = parts.ids;
    this.log = parts.log;
    this.store = parts.store;
    this.#call = call;
    this.#parts = parts;
  }

  get endpointUrl(): string {
    return (
      this.#parts.publicUrl ?? `${this.#call.encrypted ? 'https' : 'http'}://${this.#call.head.headers['host'] ?? ''}`
    );
  }

  get userAgent(): string {
    return this.#call.head.headers['user-agent'] ?? '';
  }

  /** Made when it is first asked for. */
  get signal(): AbortSignal {
    return (this.#signal ??= closeSignal(this.#call));
  }

  async commit(changes: Changes): Promise<CommitResult> {
    const audited = this.#withAudit(changes);
    const result = await this.store.commit({ id: this.#commitId(), ...audited });
    this.#recorded();
    return { ...result, appended: result.appended.slice(0, changes.appends?.length ?? 0) };
  }

  async transact<T>(
    keys: readonly Key[],
    decide: (entries: readonly (Entry | undefined)[]) => Transaction<T> | Promise<Transaction<T>>,
  ): Promise<T> {
    let wrote = false;
    const result = await this.store.transact(this.#commitId(), keys, async (entries) => {
      const transaction = await decide(entries);
      wrote = transaction.changes !== undefined;
      return transaction.changes ? { ...transaction, changes: this.#withAudit(transaction.changes) } : transaction;
    });
    if (wrote) this.#recorded();
    return result;
  }

  async authorize(check: AccessCheck): Promise<void> {
    const call = this.#call;
    call.resources.push(check.resource);
    const question = new Question(check, this.principal, () => this.#conditionKeys());
    const decision = await this.#parts.authorizer.decide(question);
    if (decision.allowed) return;
    call.explain = () => decision.explain();
    throw withHeaders(accessDenied(call.route?.protocol ?? 'json', decision.message), check.deniedHeaders ?? {});
  }

  #conditionKeys(): ConditionContext {
    const { head, encrypted, fromSandbox, signatureKeys } = this.#call;
    const { principal, sourceIp, userAgent, region } = this;
    // Loopback counts as secure: the policies of deployment tools deny plain http.
    const secure = fromSandbox || isLoopback(sourceIp) || encrypted;
    const nowMs = this.clock.nowMs();
    const { referer } = head.headers;
    const global = requestContext({ principal, sourceIp, secure, userAgent, region, nowMs, referer });
    return { ...global, ...signatureKeys, ...(encrypted && this.service === 's3' && tlsVersion(this.#call)) };
  }

  /** The change's audit record, in the first commit of the request. */
  #withAudit(changes: Changes): Changes {
    if (this.#call.audited || this.#call.dataEvent) return changes;
    return { ...changes, appends: [...(changes.appends ?? []), auditAppend(this.#call, this.clock.nowMs())] };
  }

  #recorded(): void {
    if (this.#call.audited || this.#call.dataEvent) return;
    this.#call.audited = true;
    this.#parts.changeTrim.changed(this.accountId, this.region);
  }

  #commitId(): string {
    this.#commits++;
    return this.#commits === 1 ? this.requestId : `${this.requestId}.${this.#commits}`;
  }
}

function closeSignal({ res }: Call): AbortSignal {
  const controller = new AbortController();
  if (res.destroyed) controller.abort();
  else res.once('close', () => res.writableFinished || controller.abort());
  return controller.signal;
}

/** Of a connection that is encrypted: `1.3`. */
function tlsVersion({ req: { socket } }: Call): ConditionContext {
  const protocol = socket instanceof TLSSocket ? socket.getProtocol() : null;
  return protocol === null ? {} : { 's3:TlsVersion': protocol.replace('TLSv', '') };
}
