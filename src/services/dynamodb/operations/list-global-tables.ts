/** ListGlobalTables: there is no global table of 2017. */
import type { ListGlobalTablesOutput } from '../model.ts';

export function listGlobalTables(): Promise<ListGlobalTablesOutput> {
  return Promise.resolve({ GlobalTables: [] });
}
