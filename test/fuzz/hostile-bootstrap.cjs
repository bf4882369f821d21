// A custom runtime that does to its Runtime API what each event says, and otherwise answers as it should.
'use strict';
const http = require('node:http');
const net = require('node:net');

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(':');
const BASE = '/2018-06-01/runtime';

/** Status and body; undefined where the connection broke. */
function ask(method, path, body, headers = {}) {
  return new Promise((resolve) => {
    const request = http.request({ host, port, method, path: BASE + path, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }));
      response.on('error', () => resolve(undefined));
    });
    request.on('error', () => resolve(undefined));
    request.end(body);
  });
}

/** Writes bytes as they are; resolves when the other side closes, or soon after. */
function send(bytes, milliseconds = 300) {
  return new Promise((resolve) => {
    const socket = net.connect(Number(port), host, () => socket.write(bytes));
    const done = () => resolve(socket.destroy());
    setTimeout(done, milliseconds);
    socket.on('error', done).on('close', done).resume();
  });
}

const respond = (id, body = '"fine"', headers = {}) => ask('POST', `/invocation/${id}/response`, body, headers);
const fail = (id, body, headers = {}) => ask('POST', `/invocation/${id}/error`, body, headers);
const never = () => new Promise(() => {});

const ATTACKS = {
  none: (id) => respond(id),
  'garbage, then an answer': async (id) => {
    await send(Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7919) % 256)));
    await send('GET / HTTP/9.9\r\n\r\n');
    await send('\0'.repeat(10_000));
    await respond(id);
  },
  'headers without an end, then an answer': async (id) => {
    await send('GET / HTTP/1.1\r\nHost: a\r\n' + 'X-A: a\r\n'.repeat(100_000));
    await respond(id);
  },
  'two lengths, then an answer': async (id) => {
    await send(`POST ${BASE}/invocation/${id}/response HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`);
    await respond(id);
  },
  'a thousand connections, then an answer': async (id) => {
    await Promise.all(Array.from({ length: 1_000 }, () => send('GET /', 500)));
    await respond(id);
  },
  'answers of others, then its own': async (id) => {
    for (const other of ['x', '', '..', '%00', '__proto__', id.toUpperCase() + 'a', 'a'.repeat(5_000)]) await respond(other);
    await respond(id);
  },
  'unknown paths, then an answer': async (id) => {
    for (const path of ['', '/', '/invocation', `/invocation/${id}`, '/invocation/next/next', '/../../x', '/init/error/x', '/%zz']) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'HEAD']) await ask(method, path);
    }
    await respond(id);
  },
  'asking for the next before the answer': async (id) => {
    await Promise.all([ask('GET', '/invocation/next'), ask('GET', '/invocation/next'), ask('GET', '/invocation/next')]);
    await respond(id);
  },
  'two answers at once': async (id) => void (await Promise.all([respond(id), respond(id, '"other"'), fail(id, '{}')])),
  'an error at init, too late': async (id) => {
    await ask('POST', '/init/error', '{"errorType":"Late"}');
    await respond(id);
  },
  'an answer that is no text': (id) => respond(id, Buffer.from([0xff, 0xfe, 0x00, 0xc0])),
  'an empty answer': (id) => respond(id, ''),
  'an error that is no JSON': (id) => fail(id, 'not JSON \xff', { 'content-type': 'x' }),
  'an error with odd members': (id) => fail(id, JSON.stringify({ errorType: 'a\nREPORT RequestId: b'.repeat(9_000), errorMessage: { a: [] }, stackTrace: 'x', __proto__: 1 })),
  'an error type with everything': (id) => fail(id, '{}', { 'lambda-runtime-function-error-type': `Runtime.${'\u00ff'.repeat(5_000)}` }),
  'an answer past the limit': (id) => respond(id, Buffer.alloc(7 * 1024 * 1024, 'a')),
  'streaming': (id) => respond(id, 'a', { 'lambda-runtime-function-response-mode': 'streaming' }),
  'an answer that is cut': async (id) => {
    await send(`POST ${BASE}/invocation/${id}/response HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nab`);
    process.exit(1);
  },
  'an answer without an end': async (id) => {
    const socket = net.connect(Number(port), host);
    socket.on('error', () => {});
    socket.write(`POST ${BASE}/invocation/${id}/response HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`);
    setInterval(() => socket.writable && socket.write(`10000\r\n${'a'.repeat(65_536)}\r\n`), 1);
    await never();
  },
  'silence': never,
  'an end': () => process.exit(0),
  'a death': () => process.kill(process.pid, 'SIGKILL'),
};

async function run() {
  for (;;) {
    const next = await ask('GET', '/invocation/next');
    if (next?.status !== 200) process.exit(1);
    const { attack } = JSON.parse(next.body.toString());
    await ATTACKS[attack](next.headers['lambda-runtime-aws-request-id']);
  }
}

void run();
