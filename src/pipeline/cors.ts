/**
 * Requests of browsers for a bucket (CORS): what its first rule that fits allows them, told to the preflight and with
 * each answer. AWS's answers as recorded by LocalStack's tests of S3 (2023-07-31 to 2025-03-17).
 */
import { WireError } from '../wire/error.ts';
import type { Headers, WireResponse } from '../wire/protocols/protocol.ts';
import type { Route } from '../wire/route.ts';
import type { CorsRule, S3Front } from './s3-front.ts';

interface BrowserRequest {
  readonly method: string;
  readonly headers: Headers;
}

/** The answer to OPTIONS, before anybody is known. Throws WireError where the bucket does not let the origin in. */
export async function answerPreflight(
  front: S3Front,
  request: BrowserRequest,
  { labels: { Bucket, Key } }: Route,
): Promise<WireResponse> {
  const { origin, 'access-control-request-method': method = 'OPTIONS' } = request.headers;
  if (origin === undefined) {
    throw new WireError('BadRequest', 400, 'Insufficient information. Origin request header needed.');
  }
  const rules = Bucket === undefined ? undefined : await front.corsRules(Bucket);
  if (!rules) throw forbidden('CORSResponse: Bucket not found', method, 'BUCKET');
  if (rules.length === 0) throw forbidden('CORSResponse: CORS is not enabled for this bucket.', method, 'BUCKET');
  const headers = allowedBy(rules, request);
  if (!headers) throw forbidden(NOT_ALLOWED, method, Key === undefined ? 'BUCKET' : 'OBJECT');
  return { status: 200, headers, body: '' };
}

const NOT_ALLOWED =
  'CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / ' +
  "Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

function forbidden(message: string, method: string, resourceType: string): WireError {
  return new WireError('AccessForbidden', 403, message, { Method: method, ResourceType: resourceType });
}

/** For an answer to a request that has an origin; undefined where no rule fits. */
export async function corsHeaders(
  front: S3Front,
  request: BrowserRequest,
  { labels: { Bucket } }: Route,
): Promise<Record<string, string> | undefined> {
  if (Bucket === undefined) return undefined;
  const rules = await front.corsRules(Bucket);
  return rules && allowedBy(rules, request);
}

function allowedBy(
  rules: readonly CorsRule[],
  { method, headers }: BrowserRequest,
): Record<string, string> | undefined {
  const { origin = '' } = headers;
  const wanted = namesOf(headers['access-control-request-headers']);
  const asked = headers['access-control-request-method'] ?? method;
  const rule = rules.find(
    ({ AllowedMethods, AllowedOrigins, AllowedHeaders = [] }) =>
      AllowedMethods.includes(asked) &&
      AllowedOrigins.some((pattern) => fits(pattern, origin)) &&
      wanted.every((name) => AllowedHeaders.some((pattern) => fits(pattern.toLowerCase(), name))),
  );
  if (!rule) return undefined;
  const { AllowedMethods, AllowedOrigins, ExposeHeaders = [], MaxAgeSeconds } = rule;
  const everybody = AllowedOrigins.includes('*');
  return {
    'access-control-allow-origin': everybody ? '*' : origin,
    'access-control-allow-methods': AllowedMethods.join(', '),
    ...(wanted.length > 0 && { 'access-control-allow-headers': wanted.join(', ') }),
    ...(ExposeHeaders.length > 0 && { 'access-control-expose-headers': ExposeHeaders.join(', ') }),
    ...(MaxAgeSeconds !== undefined && { 'access-control-max-age': String(MaxAgeSeconds) }),
    ...(!everybody && { 'access-control-allow-credentials': 'true' }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

function namesOf(text: string | undefined): readonly string[] {
  const names = (text ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '');
}

/** One `*` stands for any characters. */
function fits(pattern: string, text: string): boolean {
  const star = pattern.indexOf('*');
  if (star === -1) return pattern === text;
  const [before, behind] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= pattern.length - 1 && text.startsWith(before) && text.endsWith(behind);
}
