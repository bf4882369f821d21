/** Which operation a request is for, and the request as its codec reads it. */
import type { Identified } from '../auth/authenticator.ts';
import { authError } from '../auth/errors.ts';
import { WireError } from '../wire/error.ts';
import { notImplemented } from '../wire/failure.ts';
import { newerSubResource } from '../wire/newer-sub-resources.ts';
import type { WireRequest } from '../wire/protocols/protocol.ts';
import { readForm } from '../wire/protocols/query.ts';
import type { Route } from '../wire/route.ts';
import type { RequestBody } from './body.ts';
import type { Call } from './call.ts';
import { type ServedOperation, type ServedService, unknownOperation } from './served-service.ts';

export function requestOf(
  { head: { method, rawQuery } }: Call,
  { labels }: Route,
  { queryHeaders }: Identified,
  { headers: sent, bytes }: RequestBody,
): WireRequest {
  const headers = queryHeaders ? { ...queryHeaders, ...sent } : sent;
  return { method, rawQuery, headers, labels, body: bytes };
}

/** Throws MissingAuthenticationToken where an operation that is not for everybody was not signed. */
export function checkUnsigned(
  { principal }: Call,
  route: Route,
  served: ServedService | undefined,
  request: WireRequest,
): void {
  if (principal?.kind !== 'anonymous' || !served?.takesUnsigned) return;
  const name = readForm(request).children?.get('Action')?.text ?? '';
  if (served.service.quirks?.unsigned?.includes(name)) return;
  throw authError('missing', { errorStyle: 'query', signingName: route.signingName });
}

/** Throws WireError where there is none. */
export function findOperation(
  call: Call,
  route: Route,
  served: ServedService | undefined,
  request: WireRequest,
): ServedOperation {
  const { protocol } = route;
  const form = protocol === 'query' ? readForm(request).children : undefined;
  const name = (call.operationName = form ? form.get('Action')?.text : route.operation);
  if (!served) throw unknownService(route, name);
  const version = form ? (form.get('Version')?.text ?? 'NO_VERSION_SPECIFIED') : served.metadata.apiVersion;
  const known = name !== undefined && version === served.metadata.apiVersion;
  if (!known && served.name === 's3') throw notOfS3(call, route);
  if (!known) throw unknownOperation(protocol, name, version);
  return served.operation(name, protocol);
}

function unknownService({ protocol, signingName }: Route, operation: string | undefined): WireError {
  const what = operation === undefined ? '' : ` (operation ${operation.slice(0, 128)})`;
  const code = protocol === 'query' ? 'InvalidAction' : 'UnknownOperationException';
  const name = signingName === '' ? 'this request' : `the service ${signingName.slice(0, 64)}`;
  return new WireError(code, protocol.startsWith('rest-') ? 404 : 400, `Virga does not serve ${name}${what}.`);
}

/** S3's words (of the service: versitygw's issue 1810, 2026-02-03). */
function notOfS3({ head: { method, rawQuery } }: Call, { labels }: Route): WireError {
  const newer = newerSubResource(rawQuery);
  if (newer !== undefined) return notImplemented('S3', `the sub-resource ${newer}`);
  const { Bucket, Key } = labels;
  const ResourceType = Key === undefined ? (Bucket === undefined ? 'SERVICE' : 'BUCKET') : 'OBJECT';
  const fields = { Method: method, ResourceType };
  return new WireError('MethodNotAllowed', 405, 'The specified method is not allowed against this resource.', fields);
}
