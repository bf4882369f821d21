/** The functions of the soak, in three kinds of runtime: each does what its event asks for, good or bad. */
import type { Runtime } from '@aws-sdk/client-lambda';
import { zipOf } from '../zip.ts';

export type Kind = 'nodejs' | 'python' | 'custom';

export interface Source {
  readonly runtime: Runtime;
  readonly handler: string;
  /** Each version answers with its own mark. */
  zip(mark: string): Promise<Buffer>;
}

const NODE = `
const fs = require('node:fs');
const { spawn } = require('node:child_process');
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const jobs = {
  answer: () => ({ mark: MARK, stage: process.env.STAGE ?? null }),
  refuse: () => { throw new TypeError('refused'); },
  exit: () => process.exit(3),
  sleep: ({ ms }) => wait(ms).then(() => 'slept'),
  spin: () => { for (;;); },
  eat: () => { const held = []; for (;;) held.push(Buffer.alloc(8 << 20, 1)); },
  log: ({ lines }) => { for (let at = 0; at < lines; at++) console.log('line', at, 'x'.repeat(200)); return lines; },
  big: ({ bytes }) => 'x'.repeat(bytes),
  fill: () => { fs.writeFileSync('/tmp/filled', Buffer.alloc(16 << 20)); return fs.readdirSync('/tmp').length; },
  open: () => { for (let at = 0; at < 200; at++) fs.openSync('/tmp/open-' + at, 'w'); return 'opened'; },
  children: () => { for (let at = 0; at < 5; at++) spawn('sleep', ['1000'], { detached: true, stdio: 'ignore' }).unref(); return 'left'; },
  call: () => fetch(process.env.AWS_ENDPOINT_URL + '/_virga/health').then((answer) => answer.status),
};
exports.handler = async (event) => jobs[event.do](event);
`;

const PYTHON = `
import os, subprocess, time
def answer(event): return {'mark': MARK, 'stage': os.environ.get('STAGE')}
def refuse(event): raise TypeError('refused')
def leave(event): os._exit(3)
def sleep(event): time.sleep(event['ms'] / 1000); return 'slept'
def spin(event):
    while True: pass
def eat(event):
    held = []
    while True: held.append(bytearray(8 << 20))
def log(event):
    for at in range(event['lines']): print('line', at, 'x' * 200)
    return event['lines']
def big(event): return 'x' * event['bytes']
def fill(event):
    with open('/tmp/filled', 'wb') as file: file.write(bytes(16 << 20))
    return len(os.listdir('/tmp'))
held = []
def opened(event):
    held.extend(open('/tmp/open-%d' % at, 'w') for at in range(200))
    return 'opened'
def children(event):
    for at in range(5): subprocess.Popen(['sleep', '1000'], start_new_session=True)
    return 'left'
def call(event):
    import urllib.request
    return urllib.request.urlopen(os.environ['AWS_ENDPOINT_URL'] + '/_virga/health').status
jobs = dict(answer=answer, refuse=refuse, exit=leave, sleep=sleep, spin=spin, eat=eat, log=log, big=big, fill=fill, open=opened,
  children=children, call=call)
def handler(event, context): return jobs[event['do']](event)
`;

/** The documented Runtime API, by the handlers of the Python function. */
const CUSTOM = `#!/usr/bin/python3
import http.client, json, os
from main import handler
host = os.environ['AWS_LAMBDA_RUNTIME_API']
def ask(method, path, body=None):
    client = http.client.HTTPConnection(host)
    client.request(method, '/2018-06-01/runtime/' + path, body)
    answer = client.getresponse()
    return answer, answer.read()
while True:
    head, body = ask('GET', 'invocation/next')
    name = head.getheader('Lambda-Runtime-Aws-Request-Id')
    try:
        ask('POST', 'invocation/%s/response' % name, json.dumps(handler(json.loads(body), None)))
    except TypeError as error:
        ask('POST', 'invocation/%s/error' % name, json.dumps({'errorType': 'TypeError', 'errorMessage': str(error)}))
`;

export const SOURCES: Readonly<Record<Kind, Source>> = {
  nodejs: {
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    zip: (mark) => zipOf({ 'index.js': `const MARK = ${JSON.stringify(mark)};\n${NODE}` }),
  },
  python: { runtime: 'python3.12', handler: 'main.handler', zip: (mark) => zipOf({ 'main.py': pythonOf(mark) }) },
  custom: {
    runtime: 'provided.al2023',
    handler: 'bootstrap',
    zip: (mark) => zipOf({ bootstrap: { text: CUSTOM, mode: 0o755 }, 'main.py': pythonOf(mark) }),
  },
};

/** Cannot be loaded. */
export function brokenZip(): Promise<Buffer> {
  return zipOf({ 'index.js': "throw new RangeError('broken');" });
}

function pythonOf(mark: string): string {
  return `MARK = ${JSON.stringify(mark)}\n${PYTHON}`;
}
