// What the function prints: console lines as Lambda formats them, one event each, and whatever is written to stdout and
// stderr. Everything goes through one socket with blocking writes, in order, and is there when the process ends.
'use strict';
const fs = require('node:fs');
const { format } = require('node:util');
const { TYPE, frame } = require('./frames.cjs');

/** A message is cut into frames of at most this; the platform splits long events anyway. */
const MAX_PART = 256 * 1024;
const PRIORITY = { TRACE: 1, DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5, FATAL: 6 };

const current = { requestId: undefined };
let descriptor = -1;
let printedBytes = 0;

function writeAll(bytes) {
  for (let done = 0; done < bytes.length; ) done += fs.writeSync(descriptor, bytes, done);
  printedBytes = (printedBytes + bytes.length) >>> 0;
}

function send(type, bytes) {
  if (descriptor < 0) return;
  for (let start = 0; start < bytes.length; start += MAX_PART) {
    writeAll(frame(type, bytes.subarray(start, start + MAX_PART)));
  }
}

function logLine(level, ...params) {
  const time = new Date().toISOString();
  send(TYPE.logEvent, Buffer.from(`${time}\t${current.requestId}\t${level}\t${format(...params)}\n`));
}

function patchConsole() {
  const lowest = PRIORITY[String(process.env.AWS_LAMBDA_LOG_LEVEL).toUpperCase()] ?? PRIORITY.TRACE;
  const printer = (level) => (PRIORITY[level] >= lowest ? (...params) => logLine(level, ...params) : () => {});
  Object.assign(console, {
    trace: printer('TRACE'),
    debug: printer('DEBUG'),
    info: printer('INFO'),
    warn: printer('WARN'),
    error: printer('ERROR'),
    fatal: (...params) => logLine('FATAL', ...params),
  });
  console.log = console.info;
}

function patchStream(stream) {
  stream.write = (chunk, encoding, callback) => {
    const done = typeof encoding === 'function' ? encoding : callback;
    send(TYPE.logRaw, typeof chunk === 'string' ? Buffer.from(chunk, typeof encoding === 'string' ? encoding : 'utf8') : chunk);
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
}

/** `socket` is connected; its descriptor is written to directly from now on. */
function capture(socket) {
  socket._handle.setBlocking(true);
  descriptor = socket._handle.fd;
  socket.on('error', () => {});
  socket.unref();
  patchStream(process.stdout);
  patchStream(process.stderr);
}

/** For each answer: how much was printed before it, which the platform waits for. */
function printed() {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeUInt32BE(printedBytes);
  return bytes;
}

/** Before there is a socket: nothing is sent. */
function warmUpOutput() {
  logLine('INFO', 'nothing %s', {});
}

module.exports = { capture, current, patchConsole, printed, warmUpOutput };
