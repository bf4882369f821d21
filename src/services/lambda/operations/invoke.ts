/** Invoke. A warm one reads no store: see function-cache.ts. */
import {
  type Invocation,
  type InvocationResult,
  InvocationRefusedError,
  RoleNotAssumableError,
} from '../../../runtime/function-version.ts';
import { WireError } from '../../../wire/error.ts';
import { unsupported } from '../errors.ts';
import type { LoadedFunction } from '../function-cache.ts';
import { requireFunction, wrongState } from '../functions.ts';
import { INVOKE_WAIT_MS } from '../limits.ts';
import {
  type InvocationRequest,
  type InvocationResponse,
  InvalidRuntimeException,
  InvalidZipFileException,
  TooManyRequestsException,
} from '../model.ts';
import { calledArn, type FunctionRef, LATEST, parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';
import { checkPayload, decodeClientContext } from '../payload.ts';
import { refuseUnsupported } from '../unsupported.ts';

export async function invoke(ctx: LambdaContext, input: InvocationRequest): Promise<InvocationResponse> {
  refuseUnsupported(input);
  if (input.InvocationType === 'Event') throw unsupported('InvocationType Event');
  const ref = parseFunctionName(ctx, input.FunctionName, input.Qualifier);
  const payload = checkPayload(input.Payload);
  const loaded = await requireFunction(ctx, ref);
  if (input.InvocationType === 'DryRun') return { StatusCode: 204, ExecutedVersion: LATEST };
  const refused = ctx.parts.gate?.refusal(ref.accountId, ref.region, ref.name);
  if (refused !== undefined) throw overBudget(refused);
  const invocation: Invocation = {
    requestId: ctx.requestId,
    payload,
    invokedArn: calledArn(ref),
    ...(input.ClientContext && { clientContext: decodeClientContext(input.ClientContext) }),
  };
  const { version } = loaded.record.state.name === 'Active' ? loaded : await active(ctx, ref, loaded);
  try {
    return answer(await ctx.parts.runner.invoke(version, invocation), input.LogType === 'Tail');
  } catch (error) {
    if (error instanceof RoleNotAssumableError) throw new WireError('AccessDeniedException', 403, error.message);
    throw error instanceof InvocationRefusedError ? refusal(error) : error;
  }
}

/** Waits a little for a function that is just being made; tutorials call theirs at once. */
async function active(ctx: LambdaContext, ref: FunctionRef, loaded: LoadedFunction): Promise<LoadedFunction> {
  let now = loaded;
  if (now.record.state.name === 'Pending') {
    await ctx.parts.preparation.settled(ref, INVOKE_WAIT_MS);
    now = await requireFunction(ctx, ref);
  }
  if (now.record.state.name !== 'Active') throw wrongState(now.record.state.name);
  return now;
}

function answer({ payload, functionError, logTail }: InvocationResult, tail: boolean): InvocationResponse {
  return {
    StatusCode: 200,
    ExecutedVersion: LATEST,
    Payload: payload,
    ...(functionError !== undefined && { FunctionError: functionError }),
    ...(tail && {
      LogResult: Buffer.from(logTail.buffer, logTail.byteOffset, logTail.byteLength).toString('base64'),
    }),
  };
}

/** Ours: AWS has no such limit; of its reasons this is the nearest. */
function overBudget(message: string): Error {
  return new TooManyRequestsException(message, { Type: 'User', Reason: 'FunctionInvocationRateLimitExceeded' });
}

/** "Rate Exceeded." (recorded from AWS, 2026-11-23). */
function refusal({ reason, message }: InvocationRefusedError): Error {
  switch (reason) {
    case 'ConcurrentInvocationLimitExceeded':
    case 'ReservedFunctionConcurrentInvocationLimitExceeded':
      return new TooManyRequestsException('Rate Exceeded.', { Type: 'User', Reason: reason });
    case 'RuntimeUnavailable':
      return new InvalidRuntimeException(message, { Type: 'Service' });
    case 'CodeUnavailable':
      return new InvalidZipFileException(message, { Type: 'Service' });
    case 'ShuttingDown':
      return new WireError('ServiceUnavailableException', 503, 'The service is shutting down.');
  }
}
