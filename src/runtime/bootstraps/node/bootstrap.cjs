// The main process of a sandbox of a managed Node.js runtime. It starts before it knows its function, connects to the
// platform's socket, and then loads and runs the one function that it is told. Works on Node.js 22 and later.
'use strict';
const net = require('node:net');
const path = require('node:path');
const { TYPE, frame, frameReader } = require('./frames.cjs');
const { errorPayload, errorText, RuntimeFault } = require('./errors.cjs');
const { STREAMING, loadHandler, resolveSdkFromModules } = require('./load.cjs');
const output = require('./output.cjs');
const { invocation, refuseCallbacks } = require('./invoke.cjs');
const { warmUp } = require('./warm-up.cjs');

const CONNECT_EVERY_MS = 2;
const CONNECT_FOR_MS = 20_000;
const major = Number(process.versions.node.split('.')[0]);

let control;
let handler;
/** The running invocation, or undefined. */
let running;

/** The platform makes its sockets when it has been told where: until then there is nothing to connect to. */
function connect(name, deadline = Date.now() + CONNECT_FOR_MS) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(path.join(process.env.VIRGA_SOCKETS, name));
    socket.once('connect', () => resolve(socket));
    socket.once('error', (error) => {
      if (Date.now() > deadline) reject(error);
      else setTimeout(() => connect(name, deadline).then(resolve, reject), CONNECT_EVERY_MS);
    });
  });
}

function withType(type, payload) {
  const name = Buffer.from(String(type));
  const size = Buffer.allocUnsafe(2);
  size.writeUInt16BE(name.length);
  return [size, name, Buffer.from(JSON.stringify(payload))];
}

function memoryUsed() {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(process.resourceUsage().maxRSS);
  return bytes;
}

/** Answers and ends the process: its state is not to be trusted any more. */
function dieWith(payload, code) {
  const failed = running ?? { done: false };
  running = undefined;
  const end = () => process.exit(code);
  if (failed.done) return end();
  failed.done = true;
  const type = handler ? TYPE.fatalError : TYPE.initError;
  control.write(frame(type, output.printed(), ...(handler ? [memoryUsed()] : []), ...withType(payload.errorType, payload)), end);
}

function watchForFaults() {
  process.on('uncaughtException', (error) => {
    console.error('Uncaught Exception', errorText(error));
    dieWith(errorPayload(error), 129);
  });
  process.on('unhandledRejection', (reason) => {
    const fault = new RuntimeFault('UnhandledPromiseRejection', String(reason));
    fault.reason = reason;
    console.error('Unhandled Promise Rejection', errorText(fault));
    dieWith(errorPayload(fault), 128);
  });
  process.on('beforeExit', () => {
    const next = running?.onEmptyLoop;
    if (!next) return;
    running.onEmptyLoop = undefined;
    control.ref();
    setImmediate(next);
  });
}

function takeEnvironment(environment) {
  for (const name of Object.keys(process.env)) if (name.startsWith('VIRGA_')) delete process.env[name];
  Object.assign(process.env, environment);
}

async function init(message) {
  const taskRoot = process.env.LAMBDA_TASK_ROOT;
  takeEnvironment({ PWD: taskRoot, ...message.environment });
  output.patchConsole();
  process.chdir(taskRoot);
  try {
    const loaded = await loadHandler(taskRoot, message.handler);
    if (!message.callbacks) refuseCallbacks(loaded);
    handler = { run: loaded, callbacks: message.callbacks };
    control.write(frame(TYPE.ready, output.printed()));
  } catch (error) {
    console.error('Uncaught Exception', errorText(error));
    dieWith(errorPayload(error), 129);
  }
}

function invoke(body) {
  const end = 4 + body.readUInt32BE(0);
  const header = JSON.parse(body.toString('utf8', 4, end));
  if (header.environment) Object.assign(process.env, header.environment);
  process.env._X_AMZN_TRACE_ID = header.traceId;
  const answer = (kind, result) => {
    running = undefined;
    control.ref();
    control.write(encodeAnswer(kind, result));
  };
  // Only what the function started keeps the process busy: an empty loop is the end of a handler with callbacks.
  control.unref();
  const state = invocation(handler.run, handler.callbacks, header, body.toString('utf8', end), answer);
  if (!state.done) running = state;
}

function encodeAnswer(kind, result) {
  if (kind === 'response') return frame(TYPE.response, output.printed(), memoryUsed(), result);
  if (kind === 'error') return frame(TYPE.error, output.printed(), memoryUsed(), ...withType(result.errorType, result));
  const size = Buffer.allocUnsafe(4);
  size.writeUInt32BE(Math.min(result, 0xffff_ffff));
  return frame(TYPE.tooLarge, output.printed(), memoryUsed(), size);
}

globalThis.awslambda = {
  streamifyResponse: (run) => {
    run[STREAMING] = 'response';
    return run;
  },
};

async function main() {
  if (major < 22) throw new Error(`Node.js ${process.version} is too old for this bootstrap`);
  watchForFaults();
  resolveSdkFromModules(process.env.VIRGA_SDK);
  await warmUp(encodeAnswer);
  control = await connect('control.sock');
  output.capture(await connect('log.sock'));
  control.on('data', frameReader((type, body) => (type === TYPE.init ? void init(JSON.parse(body)) : invoke(body))));
  control.on('error', () => process.exit(1));
  control.on('close', () => process.exit(1));
}

void main();
