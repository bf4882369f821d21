/** The credential of a signature, `AKID/20261124/eu-central-1/logs/aws4_request`, held against the request. */
import type { CredentialScope, SignedRequest } from './authenticator.ts';
import { TERMINATOR } from './canonical.ts';
import { authError, speaksS3 } from './errors.ts';
import { MAX_REGION_CHARACTERS } from './limits.ts';

type ScopedRequest = Pick<SignedRequest, 'errorStyle' | 'signingName'>;

export interface ReadCredential {
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
}

/** `timestamp` is the date of the request: `20261124T030000Z`. Any region will do. Throws WireError. */
export function readCredential(
  request: ScopedRequest,
  credential: string,
  timestamp: string,
  inQuery: boolean,
): ReadCredential {
  const parts = withoutTrailingSlashes(credential).split('/');
  const [accessKeyId, date, region, service, terminator] = parts;
  if (parts.length !== 5 || !accessKeyId || !date || !region || !service || !terminator) {
    throw malformed(request, credential, inQuery);
  }
  const found = { date, region, service, terminator };
  const wrong = speaksS3(request) ? s3Complaint(found, timestamp, inQuery) : complaints(request, found, timestamp);
  if (wrong !== undefined) {
    // s3cmd, which begins with a region that is none, goes on with this one.
    const fields = speaksS3(request) && !isRegion(region) ? { Region: 'us-east-1' } : {};
    throw authError(inQuery ? 'scope-in-query' : 'scope', request, wrong, fields);
  }
  return { accessKeyId, scope: { date, region, service } };
}

type Scope = CredentialScope & { readonly terminator: string };

/** All at once, as DynamoDB and STS say them. */
function complaints(
  request: ScopedRequest,
  { date, region, service, terminator }: Scope,
  timestamp: string,
): string | undefined {
  const wrong: string[] = [];
  if (!isRegion(region)) wrong.push(`Credential should be scoped to a valid region, not '${region}'.`);
  if (service !== request.signingName) {
    wrong.push(`Credential should be scoped to correct service: '${request.signingName}'.`);
  }
  if (terminator !== TERMINATOR) {
    wrong.push(`Credential should be scoped with a valid terminator: '${TERMINATOR}', not '${terminator}'.`);
  }
  const day = timestamp.slice(0, 8);
  if (date !== day) {
    const words = 'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP';
    wrong.push(`${words}: '${date}' != '${day}', from '${timestamp}'.`);
  }
  return wrong.length === 0 ? undefined : wrong.join(' ');
}

/** The first one, as S3 says it. */
function s3Complaint(
  { date, region, service, terminator }: Scope,
  timestamp: string,
  inQuery: boolean,
): string | undefined {
  const where = inQuery ? 'Error parsing the X-Amz-Credential parameter;' : 'The authorization header is malformed;';
  const day = timestamp.slice(0, 8);
  if (!/^\d{8}$/.test(date)) {
    return `${where} incorrect date format "${date}". This date in the credential must be in the format "yyyyMMdd".`;
  }
  if (!isRegion(region)) return `${where} the region '${region}' is wrong; expecting 'us-east-1'`;
  if (!service.startsWith('s3')) return `${where} incorrect service "${service}". This endpoint belongs to "s3".`;
  if (terminator !== TERMINATOR)
    return `${where} incorrect terminal "${terminator}". This endpoint uses "aws4_request".`;
  if (date === day) return undefined;
  const words = `Invalid credential date "${date}". This date is not the same as X-Amz-Date: "${day}".`;
  return inQuery ? words : `${where} ${words}`;
}

function malformed(request: ScopedRequest, credential: string, inQuery: boolean): Error {
  const fault = inQuery ? 'incomplete-query' : 'incomplete';
  if (!speaksS3(request)) {
    const words = 'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got';
    return authError(fault, request, `${words} '${credential}'`);
  }
  const expected = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".';
  if (inQuery) return authError(fault, request, `Error parsing the X-Amz-Credential parameter; ${expected}`);
  const noKey = 'a non-empty Access Key (AKID) must be provided in the credential.';
  return authError(
    fault,
    request,
    `The authorization header is malformed; ${credential.startsWith('/') ? noKey : expected}`,
  );
}

function isRegion(region: string): boolean {
  return region.length <= MAX_REGION_CHARACTERS && /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(region);
}

/** A loop: the pattern for it takes quadratic time, and this is before anybody is known. */
function withoutTrailingSlashes(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '/') end--;
  return text.slice(0, end);
}
