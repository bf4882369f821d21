import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer as createTcpServer } from 'node:net';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { atEndOfTurn, inTurn } from './turn.ts';

test('each client gets its own answer, and gets it, however many end in one turn', async () => {
  const count = 35;
  const waiting: { readonly url: string | undefined; readonly res: ServerResponse }[] = [];
  const server = createServer((req, res) => {
    waiting.push({ url: req.url, res });
    if (waiting.length === count) for (const one of waiting) atEndOfTurn(() => one.res.end(`answer to ${one.url}`));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const paths = Array.from({ length: count }, (_, at) => `/${at}`);
  const asked = paths.map(async (path) => (await fetch(`http://127.0.0.1:${port}${path}`)).text());
  assert.deepEqual(
    await Promise.all(asked),
    paths.map((path) => `answer to ${path}`),
  );
  server.close();
});

test('requests of one connection are answered in their order, also those that end the other way round', async () => {
  const waiting: ServerResponse[] = [];
  const server = createServer((_req, res) => {
    waiting.push(res);
    if (waiting.length === 2)
      for (const one of waiting.toReversed()) atEndOfTurn(() => one.end(`${waiting.indexOf(one)};`));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  assert.match(await text(socket), /\r\n\r\n0;HTTP\/1\.1 200 OK\r\n[^]*\r\n\r\n1;$/);
  server.close();
});

test('what is written because of a write goes out as well', async () => {
  const order: number[] = [];
  const done = Promise.withResolvers<void>();
  for (let number = 0; number < 20; number++) {
    atEndOfTurn(() => {
      order.push(number);
      if (number === 19) atEndOfTurn(done.resolve);
    });
  }
  assert.ok(order.length < 20);
  await done.promise;
  assert.deepEqual(
    order,
    Array.from({ length: 20 }, (_, number) => number),
  );
});

/** Takes longer than a turn may. */
function work(): void {
  const endMs = performance.now() + 6;
  while (performance.now() < endMs);
}

test('long work is done in its order, and newcomers are let in before its end', async () => {
  const clients = 4;
  const works = 20;
  let accepted = 0;
  const server = createTcpServer((socket) => {
    accepted++;
    socket.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const order: number[] = [];
  const done = Promise.withResolvers<number>();
  const ended = Array.from({ length: clients }, () => once(connect(port, '127.0.0.1').resume(), 'close'));
  for (let number = 0; number < works; number++) {
    inTurn(() => {
      work();
      order.push(number);
      if (number === works - 1) done.resolve(accepted);
    });
  }
  assert.deepEqual(order, [0]);
  assert.equal(await done.promise, clients);
  assert.deepEqual(
    order,
    Array.from({ length: works }, (_, number) => number),
  );
  await Promise.all(ended);
  server.close();
});

test('what a work does without waiting is done before the next, and written at once', async () => {
  const order: string[] = [];
  const done = Promise.withResolvers<void>();
  work();
  inTurn(work);
  for (const name of ['a', 'b']) {
    inTurn(() => {
      order.push(`${name} begins`);
      void (async () => {
        for (let turn = 0; turn < 5; turn++) await Promise.resolve();
        order.push(`${name} is done`);
        atEndOfTurn(() => {
          order.push(`${name} is written`);
          if (name === 'b') done.resolve();
        });
      })();
    });
  }
  assert.equal(order.length, 0);
  await done.promise;
  assert.ok(order.indexOf('a is done') < order.indexOf('b begins'), order.join());
  assert.ok(order.indexOf('a is written') < order.indexOf('b is written'), order.join());
});
