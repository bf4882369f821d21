/** What the model does not say. */
import type { Quirks } from '../service.ts';

export const quirks: Quirks = {
  internalError: { code: 'InternalServerError', status: 500 },
  crc32Header: true,
  /** As for tables: developer guide, logging-using-cloudtrail (2026-11-27). */
  dataEvents: ['GetRecords', 'GetShardIterator'],
};
