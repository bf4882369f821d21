/** Errors that several operations throw. */
import { WireError } from '../../wire/error.ts';
import {
  InvalidNextToken,
  InvalidParameterCombinationException,
  InvalidParameterValueException,
  MissingRequiredParameterException,
} from './model.ts';

/** Of the operations whose model knows no other (PutMetricAlarm, GetMetricData …): ValidationError 400 (recorded, 2023-11). */
export function validationError(message: string): WireError {
  return new WireError('ValidationError', 400, message);
}

export function invalidValue(message: string): InvalidParameterValueException {
  return new InvalidParameterValueException(message);
}

export function invalidCombination(message: string): InvalidParameterCombinationException {
  return new InvalidParameterCombinationException(message);
}

export function missing(message: string): MissingRequiredParameterException {
  return new MissingRequiredParameterException(message);
}

export function invalidToken(): InvalidNextToken {
  return new InvalidNextToken('Request parameter NextToken is invalid');
}

/** What AWS has and this room has not (README.md, Gaps): refused where it is asked for. */
export function unsupported(what: string): WireError {
  return validationError(`${what} is not supported by Virga.`);
}
