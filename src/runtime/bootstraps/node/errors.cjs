// Errors in the shapes that Lambda's Node.js runtimes answer and log them in.
'use strict';
const { types } = require('node:util');

/** Errors of the runtime itself carry their type as their name. */
class RuntimeFault extends Error {
  constructor(type, message) {
    super(message);
    this.name = `Runtime.${type}`;
  }
}

function looksLikeError(value) {
  return types.isNativeError(value) || (value && typeof value.name === 'string' && value.message && typeof value.stack === 'string');
}

/** The payload of an invocation that failed. Never throws. */
function errorPayload(error) {
  try {
    if (!looksLikeError(error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
    return { errorType: error.name, errorMessage: error.message, trace: String(error.stack).split('\n') };
  } catch {
    return {
      errorType: 'handled',
      errorMessage:
        'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack',
    };
  }
}

/** `\t` and JSON, as behind "Invoke Error" and "Uncaught Exception" in the log. */
function errorText(error) {
  const value = error instanceof Error ? error : new Error(error);
  try {
    return `\t${JSON.stringify(value, (_key, inner) => (inner instanceof Error ? withProperties(inner) : inner))}`;
  } catch {
    return `\t${JSON.stringify(errorPayload(value))}`;
  }
}

function withProperties(error) {
  const shown = { errorType: error.name, errorMessage: error.message, code: error.code, ...error };
  if (typeof error.stack === 'string') shown.stack = error.stack.split('\n');
  return shown;
}

module.exports = { RuntimeFault, errorPayload, errorText };
