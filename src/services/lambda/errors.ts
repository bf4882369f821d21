/** Errors that several operations throw, in AWS's words (recorded from AWS in public snapshots and reports, 2026-11-24). */
import { WireError } from '../../wire/error.ts';
import {
  InvalidParameterValueException,
  PreconditionFailedException,
  ResourceConflictException,
  ResourceNotFoundException,
} from './model.ts';

const USER = { Type: 'User' } as const;

export function invalidParameter(message: string): InvalidParameterValueException {
  return new InvalidParameterValueException(message, USER);
}

export function conflict(message: string): ResourceConflictException {
  return new ResourceConflictException(message, USER);
}

export function notFound(message: string): ResourceNotFoundException {
  return new ResourceNotFoundException(message, USER);
}

/** With the qualifier that was asked for, if any. */
export function functionNotFound(arn: string): ResourceNotFoundException {
  return notFound(`Function not found: ${arn}`);
}

export function wrongRevision(operation: string): PreconditionFailedException {
  return new PreconditionFailedException(
    `The Revision Id provided does not match the latest Revision Id. Call the ${operation} API to retrieve the latest Revision Id`,
    USER,
  );
}

/** One fault of the form that Lambda's first validation finds; those of the model are found by the wire. */
export function validationError(member: string, value: string | number, constraint: string): WireError {
  return new WireError('ValidationException', 400, validationMessage(member, value, constraint));
}

export function validationMessage(member: string, value: string | number, constraint: string): string {
  return `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: ${constraint}`;
}

/** What Lambda can do and Virga cannot yet: said, never ignored. */
export function unsupported(what: string): InvalidParameterValueException {
  return invalidParameter(`${what} is not supported by Virga yet.`);
}
