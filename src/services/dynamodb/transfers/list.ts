/** Pages of exports or imports, from the oldest. */
import type { Key } from '../../../storage/store.ts';
import { validationError } from '../errors.ts';
import type { DynamodbContext } from '../parts.ts';
import { transferKeys, type TransferKind } from '../store-transfers.ts';
import { TRANSFER_ROWS, TRANSFERS_PAGE_MAX } from './limits.ts';

export interface TransferQuery<Made> {
  readonly kind: TransferKind;
  readonly decode: (value: Uint8Array) => Made;
  readonly isWanted: (made: Made) => boolean;
  readonly limit: number | undefined;
  readonly token: string | undefined;
}

export interface TransferPage<Made> {
  readonly found: readonly Made[];
  readonly next: string | undefined;
}

export async function listTransfers<Made extends { readonly id: string }>(
  ctx: DynamodbContext,
  { kind, decode, isWanted, limit = TRANSFERS_PAGE_MAX, token }: TransferQuery<Made>,
): Promise<TransferPage<Made>> {
  const prefix = transferKeys.all(ctx, kind);
  const found: Made[] = [];
  let after: Key | undefined = token === undefined ? undefined : [...prefix, readToken(token)];
  for (;;) {
    const page = await ctx.store.range({ prefix, limit: TRANSFER_ROWS, ...(after && { after }) });
    for (const { value } of page.entries) {
      const made = decode(value);
      if (!isWanted(made)) continue;
      const last = found.at(-1);
      if (last && found.length === limit) return { found, next: Buffer.from(last.id).toString('base64url') };
      found.push(made);
    }
    if (!page.next) return { found, next: undefined };
    after = page.next;
  }
}

function readToken(token: string): string {
  const id = Buffer.from(token, 'base64url').toString();
  if (/^[0-9]{14}-[0-9a-f]{8}$/.test(id)) return id;
  throw validationError('Invalid NextToken');
}
