/** Signature Version 2: AWS's own examples, what a changed request is told, and what the signature must hold. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { loadSchema } from '../wire/schema.ts';
import { WireError } from '../wire/error.ts';
import { clockAt, NOW_MS, request, TestPrincipals } from './auth.fixture.ts';
import { createAuthenticator, type Identified, type SignedRequest } from './authenticator.ts';
import { oldSignatureOf, SUB_RESOURCES } from './signature-v2.ts';

const KEY_ID = 'AKIAIOSFODNN7EXAMPLE';
const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const S3 = { service: 's3', signingName: 's3', errorStyle: 'rest-xml' } as const;
const TOKEN = 'the+token/';

async function answer(sent: Partial<SignedRequest>, nowMs = NOW_MS): Promise<Identified> {
  const principals = new TestPrincipals().add({ accessKeyId: KEY_ID, secretAccessKey: SECRET });
  principals.add({ accessKeyId: 'ASIASESSION', secretAccessKey: SECRET, sessionToken: TOKEN });
  principals.add({ accessKeyId: 'AKIAOFF', secretAccessKey: SECRET, active: false });
  const authenticator = createAuthenticator({ principals, clock: clockAt(nowMs) });
  const identified = await authenticator.identify(request({ method: 'GET', ...S3, ...sent }));
  identified.verify(undefined);
  return identified;
}

async function refusal(sent: Partial<SignedRequest>, nowMs = NOW_MS): Promise<WireError> {
  try {
    await answer(sent, nowMs);
  } catch (error) {
    assert.ok(error instanceof WireError, String(error));
    return error;
  }
  return assert.fail('The request was let in');
}

suite('AWS’s examples (RESTAuthentication, 2026-11-27)', () => {
  const bucketInHost = 'awsexamplebucket1';
  // biome-ignore format: one line a case
  const examples: readonly [why: string, date: string, signature: string, sent: Partial<SignedRequest>][] = [
    ['get', 'Tue, 27 Mar 2007 19:36:42 +0000', 'qgk2+6Sv9/oM7G3qLEjTH1a1l1g=', { rawPath: '/photos/puppy.jpg', bucketInHost }],
    ['put', 'Tue, 27 Mar 2007 21:15:45 +0000', 'iqRzw+ileNPu1fhspnRs8nOjjIA=', { method: 'PUT', rawPath: '/photos/puppy.jpg', bucketInHost, headers: { 'content-type': 'image/jpeg', 'content-length': '94328' } }],
    ['list', 'Tue, 27 Mar 2007 19:42:41 +0000', 'm0WP8eCtspQl5Ahe6L1SozdX9YA=', { rawPath: '/', rawQuery: 'prefix=photos&max-keys=50&marker=puppy', bucketInHost }],
    ['acl', 'Tue, 27 Mar 2007 19:44:46 +0000', '82ZHiFIjc+WbcwFKGUVEQspPn+0=', { rawPath: '/', rawQuery: 'acl', bucketInHost }],
    ['unicode', 'Wed, 28 Mar 2007 01:49:49 +0000', 'DNEZGsoieTZ92F3bUfSPQcbGmlM=', { rawPath: '/dictionary/fran%C3%A7ais/pr%c3%a9f%c3%a8re' }],
    ['list all', 'Wed, 28 Mar 2007 01:29:59 +0000', 'qGdzdERIC03wnaRNKh6OqZehG9s=', { rawPath: '/' }],
  ];
  for (const [why, date, signature, { headers, ...sent }] of examples) {
    test(why, async () => {
      const all = { host: 'x', date, authorization: `AWS ${KEY_ID}:${signature}`, ...headers };
      assert.equal((await answer({ ...sent, headers: all }, Date.parse(date))).bodyHash, 'unsigned');
    });
  }

  test('a presigned URL', async () => {
    const rawQuery = `AWSAccessKeyId=${KEY_ID}&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=1175139620`;
    const sent = { rawPath: '/photos/puppy.jpg', rawQuery, bucketInHost: 'johnsmith' };
    await answer(sent, 1175139620_000);
    const late = await refusal(sent, 1175139621_000);
    assert.deepEqual([late.code, late.message, late.status], ['AccessDenied', 'Request has expired', 403]);
    assert.deepEqual(late.fields, { Expires: '2007-03-29T03:40:20Z', ServerTime: '2007-03-29T03:40:21Z' });
  });
});

const EXPIRES = String(NOW_MS / 1000 + 60);

interface Presigning {
  readonly method?: string;
  readonly resource?: string;
  readonly amz?: string;
  readonly keyId?: string;
  readonly more?: string;
  readonly expires?: string;
}

/** Signs by hand, so that a mistake in the code is none here. */
function presigned({ method = 'GET', resource = '/b/k', amz = '', keyId = KEY_ID, ...rest }: Presigning): string {
  const { more = '', expires = EXPIRES } = rest;
  const signature = oldSignatureOf(SECRET, `${method}\n\n\n${expires}\n${amz}${resource}`);
  return `AWSAccessKeyId=${keyId}&Signature=${encodeURIComponent(signature)}&Expires=${expires}${more}`;
}

suite('presigned URLs', () => {
  test('their x-amz- parameters are signed, and count as headers', async () => {
    const rawQuery = presigned({
      amz: 'x-amz-acl:private\nx-amz-meta-a:ü\n'.replace('ü', '\u00c3\u00bc'),
      more: '&x-amz-acl=private&x-amz-meta-a=%C3%BC',
    });
    const { queryHeaders } = await answer({ rawPath: '/b/k', rawQuery });
    assert.deepEqual(queryHeaders, { 'x-amz-acl': 'private', 'x-amz-meta-a': '\u00c3\u00bc' });
  });

  test('with a token, in the query or a header', async () => {
    const amz = `x-amz-security-token:${TOKEN}\n`;
    const rawQuery = presigned({
      keyId: 'ASIASESSION',
      amz,
      more: `&x-amz-security-token=${encodeURIComponent(TOKEN)}`,
    });
    assert.deepEqual((await answer({ rawPath: '/b/k', rawQuery })).queryHeaders, {});
    const headers = { host: 'x', 'x-amz-security-token': TOKEN };
    await answer({ rawPath: '/b/k', rawQuery: presigned({ keyId: 'ASIASESSION', amz }), headers });
    const without = await refusal({ rawPath: '/b/k', rawQuery: presigned({ keyId: 'ASIASESSION' }) });
    assert.equal(without.code, 'InvalidAccessKeyId');
    const changed = await refusal({ rawPath: '/b/k', rawQuery: rawQuery.replace('Signature=', 'Signature=x') });
    assert.match(JSON.stringify(changed.fields), /x-amz-security-token:\(not shown\)/);
  });

  test('a bucket in the path, signed with a slash behind it', async () => {
    await answer({ rawPath: '/b', rawQuery: presigned({ resource: '/b/' }) });
  });

  // biome-ignore format: one line a case
  const refused: readonly [why: string, sent: Partial<SignedRequest>, code: string, message: RegExp][] = [
    ['another method', { method: 'PUT', rawQuery: presigned({}) }, 'SignatureDoesNotMatch', /^The request signature we calculated/],
    ['another key', { rawPath: '/b/l', rawQuery: presigned({}) }, 'SignatureDoesNotMatch', /./],
    ['another bucket in the host', { rawPath: '/k', bucketInHost: 'c', rawQuery: presigned({}) }, 'SignatureDoesNotMatch', /./],
    ['another operation', { rawQuery: presigned({ more: '&acl' }) }, 'SignatureDoesNotMatch', /./],
    ['another version', { rawQuery: presigned({ more: '&versionId=x' }) }, 'SignatureDoesNotMatch', /./],
    ['a header that was not signed', { rawQuery: presigned({}), headers: { host: 'x', 'x-amz-acl': 'public-read' } }, 'SignatureDoesNotMatch', /./],
    ['a parameter that counts as a header', { rawQuery: presigned({ more: '&X-Amz-Acl=public-read' }) }, 'SignatureDoesNotMatch', /./],
    ['a content type that was not signed', { rawQuery: presigned({}), headers: { host: 'x', 'content-type': 'a/b' } }, 'SignatureDoesNotMatch', /./],
    ['a later end', { rawQuery: presigned({}).replace(`Expires=${EXPIRES}`, 'Expires=9999999999') }, 'SignatureDoesNotMatch', /./],
    ['an end that is no number', { rawQuery: presigned({ expires: 'soon' }) }, 'AccessDenied', /^Invalid date \(should be seconds since epoch\): soon$/],
    ['no end', { rawQuery: `AWSAccessKeyId=${KEY_ID}&Signature=x` }, 'AccessDenied', /^Query-string authentication requires the Signature, Expires and AWSAccessKeyId parameters$/],
    ['an unknown key id', { rawQuery: presigned({ keyId: 'AKIANONE' }) }, 'InvalidAccessKeyId', /./],
    ['a key that is off', { rawQuery: presigned({ keyId: 'AKIAOFF' }) }, 'InvalidAccessKeyId', /./],
    ['a signature in a header, too', { rawQuery: presigned({}), headers: { host: 'x', authorization: 'AWS a:b' } }, 'InvalidArgument', /^Only one auth mechanism allowed/],
    ['a signature of version 4, too', { rawQuery: presigned({ more: '&X-Amz-Algorithm=x' }) }, 'InvalidArgument', /^Only one auth mechanism allowed/],
  ];
  for (const [why, sent, code, message] of refused) {
    test(why, async () => {
      const error = await refusal({ rawPath: '/b/k', ...sent });
      assert.equal(error.code, code);
      assert.match(error.message, message);
    });
  }
});

test('what policies may ask of it', async () => {
  const { signatureKeys } = await answer({ rawPath: '/b/k', rawQuery: presigned({}) });
  assert.deepEqual(signatureKeys, { 's3:authType': 'REST-QUERY-STRING', 's3:signatureversion': 'AWS' });
});

suite('in a header', () => {
  const date = new Date(NOW_MS).toUTCString();
  const signed = (line: string): string => `AWS ${KEY_ID}:${oldSignatureOf(SECRET, `GET\n\n\n${line}/b/k`)}`;

  test('x-amz-date in place of the date', async () => {
    const headers = { host: 'x', date: 'never', 'x-amz-date': date };
    await answer({ rawPath: '/b/k', headers: { ...headers, authorization: signed(`\nx-amz-date:${date}\n`) } });
  });

  test('too late, without a date, and not of this form', async () => {
    const headers = { host: 'x', date, authorization: signed(`${date}\n`) };
    const late = await refusal({ rawPath: '/b/k', headers }, NOW_MS + 901_000);
    assert.deepEqual([late.code, late.fields['RequestTime']], ['RequestTimeTooSkewed', date]);
    const undated = await refusal({ rawPath: '/b/k', headers: { ...headers, date: undefined } });
    assert.equal(undated.message, 'AWS authentication requires a valid Date or x-amz-date header');
    const odd = await refusal({ rawPath: '/b/k', headers: { ...headers, authorization: 'AWS x' } });
    assert.equal(odd.message, 'AWS authorization header is invalid.  Expected AwsAccessKeyId:signature');
  });

  test('of no service but S3', async () => {
    for (const service of ['logs', 's3-control']) {
      const headers = { host: 'x', date, authorization: signed(`${date}\n`) };
      const error = await refusal({ service, signingName: service, errorStyle: 'rest-json', rawPath: '/b/k', headers });
      assert.equal(error.code, 'MissingAuthenticationTokenException');
    }
  });
});

test('each parameter that names an operation of S3 is signed', () => {
  const schema = loadSchema(new URL('../services/s3/model.json', import.meta.url));
  const names = [...schema.operations.values()].flatMap(({ http }) => (http.requestUri.split('?')[1] ?? '').split('&'));
  const unsigned = new Set(names.map((name) => name.split('=')[0] ?? '').filter((name) => !SUB_RESOURCES.has(name)));
  // Both list.
  unsigned.delete('list-type');
  unsigned.delete('');
  assert.deepEqual([...unsigned], []);
});
