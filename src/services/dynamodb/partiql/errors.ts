import { validationError } from '../errors.ts';
/** What AWS says of statements that it cannot read (paritysuite's partiqlGrammar.test.ts, AWS in eu-west-2, 2026-10). */

/** Without a detail where not even its words can be told. */
export function notWellFormed(detail = ''): Error {
  return validationError(`Statement wasn't well formed, can't be processed: ${detail}`);
}
