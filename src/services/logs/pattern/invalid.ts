/** The error of every pattern that is none. */
import { InvalidParameterException } from '../model.ts';

/** "Invalid filter pattern", and with a reason where AWS gives one (public reports of 2018 to 2025, 2026-11-23). */
export function invalidPattern(reason?: string): InvalidParameterException {
  return new InvalidParameterException(
    reason === undefined ? 'Invalid filter pattern' : `Invalid filter pattern: ${reason}`,
  );
}
