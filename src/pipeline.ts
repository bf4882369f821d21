/** The literal list of a request's stages: see `answer`. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Authenticator, Identified } from './auth/authenticator.ts';
import { ANONYMOUS } from './auth/principal.ts';
import { inTurn } from './kit/turn.ts';
import { UnavailableError } from './kit/unavailable.ts';
import { accessOf } from './pipeline/access-log.ts';
import { recordOf, type CallError, AUDIT_KIND, auditRecord } from './pipeline/audit.ts';
import { ChangeTrim } from './pipeline/audit-trim.ts';
import { type RequestBody, takeBody } from './pipeline/body.ts';
import { BrowserDoor, type BrowserParts } from './pipeline/browser-door.ts';
import { Call } from './pipeline/call.ts';
import { type ContextParts, RequestContext } from './pipeline/context.ts';
import { checkUnsigned, findOperation, requestOf } from './pipeline/operation.ts';
import type { S3Front } from './pipeline/s3-front.ts';
import { findPlatformRoute, type PlatformRoutes } from './pipeline/platform-routes.ts';
import {
  DEFAULT_BODY_LIMIT,
  protocolOf,
  serveService,
  type ServedOperation,
  type ServedService,
} from './pipeline/served-service.ts';
import type { AccessLog, Service } from './services/service.ts';
import { WireError } from './wire/error.ts';
import { EventStreamBody } from './wire/event-stream-writer.ts';
import { failureOf, serviceUnavailable } from './wire/failure.ts';
import { sendAnswer } from './wire/http-answer.ts';
import { BODIES_BYTES_MAX } from './wire/limits.ts';
import { checkHead } from './wire/http-head.ts';
import { BodyBudget, ClientGoneError } from './wire/http-body.ts';
import type { WireRequest, WireResponse } from './wire/protocols/protocol.ts';
import { addQueryError } from './wire/protocols/query.ts';
import { createRouter, type Route } from './wire/route.ts';

export interface PipelineParts extends Omit<ContextParts, 'changeTrim'> {
  readonly services: readonly Service[];
  readonly authenticator: Authenticator;
  /** What was appended is written when `written` resolves; nothing is answered before. */
  readonly spool: { append(kind: string, payload: Uint8Array): void; written(): Promise<void> | undefined };
  /** What a service does was loaded: at its first request. */
  readonly onServiceLoaded?: () => void;
  /** For requests that name no region. */
  readonly defaultRegion: string;
  readonly platformRoutes?: PlatformRoutes;
  /** Where S3 is served. */
  readonly s3Front?: S3Front;
  readonly s3AccessLog?: AccessLog;
}

export interface Origin {
  /** Through the endpoint that functions reach. */
  readonly fromSandbox: boolean;
}

export interface Pipeline {
  handle(req: IncomingMessage, res: ServerResponse, origin: Origin): void;
  readonly inFlight: number;
  /** Requests to services since the start; probes of health are none. */
  readonly begun: number;
  /** Resolves when no request is in flight, or after `timeoutMs`: then with how many still are. */
  drain(timeoutMs: number): Promise<number>;
}

export function createPipeline(parts: PipelineParts): Pipeline {
  const line = new Line(parts);
  return {
    handle: (req, res, { fromSandbox }) => line.take(req, res, fromSandbox),
    get inFlight() {
      return line.inFlight;
    },
    get begun() {
      return line.begun;
    },
    drain: (timeoutMs) => line.drain(timeoutMs),
  };
}

class Line {
  inFlight = 0;
  begun = 0;
  readonly #parts: PipelineParts & ContextParts;
  readonly #served: ReadonlyMap<string, ServedService>;
  readonly #route: (head: Call['head']) => Route;
  readonly #bodies = new BodyBudget(BODIES_BYTES_MAX);
  readonly #browsers: BrowserDoor | undefined;
  readonly #idle = new Set<() => void>();

  constructor(parts: PipelineParts) {
    this.#parts = { ...parts, changeTrim: new ChangeTrim(parts) };
    const { s3Front, authenticator, clock } = parts;
    const run: BrowserParts['run'] = (call, operation, request) => this.#run(call, operation, request);
    this.#browsers =
      s3Front && new BrowserDoor({ front: s3Front, authenticator, clock, defaultRegion: parts.defaultRegion, run });
    const served = parts.services.map((service) => serveService(service, parts.onServiceLoaded));
    this.#served = new Map(served.map((service) => [service.name, service]));
    this.#route = createRouter(served, parts.publicUrl === undefined ? undefined : new URL(parts.publicUrl).host);
  }

  take(req: IncomingMessage, res: ServerResponse, fromSandbox: boolean): void {
    this.inFlight++;
    // Writing to a client that has gone is no fault.
    res.on('error', ignore);
    const { ids, clock } = this.#parts;
    const call = new Call(req, res, ids.uuid(), fromSandbox, clock.monotonicMs());
    inTurn(() => void this.#handle(call));
  }

  /** Never rejects. */
  async #handle(call: Call): Promise<void> {
    const { req, res } = call;
    const { clock, log } = this.#parts;
    try {
      const response = await this.#answerOrError(call);
      const turnaroundMs = clock.monotonicMs() - call.startedMs;
      const written = this.#parts.spool.written();
      if (written) await written;
      if (response) await sendAnswer(req, res, response, call.bodyWithheld);
      if (response && call.served?.name === 's3') this.#logAccess(call, response, turnaroundMs);
      if (response?.body instanceof EventStreamBody && response.body.fault) throw response.body.fault;
    } catch (error) {
      // The client went away, or what makes the answer failed in its middle.
      if (!(error instanceof ClientGoneError))
        log.error('request: the answer was cut', error, { requestId: call.requestId });
      res.destroy();
    }
    this.#bodies.give(call.bodyBytes);
    this.inFlight--;
    if (this.inFlight === 0) for (const wake of this.#idle) wake();
  }

  async drain(timeoutMs: number): Promise<number> {
    if (this.inFlight === 0) return 0;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#idle.delete(done);
        cancel();
        resolve();
      };
      const cancel = this.#parts.clock.after(timeoutMs, done);
      this.#idle.add(done);
    });
    return this.inFlight;
  }

  async #answerOrError(call: Call): Promise<WireResponse | undefined> {
    const response = await this.#firstAnswer(call);
    const { origin } = call.head.headers;
    if (response && origin !== undefined) await this.#browsers?.letIn(call, response);
    return response;
  }

  async #firstAnswer(call: Call): Promise<WireResponse | undefined> {
    try {
      const platformRoute = findPlatformRoute(this.#parts.platformRoutes ?? {}, call.head.rawPath);
      const response = platformRoute ? await this.#platform(call, platformRoute) : await this.#answer(call);
      this.#finish(call, response.status, undefined);
      return response;
    } catch (error) {
      return this.#errorAnswer(call, error);
    }
  }

  async #answer(call: Call): Promise<WireResponse> {
    this.begun++;
    const route = (call.route = this.#route(call.head));
    checkHead(call.req, call.res);
    const served = (call.served = this.#served.get(route.service ?? ''));
    const seen = this.#browsers && served && this.#browsers.answer(call, route, served);
    if (seen) return seen;
    const caller = await this.#identify(call, route, served?.takesUnsigned);
    const body = await this.#takeBody(call, route, served, caller);
    call.principal = caller.principal;
    const request = requestOf(call, route, caller, body);
    checkUnsigned(call, route, served, request);
    if (served && !served.implementation) await served.load();
    const operation = findOperation(call, route, served, request);
    const { checkBody } = operation.service.quirks ?? {};
    if (checkBody && request.body instanceof Uint8Array && request.body.length > 0) {
      await checkBody(operation.name, request.headers, request.body);
    }
    const response = await this.#run(call, operation, request);
    body.checkEnd();
    return response;
  }

  async #run(call: Call, operation: ServedOperation, request: WireRequest): Promise<WireResponse> {
    call.operation = operation;
    call.dataEvent = operation.isDataEvent;
    const input = (call.input = operation.codec.parse(request));
    operation.validate(input);
    const context = new RequestContext(call, operation, call.principal ?? ANONYMOUS, this.#parts);
    await authorize(context, operation, input);
    const output = await operation.run(context as never, input as never);
    return operation.codec.serialize(output, call.requestId);
  }

  /** Before a byte of body is read. */
  async #identify(call: Call, route: Route, unsignedAllowed = false): Promise<Identified> {
    const { protocol, signingName, service = signingName, bucketInHost } = route;
    const errorStyle = protocol === 'smithy-rpc-v2-cbor' ? 'json' : protocol;
    const { fromSandbox, head, req } = call;
    const signed = {
      ...head,
      rawHeaders: req.rawHeaders,
      service,
      signingName,
      errorStyle,
      bucketInHost,
      fromSandbox,
      unsignedAllowed,
    };
    const caller = await this.#parts.authenticator.identify(signed);
    call.region = caller.credentialScope.region || this.#parts.defaultRegion;
    call.signatureKeys = caller.signatureKeys ?? {};
    return caller;
  }

  #takeBody(call: Call, route: Route, served: ServedService | undefined, caller: Identified): Promise<RequestBody> {
    const isStranger = caller.principal.kind === 'anonymous';
    const limit = served?.bodyLimit(route.operation, isStranger) ?? DEFAULT_BODY_LIMIT;
    const streams = served?.streams(route.operation) ?? false;
    return takeBody(call, caller, { limit, streams, budget: this.#bodies });
  }

  async #platform(call: Call, route: NonNullable<ReturnType<typeof findPlatformRoute>>): Promise<WireResponse> {
    const { head, fromSandbox, requestId, req } = call;
    if (head.method !== 'GET' && head.method !== 'HEAD')
      throw new WireError('MethodNotAllowed', 405, 'Only GET is served here');
    const answer = await route({ ...head, headers: req.headers, fromSandbox });
    return { ...answer, headers: { ...answer.headers, 'x-amzn-requestid': requestId } };
  }

  #errorAnswer(call: Call, error: unknown): WireResponse | undefined {
    if (error instanceof ClientGoneError) {
      this.#finish(call, 499, { code: 'ClientGone', message: error.message });
      return undefined;
    }
    const { protocol = 'rest-json' } = call.route ?? {};
    const schema = call.served?.schema();
    const unavailable = error instanceof UnavailableError;
    const failure = failureOf(unavailable ? serviceUnavailable() : error, schema);
    if (failure.internal || unavailable) this.#parts.log.error('request: failed', error, logFields(call));
    this.#finish(call, failure.status, failure);
    const response = protocolOf(protocol).serializeError(failure, call.requestId, schema);
    Object.assign(response.headers, failure.headers);
    if (call.head.headers['x-amzn-query-mode'] === 'true') addQueryError(response, failure, schema);
    return response;
  }

  /** The answer is under way, whatever becomes of its line. */
  #logAccess(call: Call, response: WireResponse, turnaroundMs: number): void {
    const { s3AccessLog, clock, log } = this.#parts;
    const { Bucket } = call.route?.labels ?? {};
    if (Bucket === undefined || !s3AccessLog?.isOf(Bucket)) return;
    const totalMs = clock.monotonicMs() - call.startedMs;
    try {
      s3AccessLog.add(accessOf(call, response, { totalMs, turnaroundMs }));
    } catch (error) {
      log.error('request: a line of an access log could not be made', error, logFields(call));
    }
  }

  /** The platform's log line and, unless a commit has it, the audit record. */
  #finish(call: Call, status: number, error: CallError | undefined): void {
    const { clock, log, spool } = this.#parts;
    call.errorCode = error?.code;
    const durationMs = Math.round((clock.monotonicMs() - call.startedMs) * 1000) / 1000;
    log.info('request', { ...logFields(call), status, durationMs, ...(error && { code: error.code }) });
    const isSilent = call.dataEvent && !call.explain;
    if (!call.principal || isSilent || (call.audited && !error)) return;
    try {
      spool.append(AUDIT_KIND, auditRecord.encode(recordOf(call, clock.nowMs(), error)));
    } catch (failure) {
      log.error('audit: a record could not be written', failure, logFields(call));
    }
  }
}

function ignore(): void {}

async function authorize(context: RequestContext, { access }: ServedOperation, input: unknown): Promise<void> {
  if (access.open !== undefined) return;
  for (const check of await access.checks(context as never, input as never)) await context.authorize(check);
}

function logFields({
  requestId,
  served,
  operationName,
  principal,
  sourceIp,
}: Call): Record<string, string | undefined> {
  return { requestId, service: served?.name, operation: operationName, principal: principal?.arn, sourceIp };
}
