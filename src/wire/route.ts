/**
 * Which service, protocol and operation a request is for, from its head alone. The query protocol's operation may stand
 * in the body, and is found once that is read.
 */
import { createHostNameReader, type HostName } from './host-name.ts';
import type { Protocol, ServiceMetadata } from './model.ts';
import { newerSubResource } from './newer-sub-resources.ts';
import { signingNameOf } from './schema.ts';
import { decodePercent, parsePairs } from './text.ts';
import type { UriMatch, UriMatcher } from './uri-trie.ts';

/** What routing knows of a service; `uris` loads its table when it is first called. */
export interface RoutedService {
  readonly name: string;
  readonly metadata: ServiceMetadata;
  /** Takes forms that nobody signed: see WireQuirks.unsigned. */
  readonly takesUnsigned?: boolean;
  readonly uris: () => UriMatcher;
}

export interface RequestHead {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

export interface Route {
  /** Undefined where nobody serves it. */
  readonly service: string | undefined;
  /** Of the protocol that the request speaks, for its errors too. */
  readonly protocol: Protocol;
  /** What the credential scope has to name; the scope's own word where no service was recognised. */
  readonly signingName: string;
  /** Undefined where it is unknown, or is in the body (`query`). */
  readonly operation: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** The bucket, where the host names it. */
  readonly bucketInHost?: string;
  /** Asked of a bucket's website, and not of S3's API. */
  readonly website?: true;
}

export type Router = (head: RequestHead) => Route;

/** `publicHost`: see createHostNameReader. */
export function createRouter(services: readonly RoutedService[], publicHost?: string): Router {
  const byTarget = new Map<string, RoutedService>();
  const bySigningName = new Map<string, RoutedService>();
  for (const service of services) {
    const { targetPrefix } = service.metadata;
    if (targetPrefix !== undefined) byTarget.set(targetPrefix, service);
    // S3 Control signs as S3, and is known by its path.
    if (service.name !== S3_CONTROL) bySigningName.set(signingNameOf(service.metadata), service);
  }
  const rest = services
    .filter(({ metadata }) => metadata.protocol.startsWith('rest-'))
    // Any path could be a bucket and a key.
    .toSorted((a, b) => Number(a.metadata.protocol === 'rest-xml') - Number(b.metadata.protocol === 'rest-xml'));
  const s3 = services.find(({ name }) => name === 's3');
  const s3Control = services.find(({ name }) => name === S3_CONTROL);
  const readHostName = createHostNameReader(publicHost);
  return (head) => {
    const scope = scopeService(head);
    const host = readHostName(head.headers['host'] ?? '', mayBeS3(head, scope));
    if (isForS3Control(head, scope, host)) return routeToS3Control(head, s3Control);
    if (host && host.kind !== 'account') return routeByHost(head, host, s3);
    if (s3 && scope === undefined && isOfBrowser(head)) return routeToS3(head, s3, head.rawPath);
    return (
      routeByTarget(head, scope, byTarget) ??
      routeByRpcPath(head, scope, byTarget) ??
      routeByScope(head, scope, bySigningName) ??
      routeByOldSignature(head, s3) ??
      routeByForm(head, scope, services) ??
      routeUnsigned(head, scope, services) ??
      routeByPath(head, scope, rest) ?? { ...NOWHERE, protocol: styleOf(head, scope), signingName: scope ?? '' }
    );
  };
}

const NO_LABELS: Readonly<Record<string, string>> = {};
const NOWHERE = { service: undefined, operation: undefined, labels: NO_LABELS };

const S3_CONTROL = 's3-control';

/** Whether a label in front of a plain name can be a bucket: of what is signed for S3, or not signed and no form. */
function mayBeS3({ headers, rawQuery }: RequestHead, scope: string | undefined): boolean {
  if (scope !== undefined) return scope === 's3';
  return headers['x-amz-target'] === undefined && !isForm(headers) && !rawQuery.includes('Version=');
}

/** Its clients put the account in front of the host, or say it in a header where they may not: no bucket has that. */
function isForS3Control({ rawPath, headers }: RequestHead, scope: string | undefined, host?: HostName): boolean {
  if (!rawPath.startsWith('/v20180820/')) return false;
  if (scope !== undefined && scope !== 's3') return false;
  return host?.kind === 'account' || (host === undefined && headers['x-amz-account-id'] !== undefined);
}

function routeToS3Control(head: RequestHead, s3Control: RoutedService | undefined): Route {
  if (!s3Control) return { ...NOWHERE, protocol: 'rest-xml', signingName: 's3' };
  return within(s3Control, head);
}

/** A name of one of these is nobody else's, whatever the path and the credentials say. */
function routeByHost(head: RequestHead, { kind, label }: HostName, s3: RoutedService | undefined): Route {
  if (kind === 'lambda-url') return { ...NOWHERE, protocol: 'rest-json', signingName: 'lambda' };
  if (kind === 'execute-api') return { ...NOWHERE, protocol: 'rest-json', signingName: 'execute-api' };
  if (!s3) return { ...NOWHERE, protocol: 'rest-xml', signingName: 's3' };
  if (kind === 's3-website') return { ...found(s3, 'rest-xml', undefined), labels: { Bucket: label }, website: true };
  const path = head.rawPath === '/' ? `/${label}` : `/${label}${head.rawPath}`;
  return { ...routeToS3(head, s3, path), bucketInHost: label };
}

/** The preflight of a browser's request, and a form that it posts: no operations of S3's table. */
function isOfBrowser({ method, rawPath, headers }: RequestHead): boolean {
  if (rawPath === '/' || headers['x-amz-target'] !== undefined) return false;
  return method === 'OPTIONS' || (method === 'POST' && /^multipart\/form-data\b/i.test(headers['content-type'] ?? ''));
}

/** `path`: with the bucket in it. Bucket and key are known also where no operation has this method. */
function routeToS3(head: RequestHead, s3: RoutedService, path: string): Route {
  const isNewer = newerSubResource(head.rawQuery) !== undefined;
  const match = isNewer ? undefined : s3.uris()(head.method, path, head.rawQuery, head.headers);
  if (match) return found(s3, 'rest-xml', match);
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? [];
  const [Bucket, Key] = [decodePercent(bucket), decodePercent(key)];
  return { ...found(s3, 'rest-xml', undefined), labels: { ...(Bucket && { Bucket }), ...(Key && { Key }) } };
}

/** `Logs_20140328.PutLogEvents`; an unknown target is nobody's, whatever the credentials say. */
function routeByTarget(
  { headers }: RequestHead,
  scope: string | undefined,
  byTarget: ReadonlyMap<string, RoutedService>,
): Route | undefined {
  const target = headers['x-amz-target'];
  if (target === undefined) return undefined;
  const dot = target.lastIndexOf('.');
  const service = byTarget.get(target.slice(0, Math.max(dot, 0)));
  if (!service) return { ...NOWHERE, protocol: 'json', signingName: scope ?? '' };
  return found(service, 'json', { operation: target.slice(dot + 1), labels: NO_LABELS });
}

/** `/service/GraniteServiceVersion20100801/operation/PutMetricData`, with a header that no path alone can claim. */
function routeByRpcPath(
  { method, rawPath, headers }: RequestHead,
  scope: string | undefined,
  byTarget: ReadonlyMap<string, RoutedService>,
): Route | undefined {
  if (headers['smithy-protocol'] !== 'rpc-v2-cbor') return undefined;
  const [, target = '', operation] = RPC_PATH.exec(rawPath) ?? [];
  const service = byTarget.get(target);
  if (!service || !speaks(service.metadata, 'smithy-rpc-v2-cbor')) {
    return { ...NOWHERE, protocol: 'smithy-rpc-v2-cbor', signingName: scope ?? '' };
  }
  const known = method === 'POST' ? operation : undefined;
  return found(
    service,
    'smithy-rpc-v2-cbor',
    known === undefined ? undefined : { operation: known, labels: NO_LABELS },
  );
}

const RPC_PATH = /^\/service\/([^/]{1,128})\/operation\/([^/]{1,128})$/;

function routeByScope(
  head: RequestHead,
  scope: string | undefined,
  bySigningName: ReadonlyMap<string, RoutedService>,
): Route | undefined {
  const service = scope === undefined ? undefined : bySigningName.get(scope);
  return service && within(service, head);
}

/** Signature Version 2, in the query or the header, names no service: S3 alone takes it. */
function routeByOldSignature(head: RequestHead, s3: RoutedService | undefined): Route | undefined {
  const { rawQuery, headers } = head;
  const isOld = headers['authorization']?.startsWith('AWS ') || /(?:^|&)AWSAccessKeyId=/.test(rawQuery);
  // The query protocol of others had it, too, and is not served with it.
  return s3 && isOld && !rawQuery.includes('Version=') && !isForm(headers) ? within(s3, head) : undefined;
}

/** `Action` and `Version` of a query string that nobody signed; a form in a body names no service before it is read. */
function routeByForm(
  head: RequestHead,
  scope: string | undefined,
  services: readonly RoutedService[],
): Route | undefined {
  const version = head.rawQuery.includes('Version=') ? parameter(head.rawQuery, 'Version') : undefined;
  if (version === undefined) return undefined;
  const service = services.find(({ metadata }) => speaks(metadata, 'query') && metadata.apiVersion === version);
  return service && scope === undefined ? within(service, head) : undefined;
}

/** A form in the body that nobody signed: which operation it is for is known once that is read. */
function routeUnsigned(
  head: RequestHead,
  scope: string | undefined,
  services: readonly RoutedService[],
): Route | undefined {
  if (scope !== undefined || !isForm(head.headers) || head.rawPath !== '/') return undefined;
  const service = services.find(({ takesUnsigned }) => takesUnsigned);
  return service && within(service, head);
}

/** Only for requests that nobody signed, or signed for a name we do not know. */
function routeByPath(head: RequestHead, scope: string | undefined, rest: readonly RoutedService[]): Route | undefined {
  if (scope !== undefined || head.rawPath === '/') return undefined;
  for (const service of rest) {
    const match = service.uris()(head.method, head.rawPath, head.rawQuery, head.headers);
    if (!match) continue;
    return service.name === 's3'
      ? routeToS3(head, service, head.rawPath)
      : found(service, service.metadata.protocol, match);
  }
  return undefined;
}

/** The protocol of this request among those that the service speaks. */
function within(service: RoutedService, head: RequestHead): Route {
  const { name, metadata } = service;
  if (name === 's3') return routeToS3(head, service, head.rawPath);
  if (metadata.protocol.startsWith('rest-')) {
    return found(service, metadata.protocol, service.uris()(head.method, head.rawPath, head.rawQuery, head.headers));
  }
  const protocol = speaks(metadata, 'query') ? 'query' : metadata.protocol;
  return found(service, protocol, undefined);
}

function found({ name, metadata }: RoutedService, protocol: Protocol, match: UriMatch | undefined): Route {
  const signingName = signingNameOf(metadata);
  return { service: name, protocol, signingName, operation: match?.operation, labels: match?.labels ?? NO_LABELS };
}

function speaks(metadata: ServiceMetadata, protocol: Protocol): boolean {
  return metadata.protocol === protocol || (metadata.protocols?.includes(protocol) ?? false);
}

/** In which protocol to say that nobody serves this. */
function styleOf({ headers }: RequestHead, scope: string | undefined): Protocol {
  if (isForm(headers)) return 'query';
  return scope === 's3' ? 'rest-xml' : 'rest-json';
}

function isForm(headers: RequestHead['headers']): boolean {
  return headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
}

const HEADER_SCOPE = /Credential=[^/,\s]{1,128}\/\d{8}\/[^/,\s]{1,64}\/([^/,\s]{1,64})\/aws4_request/;

/** The service of the credential scope, in the header or the query string. */
function scopeService({ headers, rawQuery }: RequestHead): string | undefined {
  const { authorization } = headers;
  if (authorization !== undefined) return HEADER_SCOPE.exec(authorization)?.[1];
  if (!rawQuery.includes('X-Amz-Credential=')) return undefined;
  return parameter(rawQuery, 'X-Amz-Credential')?.split('/')[3];
}

function parameter(rawQuery: string, name: string): string | undefined {
  return parsePairs(rawQuery).find(([key]) => key === name)?.[1];
}
