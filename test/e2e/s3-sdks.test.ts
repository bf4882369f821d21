/** S3 with the SDKs for Python, JavaScript, Go and Java, over http and https, with the checksums that they choose. */
import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import https from 'node:https';
import path from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { CreateBucketCommand, GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { pythonWithBoto3 } from './aws.ts';
import { makeStoryInGo, makeStoryInJava } from './fixtures/s3-programs.ts';
import { makeFolder, runTool, type S3Cloud, startS3Cloud } from './s3-story.ts';

let s3: S3Cloud;
let folder = '';

before(async () => {
  s3 = await startS3Cloud();
  folder = makeFolder();
});

after(async () => {
  await s3.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Of 1,200,000 bytes `virga virga …`. */
const CRC32 = 'foOEng==';
const BODY = Buffer.from('virga '.repeat(200_000));

for (const scheme of ['http', 'https'] as const) {
  describe(scheme, () => {
    test('Python', async () => {
      const environment = {
        ...s3.environment,
        ENDPOINT: s3[scheme],
        BUCKET: `python-${scheme}`,
        ...(scheme === 'https' && { AWS_CA_BUNDLE: s3.caFile }),
      };
      const client = clientOf();
      await client.send(new CreateBucketCommand({ Bucket: `python-${scheme}` }));
      client.destroy();
      const script = path.join(import.meta.dirname, 's3_story.py');
      const said = await runTool(pythonWithBoto3(), [script, 'objects'], environment);
      const checksums = JSON.parse(said) as Record<string, string>;
      assert.equal(checksums['None/None'], CRC32);
      assert.ok(Object.values(checksums).every(Boolean), said);
    });

    test('JavaScript', async () => {
      const client = clientOf();
      const Bucket = `javascript-${scheme}`;
      await client.send(new CreateBucketCommand({ Bucket }));
      const put = await client.send(new PutObjectCommand({ Bucket, Key: 'a/ü +.txt', Body: BODY }));
      assert.equal(put.ChecksumCRC32, CRC32);
      const Body = Readable.from([BODY.subarray(0, 700_000), BODY.subarray(700_000)]);
      await client.send(new PutObjectCommand({ Bucket, Key: 'stream', Body, ContentLength: BODY.length }));
      const large = Buffer.concat(Array.from({ length: 10 }, () => BODY));
      await new Upload({ client, params: { Bucket, Key: 'parts', Body: Readable.from([large]) } }).done();
      for (const [Key, expected] of [
        ['a/ü +.txt', BODY],
        ['stream', BODY],
        ['parts', large],
      ] as const) {
        const got = await client.send(new GetObjectCommand({ Bucket, Key }));
        assert.ok((await buffer(got.Body as Readable)).equals(expected), Key);
      }
      await assert.rejects(client.send(new GetObjectCommand({ Bucket, Key: 'missing' })), NoSuchKey);
      client.destroy();
    });

    test('Go', async (t) => {
      const program = await makeStoryInGo();
      if (program === undefined) return t.skip('this machine has no compiler of Go');
      const said = await runTool(program, [], storyOf('go'));
      // Over plain http the SDK sends no stream that it cannot read twice.
      const streamed = scheme === 'https';
      assert.deepEqual(JSON.parse(said), {
        checksums: streamed ? [CRC32, CRC32] : [CRC32],
        listed: streamed ? ['a/ü +.txt', 'stream'] : ['a/ü +.txt'],
        missing: true,
      });
    });

    test('Java', async (t) => {
      const story = await makeStoryInJava();
      if (!story) return t.skip('this machine has no Java and Maven');
      const trust = await story.trust(s3.caFile, path.join(folder, `trust-${scheme}`));
      const said = await runTool('java', [...trust, ...story.words], storyOf('java'));
      assert.deepEqual(JSON.parse(said), {
        checksums: [CRC32, CRC32, CRC32],
        listed: ['a/ü +.txt', 'parts', 'stream'],
        missing: true,
      });
    });

    function storyOf(language: string): Record<string, string> {
      const more = scheme === 'https' ? { CA_FILE: s3.caFile } : {};
      return { ...s3.environment, ENDPOINT: s3[scheme], BUCKET: `${language}-${scheme}`, ...more };
    }

    function clientOf(): S3Client {
      const { environment } = s3;
      const httpsAgent = new https.Agent({ ca: readFileSync(s3.caFile) });
      return new S3Client({
        endpoint: s3[scheme],
        region: 'us-east-1',
        credentials: {
          accessKeyId: environment['AWS_ACCESS_KEY_ID'] ?? '',
          secretAccessKey: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
        },
        maxAttempts: 1,
        forcePathStyle: true,
        requestHandler: { httpsAgent },
      });
    }
  });
}
