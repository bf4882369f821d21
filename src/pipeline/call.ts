/** One request on its way through the pipeline: what is known of it so far, for the log, the audit trail and errors. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConditionContext } from '../auth/policy/policy.ts';
import type { Principal } from '../auth/principal.ts';
import type { RequestHead, Route } from '../wire/route.ts';
import type { ServedOperation, ServedService } from './served-service.ts';

export class Call {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly requestId: string;
  readonly fromSandbox: boolean;
  readonly startedMs: number;
  readonly head: RequestHead;
  readonly sourceIp: string;
  /** Came over TLS. */
  readonly encrypted: boolean;
  route: Route | undefined;
  served: ServedService | undefined;
  /** As the client says it; it may be unknown. */
  operationName: string | undefined;
  operation: ServedOperation | undefined;
  principal: Principal | undefined;
  region = '';
  /** What policies may ask of its signature. */
  signatureKeys: ConditionContext = {};
  input: unknown;
  /** The client waits for our 100 before it sends the body. */
  bodyWithheld: boolean;
  /** Taken of the budget for bodies. */
  bodyBytes = 0;
  /** ARNs that were asked for. */
  resources: string[] = [];
  /** The audit record has gone into the state with a commit. */
  audited = false;
  /** Recorded only where it is denied: see WireQuirks.dataEvents. */
  dataEvent = false;
  /** Of an answer that is an error. */
  errorCode: string | undefined;
  /** Of a denial. */
  explain: (() => object) | undefined;

  constructor(req: IncomingMessage, res: ServerResponse, requestId: string, fromSandbox: boolean, startedMs: number) {
    this.req = req;
    this.res = res;
    this.requestId = requestId;
    this.fromSandbox = fromSandbox;
    this.startedMs = startedMs;
    this.head = headOf(req);
    this.bodyWithheld = req.headers.expect !== undefined;
    this.encrypted = 'encrypted' in req.socket && req.socket.encrypted === true;
    this.sourceIp = plainAddress(req.socket.remoteAddress ?? '');
  }
}

/** A proxy's absolute form (`GET http://host/path`) is read as its path. */
function headOf({ method = 'GET', url = '/', headers }: IncomingMessage): RequestHead {
  const target = url.startsWith('/') ? url : `/${url.split('/').slice(3).join('/')}`;
  const question = target.indexOf('?');
  return {
    method,
    rawPath: question === -1 ? target : target.slice(0, question),
    rawQuery: question === -1 ? '' : target.slice(question + 1),
    headers: headers as Readonly<Record<string, string | undefined>>,
  };
}

/** IPv4 in IPv6 as IPv4. */
function plainAddress(address: string): string {
  return address.startsWith('::ffff:') && address.includes('.') ? address.slice('::ffff:'.length) : address;
}
