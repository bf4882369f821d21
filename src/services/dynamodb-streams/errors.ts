/** Errors that several operations throw, in AWS's words. */
import { WireError } from '../../wire/error.ts';
import { ResourceNotFoundException } from './model.ts';

/** The service's model has no shape for it. */
export function validationError(message: string): WireError {
  return new WireError('ValidationException', 400, message);
}

/** The service's model has no maxima: its text says "the upper limit", and AWS refuses what is above it. */
export function requireLimit(limit: number, max: number): void {
  if (limit <= max) return;
  throw validationError(
    `1 validation error detected: Value '${limit}' at 'limit' failed to satisfy constraint: Member must have value less than or equal to ${max}`,
  );
}

/** DynamoDB Local's words for it (its decompiled client and moto's recordings, 2026-11-27). */
export function streamNotFound(arn: string): ResourceNotFoundException {
  return new ResourceNotFoundException(`Requested resource not found: Stream: ${arn} not found`);
}

/** Seen by clients of AWS (awslabs' Kinesis adapter and ex_kcl, 2026-11-27). */
export function shardNotFound(): ResourceNotFoundException {
  return new ResourceNotFoundException('Requested resource not found: Shard does not exist');
}
