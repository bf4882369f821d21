// Loads and calls a handler that does nothing before the function is known: what Node.js loads and compiles for the first
// module, the first call and the first answer is then there, and no trace of it is left for the function.
'use strict';
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { loadHandler } = require('./load.cjs');
const { current, warmUpOutput } = require('./output.cjs');
const { invocation } = require('./invoke.cjs');

const FOLDER = path.join(__dirname, 'virga-warm-up');
/** Twice: what the first call compiles lazily, the second finds. */
const CALLS = 2;

/** `encode` makes the bytes of an answer. */
async function warmUp(encode) {
  const handler = await loadHandler(FOLDER, 'index.handler');
  await import(pathToFileURL(path.join(FOLDER, 'index.mjs')).href);
  forget(path.join(FOLDER, 'index.js'));
  for (let call = 0; call < CALLS; call++) {
    for (const callbacks of [true, false]) {
      const header = { requestId: '', deadlineMs: 0, arn: '', traceId: '', clientContext: '{}' };
      await new Promise((resolve) =>
        invocation(handler, callbacks, header, '{}', (kind, body) => resolve(encode(kind, body))),
      );
    }
  }
  process.chdir(process.cwd());
  warmUpOutput();
  current.requestId = undefined;
}

function forget(file) {
  const loaded = require.cache[file];
  delete require.cache[file];
  for (const { children } of Object.values(require.cache)) {
    const at = children.indexOf(loaded);
    if (at >= 0) children.splice(at, 1);
  }
}

module.exports = { warmUp };
