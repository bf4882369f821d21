/**
 * Ensures that one process at a time uses a data directory. The lock is SQLite's own on an empty database, which the
 * system releases with the process, however it ends.
 */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UserError } from '../kit/user-error.ts';

export interface FolderLock {
  release(): void;
}

export class FolderInUseError extends UserError {
  override readonly name = 'FolderInUseError';
  readonly folder: string;
  constructor(folder: string) {
    super(`${folder} is in use by another Virga: stop that one, or choose another --data directory`);
    this.folder = folder;
  }
}

const BUSY = 5;

/** The folder exists. Throws FolderInUseError where another process, or this one, holds it. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const database = new DatabaseSync(join(folder, 'lock'), { timeout: 0 });
  try {
    // No rollback file, and nothing is ever written: only the lock on the file itself counts.
    database.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === BUSY) throw new FolderInUseError(folder);
    throw error;
  }
  return {
    release() {
      if (database.isOpen) database.close();
    },
  };
}
