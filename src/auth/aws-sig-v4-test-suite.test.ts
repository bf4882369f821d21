/**
 * Requests and signatures of AWS's own aws-sig-v4-test-suite (key AKIDEXAMPLE, 2015-08-30T12:36:00Z, us-east-1, service
 * `service`), header values folded over several lines left out, which HTTP no longer knows and node refuses.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clockAt, joinHeaders, request, TestPrincipals } from './auth.fixture.ts';
import { createAuthenticator } from './authenticator.ts';
import { sha256Hex } from './canonical.ts';

const LETTERS = '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const VANILLA = '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31';
const POST = '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b';
const TOKEN =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';

interface Vector {
  readonly name: string;
  readonly method?: string;
  /** As bytes on the wire: node gives each as one character. */
  readonly uri?: string;
  readonly headers?: readonly [string, string][];
  readonly body?: string;
  readonly signature: string;
  readonly unsigned?: readonly [string, string][];
}

const wire = (text: string): string => Buffer.from(text).toString('latin1');

// biome-ignore format: one line a case
const VECTORS: readonly Vector[] = [
  { name: 'get-header-key-duplicate', headers: [['My-Header1', 'value2'], ['My-Header1', 'value2'], ['My-Header1', 'value1']], signature: 'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea' },
  { name: 'get-header-value-order', headers: [['My-Header1', 'value4'], ['My-Header1', 'value1'], ['My-Header1', 'value3'], ['My-Header1', 'value2']], signature: '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01' },
  { name: 'get-header-value-trim', headers: [['My-Header1', ' value1'], ['My-Header2', ' "a   b   c"']], signature: 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736' },
  { name: 'get-unreserved', uri: `/${LETTERS}`, signature: '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f' },
  { name: 'get-utf8', uri: wire('/ሴ'), signature: '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85' },
  { name: 'get-vanilla', signature: VANILLA },
  { name: 'get-vanilla-empty-query-key', uri: '/?Param1=value1', signature: 'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb' },
  { name: 'get-vanilla-query-order-key', uri: '/?Param1=value2&Param1=Value1', signature: 'eedbc4e291e521cf13422ffca22be7d2eb8146eecf653089df300a15b2382bd1' },
  { name: 'get-vanilla-query-order-key-case', uri: '/?Param2=value2&Param1=value1', signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500' },
  { name: 'get-vanilla-query-order-value', uri: '/?Param1=value2&Param1=value1', signature: '5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694' },
  { name: 'get-vanilla-query-unreserved', uri: `/?${LETTERS}=${LETTERS}`, signature: '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197' },
  { name: 'get-vanilla-utf8-query', uri: wire('/?ሴ=bar'), signature: '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04' },
  { name: 'post-header-key-sort', method: 'POST', headers: [['My-Header1', 'value1']], signature: 'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c' },
  { name: 'post-header-value-case', method: 'POST', headers: [['My-Header1', 'VALUE1']], signature: 'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d' },
  { name: 'post-vanilla', method: 'POST', signature: POST },
  { name: 'post-vanilla-query', method: 'POST', uri: '/?Param1=value1', signature: '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11' },
  { name: 'post-x-www-form-urlencoded', method: 'POST', headers: [['Content-Type', 'application/x-www-form-urlencoded']], body: 'Param1=value1', signature: 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a' },
  { name: 'post-x-www-form-urlencoded-parameters', method: 'POST', headers: [['Content-Type', 'application/x-www-form-urlencoded; charset=utf8']], body: 'Param1=value1', signature: '1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe' },
  { name: 'get-relative', uri: '/example/..', signature: VANILLA },
  { name: 'get-relative-relative', uri: '/example1/example2/../..', signature: VANILLA },
  { name: 'get-slash', uri: '//', signature: VANILLA },
  { name: 'get-slash-dot-slash', uri: '/./', signature: VANILLA },
  { name: 'get-slash-pointless-dot', uri: '/./example', signature: 'ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5' },
  { name: 'get-slashes', uri: '//example//', signature: '9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84' },
  { name: 'get-space', uri: '/example space/', signature: '652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741' },
  { name: 'post-sts-header-after', method: 'POST', unsigned: [['X-Amz-Security-Token', TOKEN]], signature: POST },
  { name: 'post-sts-header-before', method: 'POST', headers: [['X-Amz-Security-Token', TOKEN]], signature: '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead' },
];

for (const { name, method = 'GET', uri = '/', headers = [], body = '', signature, unsigned = [] } of VECTORS) {
  test(name, async () => {
    const signed: readonly [string, string][] = [
      ['Host', 'example.amazonaws.com'],
      ...headers,
      ['X-Amz-Date', '20150830T123600Z'],
    ];
    const names = [...new Set(signed.map(([header]) => header.toLowerCase()))].toSorted().join(';');
    const credential = 'AKIDEXAMPLE/20150830/us-east-1/service/aws4_request';
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`;
    const raw: readonly [string, string][] = [...signed, ...unsigned, ['Authorization', authorization]];
    const [rawPath = '', rawQuery = ''] = uri.split('?');
    const hasToken = [...headers, ...unsigned].some(([, value]) => value === TOKEN);
    const principals = new TestPrincipals().add(hasToken ? { sessionToken: TOKEN } : {});
    const clock = clockAt(Date.parse('2015-08-30T12:36:00Z'));
    const identified = await createAuthenticator({ principals, clock }).identify(
      request({ method, rawPath, rawQuery, headers: joinHeaders(raw), rawHeaders: raw.flat(), signingName: 'service' }),
    );
    identified.verify(sha256Hex(body));
    assert.deepEqual(principals.used, ['AKIDEXAMPLE service us-east-1']);
  });
}
