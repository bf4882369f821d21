// One invocation: event, context, the ways in which a handler can answer, and the answer's encoding.
'use strict';
const { RuntimeFault, errorPayload, errorText } = require('./errors.cjs');
const { current } = require('./output.cjs');

/** Lambda's limit on a buffered answer: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, 2026-11-23. */
const MAX_RESPONSE = 6_291_556;

/** `answer(kind, body)`: `response` with JSON bytes, `error` with a payload, `tooLarge`. */
function invocation(handler, callbacks, header, event, answer) {
  const state = { done: false, onEmptyLoop: undefined };
  const finish = (kind, body) => {
    if (state.done) return;
    state.done = true;
    state.onEmptyLoop = undefined;
    answer(kind, body);
  };
  const fail = (error) => {
    if (state.done) return;
    const fault = error === undefined || error === null ? 'handled' : error;
    console.error('Invoke Error', errorText(fault));
    finish('error', errorPayload(fault));
  };
  const succeed = (result) => {
    if (state.done) return;
    let bytes;
    try {
      bytes = Buffer.from(JSON.stringify(result === undefined ? null : result));
    } catch {
      const fault = new Error('Unable to stringify response body');
      if (!callbacks) fault.name = 'Runtime.JSONStringifyError';
      return fail(fault);
    }
    if (bytes.length > MAX_RESPONSE) finish('tooLarge', bytes.length);
    else finish('response', bytes);
  };
  state.fail = fail;
  current.requestId = header.requestId;
  try {
    const context = contextOf(header);
    if (callbacks) runWithCallbacks(handler, event, context, { state, succeed, fail });
    else runWithPromise(handler, event, context, { succeed, fail });
  } catch (error) {
    fail(error);
  }
  return state;
}

/** Node.js 24 and later: the handler returns its answer, or a promise of it. */
function runWithPromise(handler, event, context, { succeed, fail }) {
  const result = handler(JSON.parse(event), context);
  if (typeof result?.then === 'function') result.then(succeed, fail);
  else succeed(result);
}

/** Up to Node.js 22: a promise, the callback, or context.done, succeed and fail, whichever comes first. */
function runWithCallbacks(handler, event, context, { state, succeed, fail }) {
  let waits = true;
  let called = false;
  const once = (run) => (first, second) => {
    if (called) return;
    called = true;
    run(first, second);
  };
  const settle = (error, result) => (error === undefined || error === null ? succeed(result) : fail(error));
  const callback = once((error, result) => {
    if ((error !== undefined && error !== null) || !waits) settle(error, result);
    else state.onEmptyLoop = () => succeed(result);
  });
  Object.defineProperty(context, 'callbackWaitsForEmptyEventLoop', {
    enumerable: true,
    configurable: true,
    get: () => waits,
    set: (value) => {
      waits = value;
    },
  });
  context.done = once(settle);
  context.succeed = once(succeed);
  context.fail = once(fail);
  // A handler that never answers is done when nothing is left to do.
  state.onEmptyLoop = () => succeed(null);
  const result = handler(JSON.parse(event), context, callback);
  if (typeof result?.then === 'function') result.then(context.succeed, context.fail);
}

function contextOf(header) {
  const env = process.env;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: header.clientContext === undefined ? undefined : JSON.parse(header.clientContext),
    identity: undefined,
    invokedFunctionArn: header.arn,
    awsRequestId: header.requestId,
    getRemainingTimeInMillis: () => header.deadlineMs - Date.now(),
  };
}

function refuseCallbacks(handler) {
  if (handler.length < 3) return;
  throw new RuntimeFault(
    'CallbackHandlerDeprecated',
    'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. You need to modify this function to use a supported handler signature to use Node.js 24 or later. For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
  );
}

module.exports = { invocation, refuseCallbacks };
