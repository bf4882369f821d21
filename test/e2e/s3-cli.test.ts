/** S3 with the AWS CLI, both versions: trees both ways, a large file in parts; and URLs and forms that others open. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { CreateBucketCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type Cli, callAws, cliV1, findCli, pythonWithBoto3 } from './aws.ts';
import { makeFolder, makeTree, readTree, runTool, type S3Cloud, startS3Cloud } from './s3-story.ts';

const LARGE_BYTES = 64 * 1024 * 1024;

let s3: S3Cloud;
let folder = '';

before(async () => {
  s3 = await startS3Cloud();
  folder = makeFolder();
  makeTree(path.join(folder, 'tree'));
});

after(async () => {
  await s3.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function aws(cli: Cli, ...words: string[]): Promise<string> {
  const { code, out, err } = await callAws(cli, s3.environment, words);
  assert.equal(code, 0, `aws ${words.join(' ')}: ${err}`);
  return out;
}

for (const major of [1, 2] as const) {
  const cli = major === 1 ? cliV1() : findCli(2);
  const skip = cli || process.env['REQUIRE_AWS_CLI_2'] ? false : 'this machine has no AWS CLI 2';
  describe(`AWS CLI ${major}`, { skip }, () => {
    const bucket = `s3://cli-${major}`;
    const own = (name: string): string => path.join(folder, `${name}-${major}`);
    const run = (...words: string[]): Promise<string> => aws(cli ?? assert.fail('no AWS CLI 2'), ...words);

    test('a tree goes there and comes back; what changed follows, what is gone goes', async () => {
      makeTree(own('tree'));
      await run('s3', 'mb', bucket);
      await run('s3', 'sync', own('tree'), `${bucket}/tree`);
      await run('s3', 'sync', `${bucket}/tree`, own('back'));
      assert.deepEqual(readTree(own('back')), readTree(own('tree')));
      appendFileSync(path.join(own('tree'), 'small.txt'), 'more');
      rmSync(path.join(own('tree'), 'a/large.bin'));
      const said = await run('s3', 'sync', '--delete', '--no-progress', own('tree'), `${bucket}/tree`);
      assert.equal(said.trim().split('\n').length, 2, said);
      await run('s3', 'sync', '--delete', `${bucket}/tree`, own('back'));
      assert.deepEqual(readTree(own('back')), readTree(own('tree')));
      await run('s3', 'rm', '--recursive', bucket);
      await run('s3', 'rb', bucket);
    });
  });
}

test('a large file, in parts, with its checksums', async () => {
  const cli = cliV1();
  const file = path.join(folder, 'large');
  const bytes = randomBytes(LARGE_BYTES);
  writeFileSync(file, bytes);
  await aws(cli, 's3', 'mb', 's3://large-bucket');
  await aws(cli, 's3', 'cp', file, 's3://large-bucket/large');
  const words = ['s3api', 'head-object', '--bucket', 'large-bucket', '--key', 'large', '--checksum-mode', 'ENABLED'];
  const head = JSON.parse(await aws(cli, ...words)) as Record<string, unknown>;
  assert.equal(head['ContentLength'], LARGE_BYTES);
  assert.match(String(head['ETag']), /^"[0-9a-f]{32}-8"$/);
  assert.match(JSON.stringify(head), /"ChecksumCRC(?:32|64NVME)":/);
  await aws(cli, 's3', 'cp', 's3://large-bucket/large', `${file}.back`);
  const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');
  assert.equal(digest(readFileSync(`${file}.back`)), digest(bytes));
});

describe('what boto3 presigns and curl opens', () => {
  interface Presigned {
    readonly urls: Readonly<Record<string, string>>;
    readonly form: Form;
  }

  interface Form {
    readonly url: string;
    readonly fields: Readonly<Record<string, string>>;
  }

  let found: Readonly<Record<string, Presigned>> = {};
  let client: S3Client;

  before(async () => {
    const { AWS_ACCESS_KEY_ID: accessKeyId = '', AWS_SECRET_ACCESS_KEY: secretAccessKey = '' } = s3.environment;
    const credentials = { accessKeyId, secretAccessKey };
    client = new S3Client({ endpoint: s3.http, region: 'us-east-1', credentials, forcePathStyle: true });
    await client.send(new CreateBucketCommand({ Bucket: 'presigned-bucket' }));
    // By this name, whose subdomains lead to this machine too, botocore puts the bucket into the host.
    const ENDPOINT = s3.http.replace('127.0.0.1', 'localhost');
    const environment = { ...s3.environment, ENDPOINT, BUCKET: 'presigned-bucket' };
    const script = path.join(import.meta.dirname, 's3_story.py');
    const said = await runTool(pythonWithBoto3(), [script, 'presign'], environment);
    found = JSON.parse(said) as typeof found;
  });

  after(() => client.destroy());

  async function curl(...words: string[]): Promise<{ status: number; body: string; head: string }> {
    const port = new URL(s3.http).port;
    const resolve = ['--resolve', `*:${port}:127.0.0.1`];
    const said = await runTool('curl', ['-sS', '-D', '-', '-H', 'Expect:', ...resolve, ...words]);
    const end = said.indexOf('\r\n\r\n');
    return { status: Number(said.slice(9, 12)), head: said.slice(0, end), body: said.slice(end + 4) };
  }

  for (const name of ['default', 'default-elsewhere', 'v2-host', 'v4-host']) {
    test(name, async () => {
      const { urls } = found[name] ?? assert.fail(`nothing was presigned as ${name}`);
      const url = (what: string): string => urls[what] ?? assert.fail(`nothing was presigned to ${what}`);
      const isOld = name === 'default' || name === 'v2-host';
      assert.equal(url('get').includes('AWSAccessKeyId='), isOld);
      assert.equal(new URL(url('get')).hostname.startsWith('presigned-bucket.'), name.endsWith('host'));
      const file = path.join(folder, 'put.txt');
      writeFileSync(file, 'a story\n');
      const type = ['-H', 'content-type: text/x-story'];
      assert.equal((await curl('-T', file, ...type, url('put'))).status, 200);
      const got = await curl(url('get'));
      assert.deepEqual([got.status, got.body], [200, 'a story\n']);
      assert.match(got.head, /content-type: text\/x-other/i);
      const head = await curl('-I', url('head'));
      assert.equal(head.status, 200);
      assert.match(head.head, /content-type: text\/x-story/i);
      const other = await curl('-X', 'DELETE', url('get'));
      assert.deepEqual([other.status, /<Code>(.*?)</.exec(other.body)?.[1]], [403, 'SignatureDoesNotMatch']);
      assert.equal((await curl('-X', 'DELETE', url('delete'))).status, 204);
      const gone = await curl(url('get'));
      assert.deepEqual([gone.status, /<Code>(.*?)</.exec(gone.body)?.[1]], [404, 'NoSuchKey']);
      const late = await until(
        () => curl(url('late')),
        ({ status }) => status === 403,
      );
      assert.match(late.body, /<Message>Request has expired<\/Message>.*<Expires>.*<ServerTime>/);
    });

    test(`${name}: a form`, async () => {
      const { form } = found[name] ?? assert.fail(`nothing was presigned as ${name}`);
      const file = path.join(folder, 'page.html');
      writeFileSync(file, '<p>a story</p>');
      const fields = Object.entries(form.fields).flatMap(([field, value]) => ['--form-string', `${field}=${value}`]);
      const posted = await curl(...fields, '-F', `file=@${file}`, form.url);
      assert.deepEqual([posted.status, posted.body], [204, '']);
      const head = await client.send(new HeadObjectCommand({ Bucket: 'presigned-bucket', Key: 'forms/page.html' }));
      assert.equal(head.ContentLength, 14);
      writeFileSync(file, 'x'.repeat(1_001));
      const refused = await curl(...fields, '-F', `file=@${file}`, form.url);
      assert.deepEqual([refused.status, /<Code>(.*?)</.exec(refused.body)?.[1]], [400, 'EntityTooLarge']);
    });
  }
});

/** Its URL ends with the second in which it was made. */
async function until<T>(look: () => Promise<T>, holds: (seen: T) => boolean): Promise<T> {
  const endMs = performance.now() + 10_000;
  for (;;) {
    const seen = await look();
    if (holds(seen)) return seen;
    assert.ok(performance.now() < endMs, 'it never came to this');
  }
}
