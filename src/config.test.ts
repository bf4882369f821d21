import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { dataFolder, readConfig } from './config.ts';
import { UserError } from './kit/user-error.ts';

const HOME = { HOME: '/home/ann' };

test('nothing given: the defaults', () => {
  assert.deepEqual(readConfig({}, HOME), {
    dataFolder: '/home/ann/.virga',
    host: '127.0.0.1',
    port: 4566,
    accountId: undefined,
    region: 'us-east-1',
    publicUrl: undefined,
    tls: undefined,
    isolation: 'sandbox',
    allowEgress: [],
    devKeys: undefined,
  });
});

test('--data goes before VIRGA_DATA, and both before the home folder', () => {
  assert.equal(dataFolder({}, { ...HOME, VIRGA_DATA: '/srv/a' }), '/srv/a');
  assert.equal(dataFolder({ data: '/srv/b' }, { ...HOME, VIRGA_DATA: '/srv/a' }), '/srv/b');
});

test('--dev makes the well-known keys root', () => {
  assert.deepEqual(readConfig({ dev: true }, HOME).devKeys, { accessKeyId: 'test', secretAccessKey: 'test' });
  assert.deepEqual(readConfig({ dev: true, 'dev-keys': 'me:secret' }, HOME).devKeys, {
    accessKeyId: 'me',
    secretAccessKey: 'secret',
  });
});

describe('what is refused says what to change', () => {
  const cases: readonly [string, Record<string, string | boolean>, RegExp][] = [
    ['a port that is none', { port: '70000' }, /--port 70000 .* 0 .* to 65535/],
    ['a port that is no number', { port: '80a' }, /--port 80a/],
    ['an account id of eleven digits', { 'account-id': '12345678901' }, /twelve digits/],
    ['a region that is none', { region: 'Europe' }, /us-east-1/],
    ['a public URL without a scheme', { 'public-url': 'cloud.example.com' }, /https:\/\//],
    ['a public URL with a password', { 'public-url': 'https://a:b@example.com' }, /--public-url/],
    ['an isolation that is none', { isolation: 'docker' }, /sandbox, or process/],
    ['--dev for all the world', { dev: true, host: '0.0.0.0' }, /loopback only/],
    ['--dev-keys without --dev', { 'dev-keys': 'a:b' }, /needs --dev/],
    ['--dev-keys without a secret', { dev: true, 'dev-keys': 'a' }, /KEY-ID:SECRET/],
  ];
  for (const [name, flags, message] of cases) {
    test(name, () => {
      assert.throws(
        () => readConfig(flags, HOME),
        (error) => error instanceof UserError && message.test(error.message),
      );
    });
  }
});
