import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { addressRules } from './addresses.ts';
import { createEgress } from './client.ts';
import { ANSWER_BYTES_MAX } from './limits.ts';

test('addresses that the platform never connects to', () => {
  const rules = addressRules([]);
  // biome-ignore format: a few lines
  const denied = [
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.9.9.9', '169.254.169.254', '172.16.0.1', '172.31.255.255',
    '192.168.1.1', '224.0.0.1', '240.0.0.1', '255.255.255.255', '::', '::1', 'fe80::1', 'fd00::1', 'ff02::1',
    '::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:169.254.169.254', '::ffff:a9fe:a9fe', '::7f00:1', '64:ff9b::7f00:1',
    '2002:7f00:1::', 'localhost', '',
  ];
  assert.deepEqual(
    denied.filter((address) => rules.mayConnect(address)),
    [],
  );
  const allowed = ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8'];
  assert.deepEqual(
    allowed.filter((address) => !rules.mayConnect(address)),
    [],
  );
});

test('the machine’s own addresses are closed, whatever is opened', () => {
  const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  const rules = addressRules(['0.0.0.0/0', '::/0']);
  const reached = own.filter(({ internal, address }) => !internal && rules.mayConnect(address));
  assert.deepEqual(reached, []);
});

test('networks are opened one by one', () => {
  const rules = addressRules(['127.0.0.1', '10.1.0.0/16']);
  assert.ok(rules.mayConnect('127.0.0.1'));
  assert.ok(!rules.mayConnect('127.0.0.2'));
  assert.ok(rules.mayConnect('10.1.9.9'));
  assert.ok(!rules.mayConnect('10.2.0.1'));
  for (const wrong of ['10.0.0.0/33', 'example.com', '10.0.0.0/8/1', '10.0.0.0/x']) {
    assert.throws(() => addressRules([wrong]), RangeError);
  }
});

test('a loopback address, by number or by name, only where it is opened', async () => {
  await using server = await serve((_req, res) => res.end('hello'));
  const closed = createEgress({ opened: [] });
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433']) {
    await assert.rejects(closed.get(`http://${host}:${server.port}/`), { message: 'The address is not allowed' }, host);
  }
  const open = createEgress({ opened: ['127.0.0.1'] });
  assert.equal(Buffer.from(await open.get(`http://127.0.0.1:${server.port}/`)).toString(), 'hello');
  await assert.rejects(closed.get('http://8.8.8.8/'), { message: 'Only https is allowed' });
  await assert.rejects(closed.get('file:///etc/passwd'), { message: 'file: is not supported' });
  await assert.rejects(closed.get('https://user:word@example.com/'), { message: 'The URL carries a password' });
});

test('redirects are not followed, and answers are bounded', async () => {
  await using server = await serve((req, res) => {
    if (req.url === '/moved') res.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    else res.end(Buffer.alloc(ANSWER_BYTES_MAX + 1));
  });
  const egress = createEgress({ opened: ['127.0.0.1'] });
  const url = `http://127.0.0.1:${server.port}`;
  await assert.rejects(egress.get(`${url}/moved`), { message: 'The answer has the status 302' });
  await assert.rejects(egress.get(`${url}/large`), { message: 'The answer is too large' });
});

async function serve(listener: RequestListener) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
