/** Errors that several operations throw, in AWS's words (dynalite's and moto's recordings of AWS, 2026-11-27). */
import { WireError } from '../../wire/error.ts';
import { GlobalTableNotFoundException, ResourceInUseException, ResourceNotFoundException } from './model.ts';

/** DynamoDB's model has no shape for it. */
export function validationError(message: string): WireError {
  return new WireError('ValidationException', 400, message);
}

export function invalidValues(why: string): WireError {
  return validationError(`One or more parameter values were invalid: ${why}`);
}

/** What DynamoDB can do and Virga cannot (see Gaps in README.md): said, never ignored. */
export function unsupported(what: string): WireError {
  return validationError(`${what} is not supported by Virga.`);
}

/** As operations on items say it. */
export function resourceNotFound(): ResourceNotFoundException {
  return new ResourceNotFoundException('Requested resource not found');
}

/** As operations on tables say it. */
export function tableNotFound(name: string): ResourceNotFoundException {
  return new ResourceNotFoundException(`Requested resource not found: Table: ${name} not found`);
}

/** As operations on tags say it. */
export function resourceArnNotFound(arn: string): ResourceNotFoundException {
  return new ResourceNotFoundException(`Requested resource not found: ResourceArn: ${arn} not found`);
}

export function tableExists(name: string): ResourceInUseException {
  return new ResourceInUseException(`Table already exists: ${name}`);
}

/** Global tables of the version of 2017, which nobody can make any more. */
export function globalTableNotFound(name: string): GlobalTableNotFoundException {
  return new GlobalTableNotFoundException(`Global table with name: '${name}' does not exist.`);
}
