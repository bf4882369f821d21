/** What browsers ask of a bucket: preflights, posted forms and websites, with operations that keep objects in memory. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { after, before, beforeEach, suite, test } from 'node:test';
import { S3Client } from '@aws-sdk/client-s3';
import { createPresignedPost, type PresignedPostOptions } from '@aws-sdk/s3-presigned-post';
import { oldSignatureOf } from '../../src/auth/signature-v2.ts';
import type { CorsRule, S3Front, Website } from '../../src/pipeline/s3-front.ts';
import type { StreamingBody } from '../../src/wire/protocols/protocol.ts';
import { WireError } from '../../src/wire/error.ts';
import { KEYS, startWireServer, type WireServer } from './wire-server.ts';

type Input = Record<string, unknown> & { readonly Bucket: string; readonly Key: string };

interface Stored {
  readonly bytes: Buffer;
  readonly input: Input;
}

let server: WireServer;
const objects = new Map<string, Stored>();
const cors = new Map<string, readonly CorsRule[]>();
const websites = new Map<string, Website>();
/** Who put last. */
let principal = '';
let begun = 0;

const front: S3Front = {
  corsRules: (bucketName) => Promise.resolve(bucketName === 'photos' ? (cors.get(bucketName) ?? []) : undefined),
  website(bucketName) {
    if (bucketName === 'photos') return Promise.resolve(websites.get(bucketName));
    const fields = { BucketName: bucketName };
    return Promise.reject(new WireError('NoSuchBucket', 404, 'The specified bucket does not exist', fields));
  },
};

async function putObject(
  ctx: { principal: { kind: string; userName?: string } },
  { Body, ...input }: Input & { Body: StreamingBody },
): Promise<object> {
  begun++;
  const pieces: Uint8Array[] = [];
  for await (const piece of Body) pieces.push(piece);
  principal = ctx.principal.kind;
  objects.set(`${input.Bucket}/${input.Key}`, { bytes: Buffer.concat(pieces), input });
  return { ETag: '"e"' };
}

function getObject(_ctx: unknown, { Bucket, Key }: Input): Promise<object> {
  const found = objects.get(`${Bucket}/${Key}`);
  if (!found) return Promise.reject(new WireError('NoSuchKey', 404, 'The specified key does not exist.', { Key }));
  const { ContentType, WebsiteRedirectLocation } = found.input;
  const headers = { ContentType, WebsiteRedirectLocation };
  return Promise.resolve({ ...headers, ContentLength: found.bytes.length, Body: found.bytes });
}

function headObject(ctx: unknown, input: Input): Promise<object> {
  return getObject(ctx, input).then((found) => ({ ...found, Body: undefined }));
}

before(async () => {
  server = await startWireServer(
    {
      s3: {
        operations: { PutObject: putObject, GetObject: getObject, HeadObject: headObject },
        quirks: { xml: { bareErrors: true, hostId: true } },
      },
    },
    { parts: { s3Front: front } },
  );
});

after(() => server[Symbol.asyncDispose]());

beforeEach(() => {
  for (const all of [objects, cors, websites]) all.clear();
  begun = 0;
});

interface Answer {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: Record<string, string>;
  readonly body?: Uint8Array | string;
}

/** Fetch would not send a host or an origin of our choice. */
async function ask(
  path: string,
  { method = 'GET', host = '127.0.0.1', headers = {}, body }: Asked = {},
): Promise<Answer> {
  const request = http.request({ port: server.port, path, method, headers: { host, ...headers }, agent: false });
  request.end(body);
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  const pieces = await response.toArray();
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: Buffer.concat(pieces as Buffer[]).toString(),
  };
}

const codeOf = ({ body }: Answer): string | undefined => /<Code>(.*?)<\/Code>/.exec(body)?.[1];
const messageOf = ({ body }: Answer): string | undefined => /<Message>(.*?)<\/Message>/s.exec(body)?.[1];

suite('CORS', () => {
  const rules: readonly CorsRule[] = [
    { AllowedMethods: ['GET'], AllowedOrigins: ['http://*.example.com'], ExposeHeaders: ['ETag', 'x-amz-id-2'] },
    {
      AllowedMethods: ['GET', 'PUT'],
      AllowedOrigins: ['http://a.test'],
      AllowedHeaders: ['x-amz-*', 'Content-Type'],
      MaxAgeSeconds: 30,
    },
    { AllowedMethods: ['DELETE'], AllowedOrigins: ['*'], AllowedHeaders: ['*'] },
  ];
  const NOT_ALLOWED =
    /^CORSResponse: This CORS request is not allowed\. This is usually because the evalution of Origin, /;

  function preflight(origin: string | undefined, method?: string, names?: string): Promise<Answer> {
    const headers = {
      ...(origin !== undefined && { origin }),
      ...(method !== undefined && { 'access-control-request-method': method }),
      ...(names !== undefined && { 'access-control-request-headers': names }),
    };
    return ask('/photos/k', { method: 'OPTIONS', headers });
  }

  test('a preflight that a rule fits', async () => {
    cors.set('photos', rules);
    const { status, headers, body } = await preflight('http://a.test', 'PUT', 'Content-Type, X-AMZ-Meta-a');
    assert.deepEqual([status, body], [200, '']);
    assert.equal(headers['access-control-allow-origin'], 'http://a.test');
    assert.equal(headers['access-control-allow-methods'], 'GET, PUT');
    assert.equal(headers['access-control-allow-headers'], 'content-type, x-amz-meta-a');
    assert.equal(headers['access-control-allow-credentials'], 'true');
    assert.equal(headers['access-control-max-age'], '30');
    assert.equal(headers['vary'], 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method');
    const everybody = await preflight('http://elsewhere.test', 'DELETE', 'x-any');
    assert.equal(everybody.headers['access-control-allow-origin'], '*');
    assert.equal(everybody.headers['access-control-allow-credentials'], undefined);
  });

  test('a preflight of a presigned URL', async () => {
    cors.set('photos', rules);
    const headers = { origin: 'http://a.test', 'access-control-request-method': 'PUT' };
    const target = '/photos/k?X-Amz-Credential=AKIA%2F20261128%2Fx%2Fs3%2Faws4_request&X-Amz-Signature=x';
    assert.equal((await ask(target, { method: 'OPTIONS', headers })).status, 200);
  });

  // biome-ignore format: one line a case
  const refused: readonly [why: string, with_: readonly CorsRule[], asked: readonly (string | undefined)[], status: number, code: string, message: RegExp][] = [
    ['no origin', rules, [undefined, 'GET'], 400, 'BadRequest', /^Insufficient information\. Origin request header needed\.$/],
    ['no rules', [], ['http://a.test', 'PUT'], 403, 'AccessForbidden', /^CORSResponse: CORS is not enabled for this bucket\.$/],
    ['another origin', rules, ['http://example.com', 'GET'], 403, 'AccessForbidden', NOT_ALLOWED],
    ['another method', rules, ['http://a.test', 'POST'], 403, 'AccessForbidden', NOT_ALLOWED],
    ['another header', rules, ['http://a.test', 'PUT', 'x-other'], 403, 'AccessForbidden', NOT_ALLOWED],
    ['headers that the rule does not name', rules, ['http://x.example.com', 'GET', 'x-a'], 403, 'AccessForbidden', NOT_ALLOWED],
  ];
  for (const [why, with_, [origin, method, names], status, code, message] of refused) {
    test(`a preflight with ${why}`, async () => {
      cors.set('photos', with_);
      const answer = await preflight(origin, method, names);
      assert.deepEqual([answer.status, codeOf(answer)], [status, code]);
      assert.match(messageOf(answer) ?? '', message);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    });
  }

  test('a preflight for a bucket that is not there', async () => {
    const answer = await ask('/other/k', { method: 'OPTIONS', headers: { origin: 'http://a.test' } });
    assert.equal(messageOf(answer), 'CORSResponse: Bucket not found');
    assert.match(answer.body, /<Method>OPTIONS<\/Method><ResourceType>BUCKET<\/ResourceType>/);
  });

  test('answers and errors alike are shown to the page of an origin that a rule names', async () => {
    cors.set('photos', rules);
    objects.set('photos/k', { bytes: Buffer.from('x'), input: { Bucket: 'photos', Key: 'k' } });
    for (const [key, status] of [
      ['k', 200],
      ['missing', 404],
    ] as const) {
      const answer = await ask(`/photos/${key}`, { headers: { origin: 'http://x.example.com' } });
      assert.deepEqual(
        [answer.status, answer.headers['access-control-allow-origin']],
        [status, 'http://x.example.com'],
      );
      assert.equal(answer.headers['access-control-expose-headers'], 'ETag, x-amz-id-2');
    }
    const other = await ask('/photos/k', { headers: { origin: 'http://nowhere.test' } });
    assert.deepEqual([other.status, other.headers['access-control-allow-origin']], [200, undefined]);
    const virtual = await ask('/k', { host: 'photos.s3.localhost', headers: { origin: 'http://a.test' } });
    assert.equal(virtual.headers['access-control-allow-origin'], 'http://a.test');
  });
});

suite('forms', () => {
  const client = new S3Client({
    endpoint: 'http://127.0.0.1:1',
    region: 'eu-west-1',
    credentials: KEYS,
    forcePathStyle: true,
  });
  after(() => client.destroy());

  interface Posting {
    readonly fields?: Record<string, string>;
    readonly conditions?: PresignedPostOptions['Conditions'];
    readonly change?: Record<string, string | undefined>;
    readonly file?: string | Blob;
    readonly fileName?: string;
    readonly host?: string;
    readonly path?: string;
  }

  async function presigned(posting: Posting): Promise<Record<string, string>> {
    const { fields = {}, conditions = [] } = posting;
    const { key = 'k', ...Fields } = fields;
    const Conditions = [...conditions];
    return (await createPresignedPost(client, { Bucket: 'photos', Key: key, Fields, Conditions, Expires: 60 })).fields;
  }

  async function post(fields: Record<string, string>, posting: Posting = {}): Promise<Answer> {
    const form = new FormData();
    for (const [name, value] of Object.entries({ ...fields, ...posting.change })) {
      if (value !== undefined) form.append(name, value);
    }
    const { file = 'content', fileName = 'a/b\\photo.jpg', host, path = '/photos' } = posting;
    form.append('file', new Blob([file]), fileName);
    form.append('submit', 'Upload');
    return await send(form, { path, ...(host !== undefined && { host }) });
  }

  async function send(form: FormData, { path, host }: { path: string; host?: string }): Promise<Answer> {
    const encoded = new Response(form);
    const headers = { 'content-type': encoded.headers.get('content-type') ?? '' };
    const body = new Uint8Array(await encoded.arrayBuffer());
    return await ask(path, { method: 'POST', headers, body, ...(host !== undefined && { host }) });
  }

  test('what the JavaScript SDK presigns', async () => {
    const fields = {
      'Content-Type': 'text/plain',
      'x-amz-meta-name': 'ü',
      tagging: '<Tagging><TagSet><Tag><Key>a b</Key><Value>1&amp;2</Value></Tag></TagSet></Tagging>',
      acl: 'private',
    };
    const answer = await post(await presigned({ fields: { key: 'in/${filename}', ...fields } }));
    assert.deepEqual([answer.status, answer.body], [204, '']);
    assert.equal(answer.headers['etag'], '"e"');
    assert.equal(answer.headers['location'], 'http://127.0.0.1/photos/in%2Fphoto.jpg');
    const { bytes, input } = objects.get('photos/in/photo.jpg') ?? assert.fail('it was not put');
    assert.equal(bytes.toString(), 'content');
    assert.equal(principal, 'root');
    assert.equal(input['ContentType'], 'text/plain');
    assert.equal(input['ACL'], 'private');
    assert.equal(input['Tagging'], 'a%20b=1%262');
    assert.deepEqual(input['Metadata'], { name: Buffer.from('ü').toString('latin1') });
  });

  test('a large file flows, and is whole', async () => {
    const bytes = Buffer.alloc(3_000_000, 'virga ');
    assert.equal((await post(await presigned({}), { file: new Blob([bytes]) })).status, 204);
    assert.ok(objects.get('photos/k')?.bytes.equals(bytes));
  });

  test('the status, the document and the page that the form asks for', async () => {
    const success = (name: string, value: string): Promise<Answer> =>
      presigned({ fields: { [name]: value } }).then((fields) => post(fields));
    assert.equal((await success('success_action_status', '200')).status, 200);
    assert.equal((await success('success_action_status', '404')).status, 204);
    const created = await success('success_action_status', '201');
    assert.equal(created.status, 201);
    assert.match(
      created.body,
      /<PostResponse><Location>http:\/\/127\.0\.0\.1\/photos\/k<\/Location><Bucket>photos<\/Bucket><Key>k<\/Key><ETag>&quot;e&quot;<\/ETag><\/PostResponse>$/,
    );
    const moved = await success('success_action_redirect', 'http://page.test/?a=b');
    assert.deepEqual(
      [moved.status, moved.headers['location']],
      [303, 'http://page.test/?a=b&bucket=photos&key=k&etag=%22e%22'],
    );
    assert.equal((await success('redirect', 'ftp://page.test/')).status, 204);
  });

  test('the bucket in the host', async () => {
    const answer = await post(await presigned({}), { path: '/', host: 'photos.localhost:4566' });
    assert.deepEqual([answer.status, answer.headers['location']], [204, 'http://photos.localhost:4566/k']);
  });

  test('signed with version 2', async () => {
    const document = {
      expiration: '2999-01-01T00:00:00Z',
      conditions: [{ bucket: 'photos' }, ['starts-with', '$key', '']],
    };
    const policy = Buffer.from(JSON.stringify(document)).toString('base64');
    const signature = oldSignatureOf(KEYS.secretAccessKey, policy);
    const fields = { key: 'old', AWSAccessKeyId: KEYS.accessKeyId, policy, signature };
    assert.equal((await post(fields)).status, 204);
    const forged = await post({
      ...fields,
      policy: Buffer.from(JSON.stringify({ ...document, conditions: [] })).toString('base64'),
    });
    assert.deepEqual([forged.status, codeOf(forged)], [403, 'SignatureDoesNotMatch']);
  });

  test('nobody’s form is nobody’s request', async () => {
    assert.equal((await post({ key: 'public', anything: 'goes' })).status, 204);
    assert.equal(principal, 'anonymous');
  });

  async function refusal(posting: Posting): Promise<Answer> {
    const answer = await post(await presigned(posting), posting);
    assert.equal(objects.size, 0);
    return answer;
  }

  const POLICY = 'Invalid according to Policy: ';
  // biome-ignore format: one line a case
  const refused: readonly [why: string, posting: Posting, code: string, message: string | RegExp][] = [
    ['a condition that fails', { conditions: [['eq', '$acl', 'private']] }, 'AccessDenied', `${POLICY}Policy Condition failed: ["eq", "$acl", "private"]`],
    ['a prefix that is another', { fields: { 'Content-Type': 'a/b' }, conditions: [['starts-with', '$Content-Type', 'image/']] }, 'AccessDenied', `${POLICY}Policy Condition failed: ["starts-with", "$Content-Type", "image/"]`],
    ['a key that is another', { change: { key: 'other' } }, 'AccessDenied', `${POLICY}Policy Condition failed: ["eq", "$key", "k"]`],
    ['a bucket that is another', { path: '/other' }, 'AccessDenied', `${POLICY}Policy Condition failed: ["eq", "$bucket", "photos"]`],
    ['a field without a condition', { change: { acl: 'public-read' } }, 'AccessDenied', `${POLICY}Extra input fields: acl`],
    ['a file that is too large', { conditions: [['content-length-range', 1, 6]] }, 'EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size'],
    ['a large file that is too large', { conditions: [['content-length-range', 1, 100_000]], file: new Blob([Buffer.alloc(5_000_000)]) }, 'EntityTooLarge', /./],
    ['a file that is too small', { conditions: [['content-length-range', 8, 9]] }, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size'],
    ['a signature that is another', { change: { 'X-Amz-Signature': '0'.repeat(64) } }, 'SignatureDoesNotMatch', /^The request signature/],
    ['no signature', { change: { 'X-Amz-Signature': undefined } }, 'InvalidArgument', "Bucket POST must contain a field named 'X-Amz-Signature'.  If it is specified, please check the order of the fields."],
    ['no policy', { change: { Policy: undefined } }, 'InvalidArgument', /'policy'/],
    ['no key', { change: { key: undefined } }, 'InvalidArgument', "Bucket POST must contain a field named 'key'.  If it is specified, please check the order of the fields."],
    ['an empty key', { change: { key: '' } }, 'InvalidArgument', 'User key must have a length greater than 0.'],
    ['an unknown key id', { change: { 'X-Amz-Credential': 'AKIANONE/20000101/eu-west-1/s3/aws4_request' } }, 'AuthorizationQueryParametersError', /^Invalid credential date/],
    ['fields of more than 20 KB', { change: { 'x-ignore-a': 'a'.repeat(21_000) } }, 'MaxPostPreDataLengthExceededError', 'Your POST request fields preceding the upload file was too large.'],
    ['tags that are no document', { fields: { tagging: 'a=b' } }, 'MalformedXML', /./],
    ['a line break in a header', { fields: { 'x-amz-meta-a': 'a\r\nb' } }, 'InvalidArgument', /./],
    ['a control character in a header', { fields: { 'x-amz-meta-a': 'a\u0001' } }, 'InvalidArgument', /./],
    ['metadata of a name with a space', { fields: { 'x-amz-meta-a b': 'a' } }, 'InvalidArgument', 'No header has this name.'],
    ['a path of an object', { path: '/photos/k' }, 'MethodNotAllowed', 'The specified method is not allowed against this resource.'],
  ];
  for (const [why, posting, code, message] of refused) {
    test(`refused: ${why}`, async () => {
      const answer = await refusal(posting);
      assert.equal(codeOf(answer), code, answer.body);
      const said = (messageOf(answer) ?? '').replaceAll('&quot;', '"').replaceAll('&apos;', "'");
      if (typeof message === 'string') assert.equal(said, message);
      else assert.match(said, message);
    });
  }

  const BOUNDARY = { 'content-type': 'multipart/form-data; boundary=x' };
  const part = (name: string, value: string): string =>
    `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  // biome-ignore format: one line a case
  const broken: readonly [why: string, headers: Record<string, string>, body: string, code: string][] = [
    ['another type', { 'content-type': 'text/plain' }, 'x', 'PreconditionFailed'],
    ['no boundary', { 'content-type': 'multipart/form-data' }, 'x', 'MalformedPOSTRequest'],
    ['no form', BOUNDARY, 'key=k', 'MalformedPOSTRequest'],
    ['no end', BOUNDARY, part('key', 'k') + part('file', 'content'), 'MalformedPOSTRequest'],
    ['no file', BOUNDARY, `${part('key', 'k')}--x--\r\n`, 'InvalidArgument'],
    ['two files', BOUNDARY, `${part('key', 'k')}${part('file', 'a')}${part('file', 'b')}--x--\r\n`, 'InvalidArgument'],
    ['a key behind the file', BOUNDARY, `${part('file', 'a')}${part('key', 'k')}--x--\r\n`, 'InvalidArgument'],
    ['an endless preamble', BOUNDARY, `${'x'.repeat(600_000)}${part('key', 'k')}${part('file', 'a')}--x--\r\n`, 'MaxPostPreDataLengthExceededError'],
    ['very many fields', BOUNDARY, `${part('a', '').repeat(500)}${part('key', 'k')}${part('file', 'a')}--x--\r\n`, 'MaxPostPreDataLengthExceededError'],
  ];
  for (const [why, headers, body, code] of broken) {
    test(`refused: ${why}`, async () => {
      const [host, path] = why === 'another type' ? ['photos.localhost', '/'] : ['127.0.0.1', '/photos'];
      const answer = await ask(path, { method: 'POST', headers, body, host });
      assert.equal(codeOf(answer), code, answer.body);
      assert.equal(objects.size, 0);
    });
  }

  test('a form that is cut keeps nothing, and nobody waits for its rest', async () => {
    const head =
      'POST /photos HTTP/1.1\r\nhost: h\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: 1000000\r\n\r\n';
    const start = server.lines.length;
    const socket = net.connect(server.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(head + part('key', 'k') + part('file', 'content'));
    await until(() => begun > 0);
    socket.destroy();
    await until(() => server.pipeline.inFlight === 0);
    assert.equal(objects.size, 0);
    const line = server.lines.slice(start).find(({ message }) => message === 'request');
    assert.equal(line?.['code'], 'ClientGone');
  });
});

suite('websites', () => {
  const SITE: Website = { IndexDocument: { Suffix: 'index.html' }, ErrorDocument: { Key: 'error.html' } };

  function keep(key: string, text: string, more: object = {}): void {
    const input = { Bucket: 'photos', Key: key, ContentType: 'text/html', ...more };
    objects.set(`photos/${key}`, { bytes: Buffer.from(text), input });
  }

  function visit(path: string, method = 'GET', bucket = 'photos'): Promise<Answer> {
    return ask(path, { method, host: `${bucket}.s3-website-us-east-1.amazonaws.com` });
  }

  test('documents, folders and errors', async () => {
    websites.set('photos', SITE);
    keep('index.html', 'home');
    keep('a/index.html', 'folder');
    keep('b c.html', 'page');
    keep('error.html', 'sorry');
    for (const [path, status, body] of [
      ['/', 200, 'home'],
      ['/a/', 200, 'folder'],
      ['/b%20c.html?x=y', 200, 'page'],
      ['/missing', 404, 'sorry'],
      ['/missing/', 404, 'sorry'],
    ] as const) {
      const answer = await visit(path);
      assert.deepEqual([answer.status, answer.body, answer.headers['content-type']], [status, body, 'text/html'], path);
    }
    const folder = await visit('/a');
    assert.deepEqual([folder.status, folder.headers['location']], [302, '/a/']);
    const head = await visit('/', 'HEAD');
    assert.deepEqual([head.status, head.headers['content-length'], head.body], [200, '4', '']);
    const error = await visit('/missing');
    assert.equal(error.headers['x-amz-error-code'], 'NoSuchKey');
    assert.equal(error.headers['x-amz-error-detail-key'], 'missing');
  });

  test('S3’s own page where the error document is missing, without a script of the visitor’s', async () => {
    websites.set('photos', SITE);
    const { status, headers, body } = await visit('/%3Cscript%3E');
    assert.deepEqual([status, headers['content-type']], [404, 'text/html; charset=utf-8']);
    assert.match(
      body,
      /<h1>404 Not Found<\/h1>\n<ul>\n<li>Code: NoSuchKey<\/li>\n<li>Message: The specified key does not exist\.<\/li>\n<li>Key: &lt;script&gt;<\/li>/,
    );
    assert.match(
      body,
      /<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document<\/h3>\n<ul>\n<li>Code: NoSuchKey/,
    );
  });

  test('redirects: of all, of an object, and by rules', async () => {
    websites.set('photos', { RedirectAllRequestsTo: { HostName: 'new.test', Protocol: 'https' } });
    const all = await visit('/a/b?c=d');
    assert.deepEqual([all.status, all.headers['location']], [301, 'https://new.test/a/b?c=d']);
    websites.set('photos', {
      ...SITE,
      RoutingRules: [
        { Condition: { KeyPrefixEquals: 'docs/' }, Redirect: { ReplaceKeyPrefixWith: 'documents/' } },
        { Condition: { KeyPrefixEquals: 'one/' }, Redirect: { ReplaceKeyWith: 'a b.html', HttpRedirectCode: '302' } },
        {
          Condition: { HttpErrorCodeReturnedEquals: '404', KeyPrefixEquals: 'x/' },
          Redirect: { HostName: 'x.test', Protocol: 'https' },
        },
      ],
    });
    keep('old.html', '', { WebsiteRedirectLocation: '/new.html' });
    keep('x/there', 'there');
    const host = 'photos.s3-website-us-east-1.amazonaws.com';
    for (const [path, status, location] of [
      ['/old.html', 301, '/new.html'],
      ['/docs/a', 301, `http://${host}/documents/a`],
      ['/one/a', 302, `http://${host}/a%20b.html`],
      ['/x/missing', 301, 'https://x.test/x/missing'],
      ['/x/there', 200, undefined],
    ] as const) {
      const answer = await visit(path);
      assert.deepEqual([answer.status, answer.headers['location']], [status, location], path);
    }
  });

  test('no website, no bucket, no such method', async () => {
    const none = await visit('/');
    assert.deepEqual([none.status, none.headers['x-amz-error-code']], [404, 'NoSuchWebsiteConfiguration']);
    const nowhere = await visit('/', 'GET', 'nowhere');
    assert.deepEqual([nowhere.status, nowhere.headers['x-amz-error-code']], [404, 'NoSuchBucket']);
    const put = await visit('/', 'PUT');
    assert.deepEqual([put.status, put.headers['x-amz-error-code']], [405, 'MethodNotAllowed']);
    websites.set('photos', SITE);
    const broken = await visit('/%ff');
    assert.deepEqual([broken.status, broken.headers['x-amz-error-code']], [400, 'InvalidURI']);
  });
});

async function until(holds: () => boolean): Promise<void> {
  const endMs = performance.now() + 10_000;
  while (!holds()) {
    assert.ok(performance.now() < endMs, 'it never came to this');
    await new Promise((go) => setTimeout(go, 5));
  }
}
