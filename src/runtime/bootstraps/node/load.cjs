// Finds the function's module and handler as Lambda's Node.js runtimes do.
'use strict';
const fs = require('node:fs');
const module_ = require('node:module');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const { RuntimeFault } = require('./errors.cjs');

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');

/** Resolves to the handler; rejects with a RuntimeFault or with what the module threw. */
async function loadHandler(taskRoot, name) {
  if (name.includes('..')) {
    throw new RuntimeFault(
      'MalformedHandlerName',
      `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`,
    );
  }
  const base = path.basename(name);
  const folder = name.slice(0, name.indexOf(base));
  const dot = base.indexOf('.');
  if (dot < 0) throw new RuntimeFault('MalformedHandlerName', 'Bad handler');
  const loaded = await loadModule(taskRoot, folder, base.slice(0, dot));
  const handler = base.slice(dot + 1).split('.').reduce((value, key) => value && value[key], loaded);
  if (!handler) throw new RuntimeFault('HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new RuntimeFault('HandlerNotFound', `${name} is not a function`);
  if (handler[STREAMING]) {
    throw new RuntimeFault(
      'StreamingNotSupported',
      `${name} is a streaming handler (awslambda.streamifyResponse), which Virga does not run yet: return the response instead.`,
    );
  }
  return handler;
}

async function loadModule(taskRoot, folder, name) {
  try {
    return await findModule(taskRoot, folder, name);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeFault('UserCodeSyntaxError', String(error));
    if (error?.code === 'MODULE_NOT_FOUND') throw new RuntimeFault('ImportModuleError', String(error));
    throw error;
  }
}

async function findModule(taskRoot, folder, name) {
  const file = path.resolve(taskRoot, folder, name);
  const require = module_.createRequire(`${taskRoot}/`);
  if (fs.existsSync(file) && fs.statSync(file).isFile()) return require(file);
  const js = `${file}.js`;
  if (fs.existsSync(js)) return isModule(path.dirname(js)) ? await import(pathToFileURL(js).href) : require(js);
  if (fs.existsSync(`${file}.mjs`)) return await import(pathToFileURL(`${file}.mjs`).href);
  if (fs.existsSync(`${file}.cjs`)) return require(`${file}.cjs`);
  return require(require.resolve(name, { paths: [taskRoot, path.resolve(taskRoot, folder)] }));
}

/** Whether the nearest package.json says `"type": "module"`. */
function isModule(folder) {
  for (let at = folder; !at.endsWith('/node_modules'); at = path.dirname(at)) {
    const file = path.join(at, 'package.json');
    if (fs.existsSync(file)) {
      try {
        return JSON.parse(fs.readFileSync(file, 'utf8'))?.type === 'module';
      } catch (error) {
        console.warn(`${file} cannot be read, it will be ignored for ES module detection purposes.`, error);
        return false;
      }
    }
    if (at === '/') break;
  }
  return false;
}

/** ES modules do not look at NODE_PATH: a bare name that is nowhere else is looked for beside the runtime's AWS SDK. */
function resolveSdkFromModules(sdkFolder) {
  if (!sdkFolder) return;
  const parentURL = pathToFileURL(`${sdkFolder}/`).href;
  module_.registerHooks({
    resolve(specifier, context, next) {
      try {
        return next(specifier, context);
      } catch (error) {
        const bare = !specifier.startsWith('.') && !specifier.startsWith('/') && !specifier.includes(':');
        if (!bare || error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
        try {
          return next(specifier, { ...context, parentURL });
        } catch {
          throw error;
        }
      }
    },
  });
}

module.exports = { STREAMING, loadHandler, resolveSdkFromModules };
