/** How exports and imports are named, and how they are found. */
import { parseArn } from '../../../kit/arn.ts';
import { validationError } from '../errors.ts';
import { ExportNotFoundException, ImportNotFoundException } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import type { Place } from '../store.ts';
import {
  type ExportRecord,
  exportRecord,
  type ImportRecord,
  importRecord,
  transferKeys,
  type TransferKind,
} from '../store-transfers.ts';
import { tableArn, type TableName } from '../tables/names.ts';

export function transferArn(table: TableName, kind: TransferKind, id: string): string {
  return `${tableArn(table)}/${kind}/${id}`;
}

/** Throws ValidationException. */
export function parseTransferArn(text: string, kind: TransferKind): Place & { readonly id: string } {
  const arn = parseArn(text);
  const [, found, id] = /^table\/[^/]+\/(export|import)\/([0-9]{14}-[0-9a-f]{8})$/.exec(arn?.resource ?? '') ?? [];
  if (arn?.partition !== 'aws' || arn.service !== 'dynamodb' || found !== kind || id === undefined) {
    throw validationError(`Invalid ${kind === 'export' ? 'Export' : 'Import'} ARN`);
  }
  return { accountId: arn.account, region: arn.region, id };
}

export async function requireExport(ctx: DynamodbContext, text: string): Promise<ExportRecord> {
  const { id, ...place } = parseTransferArn(text, 'export');
  const key = transferKeys.one({ ...place, kind: 'export', id });
  const entry = place.region === ctx.region ? await ctx.store.get(key) : undefined;
  const made = entry && exportRecord.decode(entry.value);
  // Access was asked for on the ARN: it must be that table's.
  if (!made || transferArn(made.table, 'export', id) !== text)
    throw new ExportNotFoundException(`Export not found: ${text}`);
  return made;
}

export async function requireImport(ctx: DynamodbContext, text: string): Promise<ImportRecord> {
  const { id, ...place } = parseTransferArn(text, 'import');
  const key = transferKeys.one({ ...place, kind: 'import', id });
  const entry = place.region === ctx.region ? await ctx.store.get(key) : undefined;
  const made = entry && importRecord.decode(entry.value);
  if (!made || transferArn({ ...place, name: made.creation.TableName }, 'import', id) !== text)
    throw new ImportNotFoundException(`Import not found: ${text}`);
  return made;
}
