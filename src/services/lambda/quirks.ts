/** What the model does not say. */
import type { BodyLimit } from '../../wire/quirks.ts';
import type { Quirks } from '../service.ts';
import { CREATE_REQUEST_BYTES_MAX, INVOKE_REQUEST_BYTES_MAX, PAYLOAD_BYTES_MAX } from './limits.ts';

export const quirks: Quirks = {
  /** A fault of ours is ServiceException, 500 (model). */
  internalError: { code: 'ServiceException', status: 500 },
  /** An unknown runtime is InvalidParameterValueException in words of its own: runtimes.ts. */
  checkedByOperation: ['Runtime'],
  unauditedMembers: ['InvocationRequest.ClientContext'],
  contentTypes: { Invoke: 'application/json' },
  bodyLimits: {
    CreateFunction: tooLarge('CreateFunction', CREATE_REQUEST_BYTES_MAX, CREATE_REQUEST_BYTES_MAX),
    UpdateFunctionCode: tooLarge('UpdateFunctionCode', CREATE_REQUEST_BYTES_MAX, CREATE_REQUEST_BYTES_MAX),
    // Up to here the operation says how large the payload was.
    Invoke: tooLarge('InvokeFunction', INVOKE_REQUEST_BYTES_MAX, PAYLOAD_BYTES_MAX),
  },
};

/** "Request must be smaller than 70167211 bytes for the CreateFunction operation" (recorded from AWS, 2026-11-23). */
function tooLarge(operation: string, bytes: number, saidBytes: number): BodyLimit {
  const message = `Request must be smaller than ${saidBytes} bytes for the ${operation} operation`;
  return { bytes, code: 'RequestEntityTooLargeException', status: 413, message };
}
