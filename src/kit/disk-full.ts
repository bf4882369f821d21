/** A disk without room, as the system says it, and as people are told. */
import { UserError } from './user-error.ts';

export class DiskFullError extends UserError {
  override readonly name = 'DiskFullError';
  constructor(what: string) {
    super(`the disk of ${what} is full: make room on it, then start again`);
  }
}

/** Of a call of the system. A quota that is used up is no other to who wants to write. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');
}
