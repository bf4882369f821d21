/** Each fault, in each protocol's words; keys, tokens and clocks; S3's rules for the body. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { WireError } from '../wire/error.ts';
import { ALICE, clockAt, KEY_ID, NOW_MS, request, ROOT, SECRET, TestPrincipals } from './auth.fixture.ts';
import { createAuthenticator, type ErrorStyle, type Identified, type SignedRequest } from './authenticator.ts';
import { sha256Hex } from './canonical.ts';
import { presignQuery, type RequestToSign, signRequest } from './sign-request.ts';

const EMPTY = sha256Hex('');
const SERVICES: Readonly<Record<string, { signingName: string; errorStyle: ErrorStyle }>> = {
  iam: { signingName: 'iam', errorStyle: 'query' },
  logs: { signingName: 'logs', errorStyle: 'json' },
  lambda: { signingName: 'lambda', errorStyle: 'rest-json' },
  s3: { signingName: 's3', errorStyle: 'rest-xml' },
};

interface Options {
  readonly service?: string;
  readonly sign?: Partial<RequestToSign>;
  readonly send?: Partial<SignedRequest>;
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  readonly principals?: TestPrincipals;
  readonly nowMs?: number;
  readonly presign?: number;
  readonly devKeys?: boolean;
  readonly body?: string;
}

function toSend(options: Options): SignedRequest {
  const { service = 'logs' } = options;
  const { signingName, errorStyle } = SERVICES[service] ?? { signingName: service, errorStyle: 'json' };
  const unsigned: RequestToSign = {
    method: 'POST',
    rawPath: '/',
    headers: { host: '127.0.0.1:4566' },
    credentials: { accessKeyId: KEY_ID, secretAccessKey: SECRET },
    region: 'eu-central-1',
    service: signingName,
    nowMs: NOW_MS,
    ...options.sign,
  };
  const signed =
    options.presign === undefined
      ? { headers: signRequest(unsigned), rawQuery: unsigned.rawQuery ?? '' }
      : { headers: unsigned.headers, rawQuery: presignQuery(unsigned, options.presign) };
  const { method, rawPath } = unsigned;
  const headers = { ...signed.headers, ...options.headers };
  return request({ method, rawPath, service, signingName, errorStyle, ...signed, headers, ...options.send });
}

async function answer(options: Options = {}): Promise<Identified> {
  const principals = options.principals ?? new TestPrincipals().add();
  const dev = { accessKeyId: 'test', secretAccessKey: 'test', principal: ROOT };
  const clock = clockAt(options.nowMs);
  const authenticator = createAuthenticator({ principals, clock, ...(options.devKeys && { devKeys: dev }) });
  const identified = await authenticator.identify(toSend(options));
  identified.verify(identified.bodyHash === 'needed' ? sha256Hex(options.body ?? '') : undefined);
  return identified;
}

async function refusal(options: Options): Promise<WireError> {
  try {
    await answer(options);
  } catch (error) {
    assert(error instanceof WireError, String(error));
    return error;
  }
  return assert.fail('The request was let in');
}

const authorization = (change: (text: string) => string): Options['headers'] => {
  const headers = toSend({}).headers['authorization'] ?? '';
  return { authorization: change(headers) };
};

suite('who is let in', () => {
  test('a signed request, in every protocol', async () => {
    for (const service of Object.keys(SERVICES)) {
      const identified = await answer({ service });
      assert.equal(identified.principal, ALICE);
      assert.deepEqual(identified.credentialScope, { date: '20261124', region: 'eu-central-1', service });
    }
  });
  test('a presigned request', async () => {
    assert.equal((await answer({ service: 's3', presign: 604_800 })).bodyHash, 'unsigned');
    assert.equal((await answer({ service: 'sts', presign: 60 })).bodyHash, 'needed');
  });
  test('a presigned upload with a hash that was not signed', async () => {
    const { bodyHash } = await answer({ service: 's3', presign: 60, headers: { 'x-amz-content-sha256': EMPTY } });
    assert.equal(bodyHash, 'unsigned');
  });
  test('a presigned request whose token was signed with it', async () => {
    const credentials = { accessKeyId: KEY_ID, secretAccessKey: SECRET, sessionToken: 'a/b+c=' };
    const principals = new TestPrincipals().add({ sessionToken: 'a/b+c=' });
    await answer({ sign: { credentials }, presign: 60, principals });
  });
  test('a Date header in place of X-Amz-Date', async () => {
    const { authorization: given = '', ...headers } = toSend({}).headers;
    assert.match(given, /SignedHeaders=host;x-amz-date/);
    const { 'x-amz-date': _date, ...rest } = headers;
    const dated = { ...rest, date: 'Tue, 24 Nov 2026 03:00:00 GMT', authorization: given };
    const refused = await refusal({ send: { headers: dated } });
    assert.equal(refused.code, 'InvalidSignatureException', 'x-amz-date was signed and is gone');
    assert.match(refused.message, /AWS4-HMAC-SHA256\n20261124T030000Z\n/, 'the time is that of the Date header');
  });
  test('commas, spaces and order in the Authorization header are free', async () => {
    const headers = authorization((text) => text.replaceAll(', ', ',').replace('SHA256 ', 'SHA256   '));
    await answer({ headers });
    const turned = authorization((text) => {
      const [algorithm, ...parts] = text.split(/,? /);
      return `${algorithm} ${parts.toReversed().join(', ')}`;
    });
    await answer({ headers: turned });
  });
  test('headers that are not signed may be anything', async () => {
    await answer({ headers: { 'x-custom': 'x', 'user-agent': 'y', 'transfer-encoding': 'chunked' } });
  });
  test('who was let in is told to IAM', async () => {
    const principals = new TestPrincipals().add();
    await answer({ principals });
    assert.deepEqual(principals.used, [`${KEY_ID} logs eu-central-1`]);
    await refusal({ principals, body: 'other' });
    assert.equal(principals.used.length, 1);
  });
  test('the development keys, from outside only', async () => {
    const sign = { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    assert.equal((await answer({ sign, devKeys: true })).principal, ROOT);
    assert.equal(
      (await refusal({ sign, devKeys: true, send: { fromSandbox: true } })).code,
      'UnrecognizedClientException',
    );
    assert.equal((await refusal({ sign })).code, 'UnrecognizedClientException');
    const wrong = { credentials: { accessKeyId: 'test', secretAccessKey: 'guess' } };
    assert.equal((await refusal({ sign: wrong, devKeys: true })).code, 'InvalidSignatureException');
  });
  test('nobody, in S3, is anonymous', async () => {
    const { principal, bodyHash } = await answer({ service: 's3', send: { headers: { host: 'h' } } });
    assert.deepEqual([principal.kind, principal.accountId, bodyHash], ['anonymous', '', 'unsigned']);
  });
});

suite('faults, protocol by protocol', () => {
  const token = { credentials: { accessKeyId: KEY_ID, secretAccessKey: SECRET, sessionToken: 'given' } };
  // biome-ignore format: one line a case
  const FAULTS: readonly [string, Options, query: string, json: string, rest: string, s3: string][] = [
    ['not signed', { send: { headers: { host: 'h' } } }, 'MissingAuthenticationToken 403', 'MissingAuthenticationTokenException 403', 'MissingAuthenticationTokenException 403', ''],
    ['unknown key', { principals: new TestPrincipals() }, 'InvalidClientTokenId 403', 'UnrecognizedClientException 400', 'UnrecognizedClientException 403', 'InvalidAccessKeyId 403'],
    ['inactive key', { principals: new TestPrincipals().add({ active: false }) }, 'InvalidClientTokenId 403', 'UnrecognizedClientException 400', 'UnrecognizedClientException 403', 'InvalidAccessKeyId 403'],
    ['wrong session token', { sign: token, principals: new TestPrincipals().add({ sessionToken: 'kept' }) }, 'InvalidClientTokenId 403', 'UnrecognizedClientException 400', 'UnrecognizedClientException 403', 'InvalidToken 400'],
    ['a token with a long-term key', { sign: token }, 'InvalidClientTokenId 403', 'UnrecognizedClientException 400', 'UnrecognizedClientException 403', 'InvalidToken 400'],
    ['no session token', { principals: new TestPrincipals().add({ sessionToken: 'kept' }) }, 'InvalidClientTokenId 403', 'UnrecognizedClientException 400', 'UnrecognizedClientException 403', 'InvalidAccessKeyId 403'],
    ['expired session', { sign: token, principals: new TestPrincipals().add({ sessionToken: 'given', expiresAtMs: NOW_MS }) }, 'ExpiredToken 403', 'ExpiredTokenException 400', 'ExpiredTokenException 403', 'ExpiredToken 400'],
    ['wrong secret', { principals: new TestPrincipals().add({ secretAccessKey: 'other' }) }, 'SignatureDoesNotMatch 403', 'InvalidSignatureException 400', 'InvalidSignatureException 403', 'SignatureDoesNotMatch 403'],
    ['clock 16 minutes behind', { nowMs: NOW_MS + 16 * 60_000 }, 'SignatureDoesNotMatch 403', 'InvalidSignatureException 400', 'InvalidSignatureException 403', 'RequestTimeTooSkewed 403'],
    ['presigned and expired', { presign: 60, nowMs: NOW_MS + 61_000 }, 'RequestExpired 400', 'InvalidSignatureException 400', 'InvalidSignatureException 403', 'AccessDenied 403'],
    ['presigned for longer than a week', { presign: 604_801 }, 'IncompleteSignature 400', 'IncompleteSignatureException 400', 'IncompleteSignatureException 403', 'AuthorizationQueryParametersError 400'],
    ['signed in two places', { presign: 60, headers: { authorization: 'AWS4-HMAC-SHA256 x' } }, 'SignatureDoesNotMatch 403', 'InvalidSignatureException 400', 'InvalidSignatureException 403', 'InvalidArgument 400'],
    ['SigV4A', { headers: { authorization: 'AWS4-ECDSA-P256-SHA256 Credential=x' } }, 'IncompleteSignature 400', 'IncompleteSignatureException 400', 'IncompleteSignatureException 403', 'InvalidRequest 400'],
    ['another service in the scope', { sign: { service: 'events' } }, 'SignatureDoesNotMatch 403', 'InvalidSignatureException 400', 'InvalidSignatureException 403', 'AuthorizationHeaderMalformed 400'],
  ];
  for (const [name, options, ...expected] of FAULTS) {
    for (const [index, service] of Object.keys(SERVICES).entries()) {
      if (expected[index] === '') continue;
      test(`${name}: ${service}`, async () => {
        const { code, status } = await refusal({ service, ...options });
        assert.equal(`${code} ${status}`, expected[index]);
      });
    }
  }
});

suite('messages', () => {
  const HASHED = String.raw`[A-Za-z0-9+/]{43}=`;
  const drop = (name: string) => authorization((text) => text.replace(new RegExp(`${name}=[^ ]+`), ''));
  // biome-ignore format: one line a case
  const MESSAGES: readonly [string, Options, RegExp][] = [
    ['no Credential', { headers: drop('Credential') }, new RegExp( String.raw`^Authorization header requires 'Credential' parameter\. \(Hashed with SHA-256 and encoded with Base64\) Authorization=${HASHED}$`, )],
    ['no Signature', { headers: drop('Signature') }, /^Authorization header requires 'Signature' parameter\. /],
    ['no SignedHeaders', { headers: drop('SignedHeaders') }, /^Authorization header requires 'SignedHeaders' parameter\. /],
    ['no date', { headers: { 'x-amz-date': undefined } }, /^Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header\. /],
    ['nothing', { headers: { authorization: 'AWS4-HMAC-SHA256', 'x-amz-date': undefined } }, /^Authorization header requires 'Credential' parameter\. Authorization header requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header\. \(Hashed/],
    ['a word without =', { headers: { authorization: 'AWS4-HMAC-SHA256 FooBar' } }, new RegExp( String.raw`^Invalid key=value pair \(missing equal-sign\) in Authorization header \(hashed with SHA-256 and encoded with Base64\): '${HASHED}'\.$`, )],
    ['twice', { headers: authorization((text) => `${text}, Signature=x`) }, /^Authorization header cannot contain 'Signature' twice/],
    ['an unknown algorithm', { headers: { authorization: 'AWS4-HMAC-SHA512 x' } }, /^Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512'\.$/],
    ['a bad date', { headers: { 'x-amz-date': '2026-11-24' } }, /^Date must be in ISO-8601 'basic format'\. Got '2026-11-24'\. See http:\/\/en\.wikipedia\.org\/wiki\/ISO_8601$/],
    ['a date that is none', { headers: { 'x-amz-date': '20261324T030000Z' } }, /^Date must be in ISO-8601 'basic format'\./],
    ['a short Credential', { headers: authorization((text) => text.replace(/Credential=[^,]+/, 'Credential=a/b/c/d')) }, /^Credential must have exactly 5 slash-delimited elements, e\.g\. keyid\/date\/region\/service\/term, got 'a\/b\/c\/d'$/],
    ['a wrong scope', { headers: authorization((text) => text.replace(/Credential=[^,]+/, 'Credential=a/b/_c/d/e')) }, /^Credential should be scoped to a valid region, not '_c'\. Credential should be scoped to correct service: 'logs'\. Credential should be scoped with a valid terminator: 'aws4_request', not 'e'\. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '20261124', from '20261124T030000Z'\.$/],
    ['the Host not signed', { headers: authorization((text) => text.replace('host;', '')) }, /^'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization\.$/],
    ['too old', { nowMs: NOW_MS + 301_000 }, /^Signature expired: 20261124T030000Z is now earlier than 20261124T030001Z \(20261124T030501Z - 5 min\.\)$/],
    ['too new', { nowMs: NOW_MS - 301_000 }, /^Signature not yet current: 20261124T030000Z is still later than 20261124T025959Z \(20261124T025459Z \+ 5 min\.\)$/],
    ['an unknown key', { principals: new TestPrincipals() }, /^The security token included in the request is invalid\.$/],
    ['a wrong token', { sign: { credentials: { accessKeyId: KEY_ID, secretAccessKey: SECRET, sessionToken: 'x' } } }, /^The security token included in the request is invalid$/],
    ['SigV4A', { headers: { authorization: 'AWS4-ECDSA-P256-SHA256 Credential=x' } }, /^Unsupported AWS 'algorithm': 'AWS4-ECDSA-P256-SHA256'\. .*AWS_AUTH_SCHEME_PREFERENCE=sigv4/],
    ['an empty presigned query', { send: { headers: { host: 'h' }, rawQuery: 'X-Amz-Algorithm=' } }, /^AWS query-string parameters must include 'X-Amz-Algorithm'\. AWS query-string parameters must include 'X-Amz-Credential'\. AWS query-string parameters must include 'X-Amz-Signature'\. AWS query-string parameters must include 'X-Amz-SignedHeaders'\. AWS query-string parameters must include 'X-Amz-Date'\. Re-examine the query-string parameters\.$/],
    ['signed in two places', { presign: 1, headers: { authorization: 'AWS4-HMAC-SHA256 x' } }, /^Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header\.$/],
    ['another scheme', { headers: { authorization: 'Bearer x' } }, /^Missing Authentication Token$/],
    ['S3: another scheme', { service: 's3', headers: { authorization: 'Bearer x' } }, /^The authorization mechanism you have provided is not supported\. Please use AWS4-HMAC-SHA256\.$/],
    ['S3: an empty key id', { service: 's3', sign: { credentials: { accessKeyId: '', secretAccessKey: 'x' } } }, /^The authorization header is malformed; a non-empty Access Key \(AKID\) must be provided in the credential\.$/],
    ['S3: no Credential', { service: 's3', headers: { authorization: 'AWS4-HMAC-SHA256 SignedHeaders=host, Signature=a' } }, /^The authorization header is malformed; the authorization header requires three components: Credential, SignedHeaders, and Signature\.$/],
    ['S3: no date', { service: 's3', headers: { 'x-amz-date': undefined } }, /^AWS authentication requires a valid Date or x-amz-date header$/],
    ['S3: another service', { service: 's3', sign: { service: 'sqs' }, headers: { 'x-amz-content-sha256': EMPTY } }, /^The authorization header is malformed; incorrect service "sqs"\. This endpoint belongs to "s3"\.$/],
    ['S3: another service in the query', { service: 's3', presign: 60, sign: { service: 'sqs' } }, /^Error parsing the X-Amz-Credential parameter; incorrect service "sqs"\. This endpoint belongs to "s3"\.$/],
    ['S3: another day', { service: 's3', headers: { 'x-amz-date': '20261123T235959Z' } }, /^The authorization header is malformed; Invalid credential date "20261124"\. This date is not the same as X-Amz-Date: "20261123"\.$/],
    ['S3: a bad date in the query', { service: 's3', send: { headers: { host: 'h' }, rawQuery: 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=a&X-Amz-Signature=a&X-Amz-SignedHeaders=host&X-Amz-Date=x&X-Amz-Expires=1' } }, /^X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"$/],
    ['S3: expires is no number', { service: 's3', presign: Number.NaN }, /^X-Amz-Expires should be a number$/],
    ['S3: expires below zero', { service: 's3', presign: -1 }, /^X-Amz-Expires must be non-negative$/],
    ['S3: expires too late', { service: 's3', presign: 604_801 }, /^X-Amz-Expires must be less than a week \(in seconds\); that is, the given X-Amz-Expires must be less than 604800 seconds$/],
    ['S3: not yet', { service: 's3', presign: 60, nowMs: NOW_MS - 901_000 }, /^Request is not yet valid$/],
    ['S3: expired', { service: 's3', presign: 60, nowMs: NOW_MS + 61_000 }, /^Request has expired$/],
    ['S3: no hash', { service: 's3', headers: { 'x-amz-content-sha256': undefined } }, /^Missing required header for this request: x-amz-content-sha256$/],
    ['S3: a hash that is none', { service: 's3', headers: { 'x-amz-content-sha256': 'abc' } }, /^x-amz-content-sha256 must be UNSIGNED-PAYLOAD, /],
    ['S3: another body', { service: 's3', body: 'other' }, /^The provided 'x-amz-content-sha256' header does not match what was computed\.$/],
    ['S3: a header added to a presigned URL', { service: 's3', presign: 60, headers: { 'x-amz-acl': 'public-read' } }, /^There were headers present in the request which were not signed$/],
  ];
  for (const [name, options, message] of MESSAGES) {
    test(name, async () => assert.match((await refusal(options)).message, message));
  }
});

test('a wrong signature is answered with what should have been signed, without token or secret', async () => {
  const credentials = { accessKeyId: KEY_ID, secretAccessKey: 'wrong', sessionToken: 'the-token' };
  const principals = new TestPrincipals().add({ sessionToken: 'the-token' });
  const { message } = await refusal({ sign: { credentials }, principals });
  const before = 'POST\n/\n\nhost:127.0.0.1:4566\nx-amz-date:20261124T030000Z\nx-amz-security-token:';
  const after = `\n\nhost;x-amz-date;x-amz-security-token\n${EMPTY}`;
  assert.equal(
    message,
    'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and ' +
      'signing method. Consult the service documentation for details.\n\nThe Canonical String for this request should ' +
      `have been\n'${before}(not shown)${after}'\n\nThe String-to-Sign should have been\n'AWS4-HMAC-SHA256\n` +
      `20261124T030000Z\n20261124/eu-central-1/logs/aws4_request\n${sha256Hex(`${before}the-token${after}`)}'\n`,
  );
});

test('S3 says the same in fields', async () => {
  const { fields } = await refusal({ service: 's3', principals: new TestPrincipals().add({ secretAccessKey: 'x' }) });
  assert.deepEqual(Object.keys(fields), ['AWSAccessKeyId', 'StringToSign', 'SignatureProvided', 'CanonicalRequest']);
  assert.match(String(fields['CanonicalRequest']), /^POST\n\/\n\nhost:127\.0\.0\.1:4566\n/);
});

test("S3's kinds of body", async () => {
  const kind = async (hash: string): Promise<string> => {
    const headers = { host: 'h', 'x-amz-content-sha256': hash };
    const authenticator = createAuthenticator({ principals: new TestPrincipals().add(), clock: clockAt() });
    const signed = toSend({ service: 's3', sign: { headers } });
    return (await authenticator.identify({ ...signed, headers: { ...signed.headers, ...headers } })).bodyHash;
  };
  assert.equal(await kind('UNSIGNED-PAYLOAD'), 'unsigned');
  assert.equal(await kind('STREAMING-AWS4-HMAC-SHA256-PAYLOAD'), 'streaming');
  assert.equal(await kind('STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER'), 'streaming');
  assert.equal(await kind('STREAMING-UNSIGNED-PAYLOAD-TRAILER'), 'streaming');
  assert.equal(await kind(EMPTY), 'needed');
});

test("a body's hash that was declared is there before the body", async () => {
  assert.equal((await answer({ service: 's3' })).declaredBodySha256, EMPTY);
  assert.equal((await answer()).declaredBodySha256, undefined);
});

test('no Authorization header takes long', { timeout: 20_000 }, async () => {
  const startMs = performance.now();
  for (const filler of ['/', ' ', ',', '=', ';', 'a,']) {
    const long = filler.repeat(30_000);
    await refusal({
      headers: { authorization: `AWS4-HMAC-SHA256 Credential=${long}x, SignedHeaders=${long}, Signature=a` },
    });
    await refusal({ send: { headers: { host: 'h' }, rawQuery: `X-Amz-Algorithm=${long}&X-Amz-Credential=${long}x` } });
  }
  assert(performance.now() - startMs < 5_000);
});

test('the clock of S3 may differ by 15 minutes', async () => {
  await answer({ service: 's3', nowMs: NOW_MS + 899_000 });
  await answer({ service: 's3', nowMs: NOW_MS - 899_000 });
});

test('what policies of S3 may ask of a signature', async () => {
  const signatureKeys = {
    's3:authType': 'REST-QUERY-STRING',
    's3:signatureversion': 'AWS4-HMAC-SHA256',
    's3:signatureAge': '1000',
    's3:x-amz-content-sha256': undefined,
  };
  assert.deepEqual((await answer({ service: 's3', presign: 60, nowMs: NOW_MS + 1_000 })).signatureKeys, signatureKeys);
  assert.equal((await answer({ service: 's3' })).signatureKeys?.['s3:authType'], 'REST-HEADER');
  assert.equal((await answer({ service: 'logs' })).signatureKeys, undefined);
});
