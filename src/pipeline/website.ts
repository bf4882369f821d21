/**
 * A bucket as a website: index documents, error documents, redirects and routing rules, read as everybody may read.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteHosting.html
 */
import { ModeledError, WireError } from '../wire/error.ts';
import { type Failure, failureOf } from '../wire/failure.ts';
import type { WireResponse } from '../wire/protocols/protocol.ts';
import type { ServiceSchema } from '../wire/schema.ts';
import { decodePercent } from '../wire/text.ts';
import { errorHeaders, errorPage } from './error-page.ts';
import type { RoutingRule, S3Front, Website } from './s3-front.ts';

export interface WebsiteRequest {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly host: string;
  readonly scheme: 'http' | 'https';
  readonly bucketName: string;
  readonly requestId: string;
}

export interface WebsiteParts {
  readonly front: S3Front;
  readonly schema: () => ServiceSchema;
  /** GetObject (HeadObject, where the visitor asks with HEAD) as everybody may; throws what the operation throws. */
  read(key: string): Promise<WireResponse>;
  /** HeadObject. */
  look(key: string): Promise<WireResponse>;
}

/** Never throws what a visitor should see. */
export async function answerWebsite(parts: WebsiteParts, request: WebsiteRequest): Promise<WireResponse> {
  try {
    return await visit(parts, request);
  } catch (error) {
    return errorPage(seen(parts, error), request);
  }
}

async function visit(parts: WebsiteParts, request: WebsiteRequest): Promise<WireResponse> {
  const { method, bucketName } = request;
  if (method !== 'GET' && method !== 'HEAD') throw methodNotAllowed(method);
  const website = await parts.front.website(bucketName);
  if (!website) throw noWebsite(bucketName);
  const { RedirectAllRequestsTo: all } = website;
  if (all) {
    const path = request.rawPath + (request.rawQuery === '' ? '' : `?${request.rawQuery}`);
    return redirect(301, `${all.Protocol ?? request.scheme}://${all.HostName}${path}`);
  }
  const key = keyOf(request.rawPath);
  const rule = website.RoutingRules?.find(
    ({ Condition }) => !Condition?.HttpErrorCodeReturnedEquals && fits(Condition, key),
  );
  if (rule) return follow(rule, request, key);
  const document = key === '' || key.endsWith('/') ? key + (website.IndexDocument?.Suffix ?? '') : key;
  try {
    return answerOf(await parts.read(document));
  } catch (error) {
    const failure = seen(parts, error);
    return (await folderOf(parts, website, key, failure)) ?? (await instead(parts, request, website, key, failure));
  }
}

function keyOf(rawPath: string): string {
  const key = decodePercent(rawPath.slice(1));
  if (key === undefined) throw new WireError('InvalidURI', 400, "Couldn't parse the specified URI.", { URI: rawPath });
  return key;
}

function methodNotAllowed(method: string): WireError {
  const message = 'The specified method is not allowed against this resource.';
  return new WireError('MethodNotAllowed', 405, message, { Method: method, ResourceType: 'OBJECT' });
}

function noWebsite(bucketName: string): WireError {
  const message = 'The specified bucket does not have a website configuration';
  return new WireError('NoSuchWebsiteConfiguration', 404, message, { BucketName: bucketName });
}

function fits(condition: RoutingRule['Condition'], key: string): boolean {
  return key.startsWith(condition?.KeyPrefixEquals ?? '');
}

function follow({ Condition, Redirect }: RoutingRule, { scheme, host }: WebsiteRequest, key: string): WireResponse {
  const {
    HostName = host,
    Protocol = scheme,
    HttpRedirectCode = '301',
    ReplaceKeyWith,
    ReplaceKeyPrefixWith,
  } = Redirect;
  const behind = key.slice((Condition?.KeyPrefixEquals ?? '').length);
  const to = ReplaceKeyWith ?? (ReplaceKeyPrefixWith === undefined ? key : ReplaceKeyPrefixWith + behind);
  return redirect(Number(HttpRedirectCode), `${Protocol}://${HostName}/${encodeKey(to)}`);
}

function encodeKey(key: string): string {
  return key.split('/').map(encodeURIComponent).join('/');
}

function redirect(status: number, location: string): WireResponse {
  return { status, headers: { location }, body: '' };
}

/** An object may say that it is somewhere else. */
function answerOf(answer: WireResponse): WireResponse {
  const location = answer.headers['x-amz-website-redirect-location'];
  if (location === undefined) return answer;
  if (typeof answer.body !== 'string' && Symbol.asyncIterator in answer.body) void close(answer.body);
  return redirect(301, location);
}

async function close(body: AsyncIterable<Uint8Array>): Promise<void> {
  await body[Symbol.asyncIterator]().return?.();
}

/** Throws again what is no answer for a visitor: a fault of ours. */
function seen({ schema }: WebsiteParts, error: unknown): Failure {
  const isAnswer = error instanceof WireError || error instanceof ModeledError;
  const failure = isAnswer ? failureOf(error, schema()) : undefined;
  if (!failure || failure.internal || failure.status < 400) throw error;
  return failure;
}

/** `/photos` for `/photos/`, which has an index document. */
async function folderOf(
  parts: WebsiteParts,
  { IndexDocument }: Website,
  key: string,
  { status }: Failure,
): Promise<WireResponse | undefined> {
  if ((status !== 404 && status !== 403) || key === '' || key.endsWith('/') || !IndexDocument) return undefined;
  try {
    await parts.look(`${key}/${IndexDocument.Suffix}`);
    return redirect(302, `/${encodeKey(key)}/`);
  } catch (error) {
    seen(parts, error);
    return undefined;
  }
}

/** A rule for this error, the error document, or a page of our own. */
async function instead(
  parts: WebsiteParts,
  request: WebsiteRequest,
  { RoutingRules, ErrorDocument }: Website,
  key: string,
  failure: Failure,
): Promise<WireResponse> {
  const status = String(failure.status);
  const rule = RoutingRules?.find(
    ({ Condition }) => Condition?.HttpErrorCodeReturnedEquals === status && fits(Condition, key),
  );
  if (rule) return follow(rule, request, key);
  if (!ErrorDocument || failure.status >= 500) return errorPage(failure, request);
  try {
    const answer = await parts.read(ErrorDocument.Key);
    return { ...answer, status: failure.status, headers: { ...answer.headers, ...errorHeaders(failure) } };
  } catch (error) {
    return errorPage(failure, request, seen(parts, error));
  }
}
