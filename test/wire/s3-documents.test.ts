/** What clients declare of the documents that they send to S3 is held against them; trailers, too. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { crc32 } from 'node:zlib';
import { signRequest } from '../../src/auth/sign-request.ts';
import { type RunningCloud, startCloud } from '../cloud.ts';

const DOCUMENT = '<Tagging><TagSet><Tag><Key>team</Key><Value>blue</Value></Tag></TagSet></Tagging>';
const OTHER = DOCUMENT.replace('blue', 'pink');
const MD5 = createHash('md5').update(DOCUMENT).digest('base64');

function crcOf(text: string): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(crc32(text));
  return bytes.toString('base64');
}

let cloud: RunningCloud;
before(async () => {
  cloud = await startCloud({ flags: ['--isolation', 'process'] });
  assert.equal((await send('PUT', '/documents', '', '', {})).status, 200);
});
after(() => cloud.stop());

async function send(
  method: string,
  rawPath: string,
  rawQuery: string,
  body: string,
  extra: Record<string, string>,
  payloadHash?: string,
): Promise<{ status: number; text: string }> {
  const keys = cloud.environment();
  const { host } = new URL(cloud.url);
  const headers = signRequest({
    method,
    rawPath,
    rawQuery,
    headers: { host, ...extra },
    body,
    ...(payloadHash !== undefined && { payloadHash }),
    credentials: {
      accessKeyId: keys['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: keys['AWS_SECRET_ACCESS_KEY'] ?? '',
    },
    region: 'us-east-1',
    service: 's3',
    nowMs: Date.now(),
  });
  const { host: _host, ...sent } = headers;
  const init = { method, headers: sent, ...(body !== '' && { body }) };
  const answer = await fetch(`${cloud.url}${rawPath}?${rawQuery}`, init);
  return { status: answer.status, text: await answer.text() };
}

const tag = (body: string, headers: Record<string, string>): ReturnType<typeof send> =>
  send('PUT', '/documents', 'tagging=', body, headers);

const CASES: readonly [name: string, body: string, headers: Record<string, string>, code: string | undefined][] = [
  ['nothing', DOCUMENT, {}, 'InvalidRequest'],
  ['its own MD5', DOCUMENT, { 'content-md5': MD5 }, undefined],
  ['another MD5', OTHER, { 'content-md5': MD5 }, 'BadDigest'],
  ['no MD5 at all', DOCUMENT, { 'content-md5': 'nonsense' }, 'InvalidDigest'],
  ['its own CRC32', DOCUMENT, { 'x-amz-checksum-crc32': crcOf(DOCUMENT) }, undefined],
  ['another CRC32', OTHER, { 'x-amz-checksum-crc32': crcOf(DOCUMENT) }, 'BadDigest'],
  ['no CRC32 at all', DOCUMENT, { 'x-amz-checksum-crc32': 'AAA' }, 'InvalidRequest'],
  [
    'two checksums',
    DOCUMENT,
    { 'x-amz-checksum-crc32': crcOf(DOCUMENT), 'x-amz-checksum-crc32c': 'AAAAAA==' },
    'InvalidRequest',
  ],
];

for (const [name, body, headers, code] of CASES) {
  test(`a document with ${name}`, async () => {
    const { status, text } = await tag(body, headers);
    if (code === undefined) assert.equal(status, 204, text);
    else assert.match(text, new RegExp(`<Code>${code}</Code>`));
  });
}

test('without a digest: keys to delete and lifecycle rules never, versioning always', async () => {
  const words = /<Code>InvalidRequest<.*<Message>Missing required header for this request: Content-MD5</;
  const keys = '<Delete><Object><Key>a</Key></Object></Delete>';
  assert.match((await send('POST', '/documents', 'delete=', keys, {})).text, words);
  assert.match((await send('PUT', '/documents', 'lifecycle=', rules(RULE), {})).text, words);
  const versioning = '<VersioningConfiguration><Status>Suspended</Status></VersioningConfiguration>';
  assert.equal((await send('PUT', '/documents', 'versioning=', versioning, {})).status, 200);
});

for (const [query, words] of [
  ['max-keys=abc', 'Provided max-keys not an integer or within integer range'],
  ['list-type=2&fetch-owner=maybe', '&apos;maybe&apos; is not a valid boolean'],
] as const) {
  test(`an argument that cannot be read: ${query}`, async () => {
    const { status, text } = await send('GET', '/documents', query, '', {});
    assert.deepEqual(
      [status, /<Code>(.*?)</.exec(text)?.[1], /<Message>(.*?)</.exec(text)?.[1]],
      [400, 'InvalidArgument', words],
    );
    assert.match(text, /<ArgumentName>(?:max-keys|fetch-owner)<.*<ArgumentValue>(?:abc|maybe)</);
  });
}

const RULE = '<Filter><Prefix>old/</Prefix></Filter><Status>Enabled</Status><Expiration><Days>1</Days></Expiration>';
const rules = (rule: string): string => `<LifecycleConfiguration><Rule>${rule}</Rule></LifecycleConfiguration>`;

// Each of them would be another rule than what its author meant: of all objects, or of fewer of its days.
for (const [name, document, code] of [
  ['what there is', rules(RULE), undefined],
  ['a prefix by another name', rules(RULE.replaceAll('Prefix>', 'prefix>')), 'MalformedXML'],
  ['two tags', rules(RULE.replace(/<Prefix.*Prefix>/, '<Tag/><Tag/>')), 'MalformedXML'],
  ['two expirations', rules(`${RULE}<Expiration><Days>9</Days></Expiration>`), 'MalformedXML'],
] as const) {
  test(`lifecycle rules with ${name}`, async () => {
    const md5 = createHash('md5').update(document).digest('base64');
    const { status, text } = await send('PUT', '/documents', 'lifecycle=', document, { 'content-md5': md5 });
    if (code === undefined) assert.equal(status, 200, text);
    else assert.match(text, new RegExp(`<Code>${code}</Code>`));
  });
}

for (const [name, checksum, status] of [
  ['its own', crcOf(DOCUMENT), 204],
  ['another', crcOf(OTHER), 400],
] as const) {
  test(`a document with ${name} CRC32 in a trailer`, async () => {
    const size = Buffer.byteLength(DOCUMENT);
    const chunked = `${size.toString(16)}\r\n${DOCUMENT}\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`;
    const headers = {
      'content-encoding': 'aws-chunked',
      'x-amz-decoded-content-length': String(size),
      'x-amz-trailer': 'x-amz-checksum-crc32',
    };
    const answer = await send('PUT', '/documents', 'tagging=', chunked, headers, 'STREAMING-UNSIGNED-PAYLOAD-TRAILER');
    assert.equal(answer.status, status, answer.text);
  });
}

test('what S3 has no operation for is refused, and leaves bucket and object as they are', async () => {
  await send('PUT', '/documents/k', '', 'precious', {});
  const asked: readonly [method: string, path: string, query: string, status: number, says: RegExp][] = [
    ['DELETE', '/documents/k', 'annotation=&annotationName=n', 501, /<Code>NotImplemented</],
    ['PUT', '/documents/k', 'annotation=&annotationName=n', 501, /the sub-resource annotation of S3/],
    ['PUT', '/documents/k', 'renameObject=', 501, /RenameObject/],
    ['DELETE', '/documents/k', 'acl=', 405, /<Method>DELETE<\/Method><ResourceType>OBJECT</],
    ['DELETE', '/documents', 'acl=', 405, /<ResourceType>BUCKET</],
    ['POST', '/', '', 405, /<ResourceType>SERVICE</],
  ];
  for (const [method, path, query, status, says] of asked) {
    const answer = await send(method, path, query, method === 'PUT' ? 'other' : '', {});
    assert.equal(answer.status, status, `${method} ${path}?${query}`);
    assert.match(answer.text, says);
  }
  assert.deepEqual(await send('GET', '/documents/k', '', '', {}), { status: 200, text: 'precious' });
});
