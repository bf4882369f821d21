/** From what was thrown to what a client is told: the one place where an error gets its code, status and members. */
import { UnavailableError } from '../kit/unavailable.ts';
import { ModeledError, WireError } from './error.ts';
import type { Protocol, Shape } from './model.ts';
import type { ServiceSchema } from './schema.ts';

export interface Failure {
  readonly code: string;
  readonly status: number;
  readonly message: string;
  /** Further members, by their names in the model. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Of the answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of errors that the model has. */
  readonly shape: string | undefined;
  /** The caller's mistake or ours. */
  readonly sender: boolean;
  /** Thrown by a bug or an outage: to be logged with its cause, never shown. */
  readonly internal: boolean;
}

/** AWS's words for a fault of its own. */
export const INTERNAL_MESSAGE = 'The request processing has failed because of an unknown error, exception or failure.';

export function failureOf(error: unknown, schema: ServiceSchema | undefined): Failure {
  if (error instanceof WireError) {
    const { code, status, message, fields, headers } = error;
    return { code, status, message, fields, headers, shape: undefined, sender: status < 500, internal: false };
  }
  const shape = error instanceof ModeledError ? schema?.errorShape(error.shape) : undefined;
  if (!(error instanceof ModeledError) || !shape) return internalFailure(schema);
  const status = statusOf(shape);
  const sender = shape.error?.senderFault ?? status < 500;
  const code = shape.error?.code ?? error.shape;
  const { message, fields, headers } = error;
  return { code, status, message, fields, headers, shape: error.shape, sender, internal: false };
}

/** For work in the background: whether the same may succeed another time. */
export function isTemporary(error: unknown): boolean {
  return error instanceof UnavailableError || (error instanceof WireError && [500, 503].includes(error.status));
}

function statusOf(shape: Shape): number {
  return shape.error?.httpStatusCode ?? (shape.fault === true ? 500 : 400);
}

function internalFailure(schema: ServiceSchema | undefined): Failure {
  const { code, status } = schema?.quirks.internalError ?? { code: 'InternalFailure', status: 500 };
  const shape = schema?.errorShape(code) ? code : undefined;
  return { code, status, message: INTERNAL_MESSAGE, fields: {}, headers: {}, shape, sender: false, internal: true };
}

/** What a denied caller gets; awsJson says it with 400. */
export function accessDenied(protocol: Protocol, message: string): WireError {
  if (protocol === 'query' || protocol === 'rest-xml') return new WireError('AccessDenied', 403, message);
  return new WireError('AccessDeniedException', protocol === 'rest-json' ? 403 : 400, message);
}

/** AWS's words for what clients should try again. */
export function serviceUnavailable(): WireError {
  return new WireError('ServiceUnavailable', 503, 'The request has failed due to a temporary failure of the server.');
}

export function notImplemented(service: string, operation: string): WireError {
  return new WireError('NotImplemented', 501, `Virga does not implement ${operation} of ${service} yet.`);
}
