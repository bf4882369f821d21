/** The same attempts once more, by a platform that is not root, where these tests run as root. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { suite, test } from 'node:test';
import { promisify } from 'node:util';
import { SKIP } from './escape-room.ts';

/** A number that no user of the machine has. */
const USER = 900_000 + (process.pid % 10_000);
const AS_USER = ['--reuid', String(USER), '--regid', String(USER), '--clear-groups'];
const FILES = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts') && name !== path.basename(import.meta.filename))
  .map((name) => path.join(import.meta.dirname, name));

suite('as an ordinary user', { skip: SKIP || (process.getuid?.() !== 0 && 'these tests run as one already') }, () => {
  test('all attempts fail as well', async (t) => {
    const home = mkdtempSync(path.join(tmpdir(), 'virga-user-'));
    chownSync(home, USER, USER);
    const env: NodeJS.ProcessEnv = { ...process.env, HOME: home, TMPDIR: home };
    // Of the test runner that runs this one.
    delete env['NODE_TEST_CONTEXT'];
    const run = (words: readonly string[]): Promise<{ stdout: string }> =>
      promisify(execFile)('setpriv', [...AS_USER, ...words], { env, cwd: '/', maxBuffer: 16 << 20 });
    try {
      const readable = await run([process.execPath, '--check', FILES[0] ?? '']).catch(() => undefined);
      if (!readable) return t.skip('the checkout is closed to other users');
      const refused = await run(['unshare', '--user', '--map-root-user', 'true']).then(() => false, String);
      if (refused !== false) return t.skip(`ordinary users may not make namespaces here: ${refused}`);
      const reporter = '--test-reporter=tap';
      const done = await run([process.execPath, '--test', reporter, '--test-concurrency=1', ...FILES]).catch(
        (error: Error & { stdout?: string }) => assert.fail(error.stdout ?? error.message),
      );
      assert.ok(Number(/^# pass (\d+)$/m.exec(done.stdout)?.[1]) > 20, done.stdout);
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});
