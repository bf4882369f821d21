/** Programs that people keep their files with: rclone, s3cmd and restic, as Debian has them. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { makeFolder, makeTree, readTree, runTool, type S3Cloud, startS3Cloud } from './s3-story.ts';

let s3: S3Cloud;
let folder = '';
const tree = (): string => path.join(folder, 'tree');

before(async () => {
  s3 = await startS3Cloud();
  folder = makeFolder();
  makeTree(tree());
});

after(async () => {
  await s3.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('rclone synchronizes a tree, checks it, and follows its changes', async () => {
  const { http, environment } = s3;
  const settings = {
    RCLONE_CONFIG: '/dev/null',
    RCLONE_CONFIG_V_TYPE: 's3',
    RCLONE_CONFIG_V_PROVIDER: 'Other',
    RCLONE_CONFIG_V_ENDPOINT: http,
    RCLONE_CONFIG_V_ACCESS_KEY_ID: environment['AWS_ACCESS_KEY_ID'] ?? '',
    RCLONE_CONFIG_V_SECRET_ACCESS_KEY: environment['AWS_SECRET_ACCESS_KEY'] ?? '',
  };
  const rclone = (...words: string[]): Promise<string> => runTool('rclone', words, settings);
  await rclone('sync', tree(), 'V:rclone-bucket/tree');
  await rclone('check', '--download', tree(), 'V:rclone-bucket/tree');
  appendFileSync(path.join(tree(), 'small.txt'), 'more');
  writeFileSync(path.join(tree(), 'large.bin'), Buffer.alloc(12_000_000, 'virga'));
  rmSync(path.join(tree(), 'empty'));
  await rclone('sync', '--s3-upload-cutoff', '5M', '--s3-chunk-size', '5M', tree(), 'V:rclone-bucket/tree');
  await rclone('check', '--download', tree(), 'V:rclone-bucket/tree');
  await rclone('move', 'V:rclone-bucket/tree/a', 'V:rclone-bucket/tree/moved');
  await rclone('move', 'V:rclone-bucket/tree/moved', 'V:rclone-bucket/tree/a');
  await rclone('sync', 'V:rclone-bucket/tree', path.join(folder, 'rclone'));
  assert.deepEqual(readTree(path.join(folder, 'rclone')), readTree(tree()));
  await rclone('purge', 'V:rclone-bucket');
});

test('s3cmd synchronizes a tree both ways, and verifies what it gets', async () => {
  const { environment, http } = s3;
  const host = new URL(http).host;
  const file = path.join(folder, 's3cfg');
  const lines = {
    access_key: environment['AWS_ACCESS_KEY_ID'],
    secret_key: environment['AWS_SECRET_ACCESS_KEY'],
    host_base: host,
    host_bucket: host,
    use_https: 'False',
  };
  const text = Object.entries(lines).map(([name, value]) => `${name} = ${value}`);
  writeFileSync(file, `[default]\n${text.join('\n')}\n`);
  const s3cmd = (...words: string[]): Promise<string> => runTool('s3cmd', ['-c', file, ...words]);
  await s3cmd('mb', 's3://s3cmd-bucket');
  await s3cmd('sync', '--multipart-chunk-size-mb=5', `${tree()}/`, 's3://s3cmd-bucket/tree/');
  mkdirSync(path.join(folder, 's3cmd'));
  await s3cmd('sync', 's3://s3cmd-bucket/tree/', `${path.join(folder, 's3cmd')}/`);
  assert.deepEqual(readTree(path.join(folder, 's3cmd')), readTree(tree()));
  // It compares by MD5 sums: nothing is left to do.
  assert.doesNotMatch(await s3cmd('sync', `${tree()}/`, 's3://s3cmd-bucket/tree/'), /upload:/);
  await s3cmd('--signature-v2', 'put', path.join(tree(), 'small.txt'), 's3://s3cmd-bucket/old');
  assert.match(await s3cmd('--signature-v2', 'ls', 's3://s3cmd-bucket/'), /s3:\/\/s3cmd-bucket\/old/);
  const url = (await s3cmd('signurl', 's3://s3cmd-bucket/old', '+60')).trim();
  assert.match(await runTool('curl', ['-sS', '--fail', url]), /^small/);
  await s3cmd('del', '-r', '--force', 's3://s3cmd-bucket');
  await s3cmd('rb', 's3://s3cmd-bucket');
});

test('restic backs up a folder, checks its repository, and restores it', async () => {
  const environment = {
    ...s3.environment,
    RESTIC_REPOSITORY: `s3:${s3.http}/restic-bucket/repository`,
    RESTIC_PASSWORD: 'a password',
    RESTIC_CACHE_DIR: path.join(folder, 'cache'),
  };
  const restic = (...words: string[]): Promise<string> => runTool('restic', words, environment, folder);
  await restic('init');
  await restic('backup', 'tree');
  await restic('check', '--read-data');
  await restic('restore', 'latest', '--target', 'restored');
  assert.deepEqual(readTree(path.join(folder, 'restored/tree')), readTree(tree()));
  await restic('forget', '--keep-last', '1', '--prune');
});
