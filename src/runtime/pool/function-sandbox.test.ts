/** A runtime says why it ends, and ends: whichever is seen first, the function is answered with the reason. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { after, test } from 'node:test';
import { systemClock as clock } from '../../kit/clock.ts';
import { FunctionLog } from '../function-log.ts';
import type { FunctionVersion } from '../function-version.ts';
import { ManagedChannel } from '../managed/channel.ts';
import { encodeFrame, FrameType } from '../managed/frames.ts';
import type { Sandbox, SandboxExit } from '../sandbox.ts';
import { FunctionSandbox } from './function-sandbox.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'virga-sandbox-'));
after(() => rmSync(folder, { recursive: true, force: true }));

/** The platform's end and the runtime's. */
async function socketPair(name: string): Promise<[net.Socket, net.Socket]> {
  const server = net.createServer().listen(path.join(folder, name));
  await once(server, 'listening');
  const far = net.connect(path.join(folder, name));
  const [near] = (await once(server, 'connection')) as [net.Socket];
  server.close();
  return [near, far];
}

function processThatEnds(exited: Promise<SandboxExit>): Sandbox {
  const nothing = (): Promise<void> => Promise.resolve();
  const streams = { stdout: new PassThrough().end(), stderr: new PassThrough().end() };
  const usage = (): ReturnType<Sandbox['usage']> => Promise.resolve({ maxMemoryBytes: 0, oomKills: 0 });
  const steps = { begin: nothing, attach: nothing, limit: nothing, freeze: nothing, thaw: nothing, kill: nothing };
  return { id: 's1', socketFolder: folder, ...streams, ...steps, usage, exited };
}

const FUNCTION: FunctionVersion = {
  accountId: '000000000000',
  region: 'us-east-1',
  name: 'broken',
  version: '$LATEST',
  arn: 'arn:aws:lambda:us-east-1:000000000000:function:broken',
  revisionId: 'r',
  runtime: 'nodejs22.x',
  handler: 'index.handler',
  memoryMb: 128,
  timeoutMs: 3_000,
  ephemeralStorageMb: 512,
  environment: {},
  roleArn: 'arn:aws:iam::000000000000:role/r',
  code: { sha256: '', blobId: '', sizeBytes: 0 },
  logGroup: '/aws/lambda/broken',
};

test('its end is seen before its message', async () => {
  const [control, farControl] = await socketPair('control');
  const [output, farOutput] = await socketPair('output');
  const { promise: exited, resolve: exit } = Promise.withResolvers<SandboxExit>();
  const { accountId, region, logGroup } = FUNCTION;
  const destination = { accountId, region, logGroup, logStream: 's' };
  const spec = { command: [], environment: {}, readOnly: [], runtimeApi: false };
  const sandbox = new FunctionSandbox({
    prepared: { sandbox: processThatEnds(exited), channel: new ManagedChannel(control, output) },
    fn: FUNCTION,
    supply: { runtime: 'nodejs22.x', family: 'node', version: '22', versionLabel: 'nodejs:22', spec },
    log: new FunctionLog(destination, { write: () => undefined }, clock),
    clock,
    credentials: { accessKeyId: '', secretAccessKey: '', sessionToken: '', expiresAtMs: 0 },
  });
  const loaded = sandbox.init({}, { limitMs: 10_000, phase: 'init' });
  exit({ code: 129, signal: null, oomKilled: false });
  await exited;
  const type = Buffer.from('RangeError');
  const size = Buffer.alloc(2);
  size.writeUInt16BE(type.length);
  const payload = Buffer.from('{"errorType":"RangeError","errorMessage":"broken"}');
  farControl.end(encodeFrame(FrameType.initError, Buffer.alloc(4), size, type, payload));
  farOutput.end();
  await loaded;
  assert.equal(sandbox.initFailure?.errorType, 'RangeError');
  assert.deepEqual(Buffer.from(sandbox.initFailure.payload('id')), payload);
});
