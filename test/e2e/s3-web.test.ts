/** A bucket as browsers see it: a website for everybody, pages of other origins, and nothing for strangers but what is theirs. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { Readable } from 'node:stream';
import { after, before, test } from 'node:test';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  PutBucketCorsCommand,
  PutBucketPolicyCommand,
  PutBucketWebsiteCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { oldSignatureOf } from '../../src/auth/signature-v2.ts';
import { type RunningCloud, startCloud } from '../cloud.ts';

const Bucket = 'pages';
let cloud: RunningCloud;
let client: S3Client;

before(async () => {
  cloud = await startCloud({ flags: ['--isolation', 'process', '--public-url', 'http://cloud.test'] });
  const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = cloud.environment();
  const credentials = { accessKeyId, secretAccessKey };
  client = new S3Client({
    endpoint: cloud.url,
    region: 'us-east-1',
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
  });
  await client.send(new CreateBucketCommand({ Bucket }));
  const put = (Key: string, Body: string, more: object = {}): Promise<unknown> =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: 'text/html', ...more }));
  await put('index.html', 'home');
  await put('docs/index.html', 'docs');
  await put('error.html', 'sorry');
  await put('old.html', 'moved', { WebsiteRedirectLocation: 'https://new.test/' });
  await put('secret/plan.html', 'secret');
});

after(async () => {
  client.destroy();
  await cloud.stop();
});

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function ask(host: string, path: string, asked: Asked = {}, body?: string): Promise<Answer> {
  const { port } = new URL(cloud.url);
  const headers = { host, ...asked.headers };
  const request = http.request({ port, path, agent: false, ...asked, headers });
  request.end(body);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const pieces = (await response.toArray()) as Buffer[];
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(pieces).toString() };
}

const SITE = `${Bucket}.s3-website-us-east-1.amazonaws.com`;
const codeOf = ({ body }: Answer): string | undefined => /<Code>(.*?)<\/Code>/.exec(body)?.[1];

test('until it is let in, nobody gets anything', async () => {
  for (const [host, path] of [
    [`${Bucket}.localhost`, '/index.html'],
    [`${Bucket}.cloud.test`, '/index.html'],
    ['127.0.0.1', `/${Bucket}/index.html`],
    ['127.0.0.1', `/${Bucket}`],
  ] as const) {
    const answer = await ask(host, path);
    assert.deepEqual([answer.status, codeOf(answer)], [403, 'AccessDenied'], host + path);
    assert.match(answer.body, /<Message>Access Denied<\/Message><RequestId>[^<]+<\/RequestId><HostId>[^<]+<\/HostId>/);
  }
  const none = await ask(SITE, '/');
  assert.deepEqual([none.status, none.headers['x-amz-error-code']], [404, 'NoSuchWebsiteConfiguration']);
  const put = await ask('127.0.0.1', `/${Bucket}/x`, { method: 'PUT' }, 'x');
  assert.deepEqual([put.status, codeOf(put)], [403, 'AccessDenied']);
});

test('a body in chunks of HTTP has no length', async () => {
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: 'chunked' }));
  const body = Readable.toWeb(Readable.from([Buffer.from('hello')])) as ReadableStream;
  const response = await fetch(url, { method: 'PUT', body, duplex: 'half' });
  assert.equal(response.status, 501);
  assert.match(await response.text(), /<Code>NotImplemented<.*<Header>Transfer-Encoding<\/Header>/);
});

test('a range that was begun of another object', async () => {
  const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: 'index.html' }));
  const response = await fetch(url, { headers: { range: 'bytes=2-', 'if-range': '"another"' } });
  assert.deepEqual([response.status, await response.text()], [200, 'home']);
});

test('a checksum is asked for in small letters', async () => {
  const input = { Bucket, Key: 'index.html', ChecksumMode: 'enabled' as 'ENABLED' };
  assert.equal((await client.send(new GetObjectCommand(input))).ChecksumType, 'FULL_OBJECT');
});

test('a website, as far as the policy lets everybody read', async () => {
  await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
  const open = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` };
  const closed = { ...open, Effect: 'Deny', Resource: `arn:aws:s3:::${Bucket}/secret/*` };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [open, closed] });
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const WebsiteConfiguration = {
    IndexDocument: { Suffix: 'index.html' },
    ErrorDocument: { Key: 'error.html' },
    RoutingRules: [{ Condition: { KeyPrefixEquals: 'manual/' }, Redirect: { ReplaceKeyPrefixWith: 'docs/' } }],
  };
  await client.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
  for (const [path, status, body] of [
    ['/', 200, 'home'],
    ['/docs/', 200, 'docs'],
    // Who may not list learns nothing of what is missing.
    ['/missing', 403, 'sorry'],
    ['/secret/plan.html', 403, 'sorry'],
  ] as const) {
    const answer = await ask(SITE, path);
    assert.deepEqual([answer.status, answer.body], [status, body], path);
  }
  for (const [path, status, location] of [
    ['/docs', 302, '/docs/'],
    ['/old.html', 301, 'https://new.test/'],
    ['/manual/a', 301, `http://${SITE}/docs/a`],
  ] as const) {
    const answer = await ask(SITE, path);
    assert.deepEqual([answer.status, answer.headers['location']], [status, location], path);
  }
  for (const host of [`${Bucket}.s3-website.localhost`, `${Bucket}.s3-website.cloud.test`]) {
    assert.equal((await ask(host, '/')).body, 'home', host);
  }
  const range = await ask(SITE, '/index.html', { headers: { range: 'bytes=1-2' } });
  assert.deepEqual([range.status, range.body, range.headers['content-range']], [206, 'om', 'bytes 1-2/4']);
  const again = await ask(SITE, '/index.html', { headers: { 'if-none-match': range.headers['etag'] ?? '' } });
  assert.deepEqual([again.status, again.body], [304, '']);
});

test('a policy can refuse old signatures', async () => {
  const expires = String(Math.floor(Date.now() / 1_000) + 600);
  const { AWS_ACCESS_KEY_ID: keyId = '', AWS_SECRET_ACCESS_KEY: secret = '' } = cloud.environment();
  const signature = encodeURIComponent(oldSignatureOf(secret, `GET\n\n\n${expires}\n/${Bucket}/old.html`));
  const url = `/${Bucket}/old.html?AWSAccessKeyId=${keyId}&Signature=${signature}&Expires=${expires}`;
  assert.equal((await ask('127.0.0.1', url)).body, 'moved');
  const open = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: `arn:aws:s3:::${Bucket}/*` };
  const closed = { ...open, Effect: 'Deny', Resource: `arn:aws:s3:::${Bucket}/secret/*` };
  const old = { ...open, Effect: 'Deny', Condition: { StringEquals: { 's3:signatureversion': 'AWS' } } };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [open, closed, old] });
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  const refused = await ask('127.0.0.1', url);
  assert.deepEqual([refused.status, codeOf(refused)], [403, 'AccessDenied']);
  assert.equal((await ask('127.0.0.1', `/${Bucket}/old.html`)).body, 'moved');
});

test('pages of other origins, as far as the rules let them', async () => {
  const rule = { AllowedMethods: ['GET', 'PUT'], AllowedOrigins: ['https://*.page.test'], AllowedHeaders: ['x-amz-*'] };
  const none = await ask(`${Bucket}.localhost`, '/index.html', {
    method: 'OPTIONS',
    headers: { origin: 'https://a.page.test' },
  });
  assert.match(none.body, /CORSResponse: CORS is not enabled for this bucket\./);
  await client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules: [rule] } }));
  const origin = 'https://a.page.test';
  const asked = { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'x-amz-acl' };
  const preflight = await ask(`${Bucket}.localhost`, '/k', { method: 'OPTIONS', headers: asked });
  assert.deepEqual([preflight.status, preflight.headers['access-control-allow-origin']], [200, origin]);
  const other = { ...asked, origin: 'https://page.test.evil' };
  assert.equal((await ask('127.0.0.1', `/${Bucket}/k`, { method: 'OPTIONS', headers: other })).status, 403);
  for (const [path, status] of [
    ['/index.html', 200],
    ['/secret/plan.html', 403],
  ] as const) {
    const answer = await ask(`${Bucket}.localhost`, path, { headers: { origin } });
    assert.deepEqual([answer.status, answer.headers['access-control-allow-origin']], [status, origin], path);
  }
});

test('a stranger’s body is not asked for before it is authorized, and a document of his is small', async () => {
  const { port } = new URL(cloud.url);
  const headers = { 'content-length': 100_000_000, expect: '100-continue' };
  const request = http.request({ port, path: `/${Bucket}/k`, method: 'PUT', agent: false, headers });
  request.on('continue', () => assert.fail('the body was asked for'));
  request.flushHeaders();
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  assert.equal(response.statusCode, 403);
  request.destroy();
  const large = await ask('127.0.0.1', `/${Bucket}?delete`, { method: 'POST' }, 'x'.repeat(3_000_000));
  assert.deepEqual([large.status, codeOf(large)], [400, 'MaxMessageLengthExceeded']);
});
