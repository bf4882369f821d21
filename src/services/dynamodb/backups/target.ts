/** Whether a table may be restored to a name. */
import type { Entry } from '../../../storage/store.ts';
import { TableAlreadyExistsException, TableInUseException } from '../model.ts';
import { tableRecord } from '../store.ts';

/** Throws where there is a table of the name, or one is being restored to it (ack-api-quirks, DDB-TABLE-219). */
export function requireFree(name: string, entry: Entry | undefined): void {
  if (!entry) return;
  if (tableRecord.decode(entry.value).restore)
    throw new TableInUseException(`Table is already being restored: ${name}`);
  throw new TableAlreadyExistsException(`Table already exists: ${name}`);
}
