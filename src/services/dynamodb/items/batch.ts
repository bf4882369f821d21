/** Puts and deletes of different items, each for itself, in as few commits as they fit. */
import type { Key } from '../../../storage/store.ts';
import { keyText } from '../../../storage/key.ts';
import { validationError } from '../errors.ts';
import { BATCH_PIECE_BYTES } from '../limits.ts';
import { ProvisionedThroughputExceededException, ThrottlingException, type WriteRequest } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import type { Table } from '../tables/table.ts';
import type { IndexedChange } from './changes.ts';
import { OtherTableError } from './write.ts';
import { ManyWrites, type PlannedWrite, tablesOf } from './write-many.ts';
import type { ItemWrite } from './writes.ts';

export interface BatchRequest {
  readonly write: ItemWrite;
  readonly sizeBytes: number;
  /** As it was sent. */
  readonly asked: WriteRequest;
}

export interface BatchOutcome {
  readonly done: readonly { readonly request: BatchRequest; readonly change: IndexedChange }[];
  /** For want of capacity. */
  readonly refused: readonly BatchRequest[];
}

type Planned = PlannedWrite & { readonly request: BatchRequest };

/** Throws what the first was refused with, where all were. */
export async function writeBatch(ctx: DynamodbContext, requests: readonly BatchRequest[]): Promise<BatchOutcome> {
  for (;;) {
    try {
      return await writeAll(ctx, requests);
    } catch (error) {
      if (!(error instanceof OtherTableError)) throw error;
    }
  }
}

async function writeAll(ctx: DynamodbContext, requests: readonly BatchRequest[]): Promise<BatchOutcome> {
  const tables = await tablesOf(
    ctx,
    requests.map(({ write }) => write),
  );
  const plans = requests.map((request, at) => plan(request, tables[at]));
  requireDifferentKeys(plans.map(({ key }) => key.key));
  const done: { request: BatchRequest; change: IndexedChange }[] = [];
  const refused = new Map<BatchRequest, unknown>();
  for (const piece of pieces(plans)) {
    const changes = await writePiece(ctx, piece, refused);
    for (const [request, change] of changes) done.push({ request, change });
  }
  const [first] = refused.values();
  if (done.length === 0 && first instanceof Error) throw first;
  return { done, refused: [...refused.keys()] };
}

function plan(request: BatchRequest, table: Table | undefined): Planned {
  if (!table) throw new Error('A table for each write');
  const { write } = request;
  return { request, write, table, key: write.keyOf(table) };
}

/** Throws where two of the keys are the same. */
export function requireDifferentKeys(keys: readonly Key[]): void {
  if (new Set(keys.map(keyText)).size < keys.length)
    throw validationError('Provided list of item keys contains duplicates');
}

/** By what they may write, each index included. */
function pieces(plans: readonly Planned[]): readonly Planned[][] {
  const all: Planned[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const planned of plans) {
    const size = planned.request.sizeBytes * (2 + planned.table.indexes.length);
    if (bytes + size > BATCH_PIECE_BYTES) {
      all.push([]);
      bytes = 0;
    }
    all.at(-1)?.push(planned);
    bytes += size;
  }
  return all;
}

type Changes = readonly (readonly [BatchRequest, IndexedChange])[];

function writePiece(
  ctx: DynamodbContext,
  plans: readonly Planned[],
  refused: Map<BatchRequest, unknown>,
): Promise<Changes> {
  const many = new ManyWrites(ctx, plans);
  return ctx.transact(many.keys, async (entries) => {
    const accepted: BatchRequest[] = [];
    const { changes, commit } = await many.decide(entries, (now, before) =>
      now.flatMap((planned, at) => {
        const request = plans[at]?.request;
        if (!request || refused.has(request)) return [];
        try {
          const change = many.decideOne(planned, before[at]);
          accepted.push(request);
          return [change];
        } catch (error) {
          if (!isThrottled(error)) throw error;
          refused.set(request, error);
          return [];
        }
      }),
    );
    const result = changes.flatMap((change, at): Changes => {
      const request = accepted[at];
      return request ? [[request, change]] : [];
    });
    return { ...(commit && { changes: commit }), result };
  });
}

function isThrottled(error: unknown): boolean {
  return error instanceof ProvisionedThroughputExceededException || error instanceof ThrottlingException;
}
