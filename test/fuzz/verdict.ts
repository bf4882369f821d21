/** What an answer must be, whatever was asked. */
import type { Answer, Outcome } from './connection.ts';

/** Undefined where all is well; else what is wrong. */
export function complaint(outcome: Outcome, method: string): string | undefined {
  if (outcome === 'closed') return 'the connection was closed without an answer';
  if (outcome === 'silent') return 'no answer came';
  const { status, headers } = outcome;
  if (!(status >= 200 && status < 600)) return `the status ${status} is none`;
  if (status >= 500 && !isNotImplemented(outcome, method)) return `${status}: ${shown(outcome)}`;
  if (!headers['x-amzn-requestid']) return `an answer with status ${status} has no request id: ${shown(outcome)}`;
  return undefined;
}

/** Operations that are in a model and not built say so. */
function isNotImplemented({ status, headers, body }: Answer, method: string): boolean {
  if (method === 'HEAD') return status === 501;
  return (
    status === 501 &&
    (body.includes('NotImplemented') || (headers['x-amzn-errortype'] ?? '').includes('NotImplemented'))
  );
}

export function shown({ body }: Answer): string {
  return body.toString().slice(0, 300);
}
