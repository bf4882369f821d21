/**
 * What a caller is told whose request is not his, or not allowed: one table, fault by protocol. The faults' own
 * details (which parameter, which date) are said by whoever finds them; where a service has fixed words they stand here.
 *
 * Sources: the "Common errors" pages of each service's API reference; messages of DynamoDB, STS and S3 as recorded in
 * public reports and test suites (dynalite, hadoop-aws's troubleshooting page, SDK issues), 2026-11-24. Coral's JSON
 * services answer 400 where the REST ones answer 403. An unsigned request is 403 everywhere (API references, "Missing-
 * AuthenticationToken … HTTP Status Code: 403"), though DynamoDB says 400.
 */
import { WireError } from '../wire/error.ts';
import type { ErrorStyle } from './authenticator.ts';

export type AuthFault =
  | 'missing'
  | 'two-mechanisms'
  | 'incomplete'
  | 'incomplete-query'
  | 'incomplete-old-query'
  | 'old-expires'
  | 'old-header'
  | 'algorithm'
  | 'malformed-date'
  | 'scope'
  | 'scope-in-query'
  | 'unsigned-host'
  | 'unsigned-headers'
  | 'unknown-key'
  | 'invalid-token'
  | 'expired-token'
  | 'skewed'
  | 'presigned-expired'
  | 'presigned-not-yet'
  | 'mismatch'
  | 'payload-hash-missing'
  | 'payload-hash-invalid'
  | 'payload-mismatch';

/** `s3` is S3's own dialect of rest-xml; the other rest-xml services speak as the query ones do. */
type Dialect = 'query' | 'json' | 'rest-json' | 's3';
type Answer = readonly [code: string, status: number, message?: string];

const NOT_TRUSTED = 'The security token included in the request is invalid.';
const NOT_TRUSTED_TOKEN = 'The security token included in the request is invalid';
const EXPIRED = 'The security token included in the request is expired';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.';

const INCOMPLETE = jsonAndQuery('IncompleteSignature', 'IncompleteSignatureException', [400, 400, 403]);
const INVALID = jsonAndQuery('SignatureDoesNotMatch', 'InvalidSignatureException', [403, 400, 403]);

const TABLE: Readonly<Record<AuthFault, Readonly<Record<Dialect, Answer>>>> = {
  missing: {
    query: ['MissingAuthenticationToken', 403, 'Request is missing Authentication Token'],
    json: ['MissingAuthenticationTokenException', 403, 'Missing Authentication Token'],
    'rest-json': ['MissingAuthenticationTokenException', 403, 'Missing Authentication Token'],
    s3: ['AccessDenied', 403, 'Access Denied'],
  },
  'two-mechanisms': {
    ...INVALID,
    s3: [
      'InvalidArgument',
      400,
      'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
    ],
  },
  incomplete: { ...INCOMPLETE, s3: ['AuthorizationHeaderMalformed', 400] },
  'incomplete-query': { ...INCOMPLETE, s3: ['AuthorizationQueryParametersError', 400] },
  // Only S3 takes Signature Version 2.
  'incomplete-old-query': {
    ...INCOMPLETE,
    s3: [
      'AccessDenied',
      403,
      'Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters',
    ],
  },
  'old-expires': { ...INCOMPLETE, s3: ['AccessDenied', 403] },
  'old-header': { ...INCOMPLETE, s3: ['InvalidArgument', 400] },
  algorithm: { ...INCOMPLETE, s3: ['InvalidRequest', 400] },
  'malformed-date': {
    ...INCOMPLETE,
    s3: ['AccessDenied', 403, 'AWS authentication requires a valid Date or x-amz-date header'],
  },
  scope: { ...INVALID, s3: ['AuthorizationHeaderMalformed', 400] },
  'scope-in-query': { ...INVALID, s3: ['AuthorizationQueryParametersError', 400] },
  'unsigned-host': {
    ...INVALID,
    s3: ['AccessDenied', 403, 'There were headers present in the request which were not signed'],
  },
  'unsigned-headers': {
    ...INVALID,
    s3: ['AccessDenied', 403, 'There were headers present in the request which were not signed'],
  },
  'unknown-key': {
    ...fixed(jsonAndQuery('InvalidClientTokenId', 'UnrecognizedClientException', [403, 400, 403]), NOT_TRUSTED),
    s3: ['InvalidAccessKeyId', 403, 'The AWS Access Key Id you provided does not exist in our records.'],
  },
  'invalid-token': {
    ...fixed(jsonAndQuery('InvalidClientTokenId', 'UnrecognizedClientException', [403, 400, 403]), NOT_TRUSTED_TOKEN),
    s3: ['InvalidToken', 400, 'The provided token is malformed or otherwise invalid.'],
  },
  'expired-token': {
    ...fixed(jsonAndQuery('ExpiredToken', 'ExpiredTokenException', [403, 400, 403]), EXPIRED),
    s3: ['ExpiredToken', 400, 'The provided token has expired.'],
  },
  skewed: {
    ...INVALID,
    s3: ['RequestTimeTooSkewed', 403, 'The difference between the request time and the current time is too large.'],
  },
  'presigned-expired': {
    ...INVALID,
    query: ['RequestExpired', 400, 'Request has expired.'],
    s3: ['AccessDenied', 403, 'Request has expired'],
  },
  'presigned-not-yet': { ...INVALID, s3: ['AccessDenied', 403, 'Request is not yet valid'] },
  mismatch: {
    ...fixed(INVALID, MISMATCH),
    s3: [
      'SignatureDoesNotMatch',
      403,
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
    ],
  },
  'payload-hash-missing': {
    ...INCOMPLETE,
    s3: ['InvalidRequest', 400, 'Missing required header for this request: x-amz-content-sha256'],
  },
  'payload-hash-invalid': {
    ...INCOMPLETE,
    s3: [
      'InvalidArgument',
      400,
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, or a valid sha256 value.',
    ],
  },
  'payload-mismatch': {
    ...INVALID,
    s3: [
      'XAmzContentSHA256Mismatch',
      400,
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    ],
  },
};

/** `detail` is said where the service has no fixed words; `fields` are further members of the error. */
export function authError(
  fault: AuthFault,
  service: { readonly errorStyle: ErrorStyle; readonly signingName: string },
  detail = '',
  fields: Readonly<Record<string, unknown>> = {},
): WireError {
  const [code, status, message] = TABLE[fault][dialectOf(service.errorStyle, service.signingName)];
  if (message === undefined) return new WireError(code, status, detail, fields);
  // The canonical string follows AWS's fixed words.
  return new WireError(code, status, fault === 'mismatch' ? message + detail : message, fields);
}

/** Whether the service answers as S3 does. */
export function speaksS3(service: { readonly errorStyle: ErrorStyle; readonly signingName: string }): boolean {
  return dialectOf(service.errorStyle, service.signingName) === 's3';
}

function dialectOf(style: ErrorStyle, signingName: string): Dialect {
  if (style !== 'rest-xml') return style;
  return signingName.startsWith('s3') ? 's3' : 'query';
}

function jsonAndQuery(
  query: string,
  json: string,
  [queryStatus, jsonStatus, restStatus]: readonly [number, number, number],
): Record<'query' | 'json' | 'rest-json', Answer> {
  return { query: [query, queryStatus], json: [json, jsonStatus], 'rest-json': [json, restStatus] };
}

function fixed(
  answers: Record<'query' | 'json' | 'rest-json', Answer>,
  message: string,
): Record<'query' | 'json' | 'rest-json', Answer> {
  const { query, json } = answers;
  return {
    query: [query[0], query[1], message],
    json: [json[0], json[1], message],
    'rest-json': [answers['rest-json'][0], answers['rest-json'][1], message],
  };
}
