/** BatchGetItem: up to 100 items of any tables, and at most 16 MB of them; the rest is unprocessed. */
import { keyText } from '../../../storage/key.ts';
import type { Key } from '../../../storage/store.ts';
import { Consumed } from '../capacity/consumed.ts';
import { readUnits } from '../capacity/units.ts';
import { validationError } from '../errors.ts';
import type { Projection } from '../expressions/projection.ts';
import { checkParameters } from '../inputs/parameters.ts';
import { readProjection } from '../inputs/reads.ts';
import { checkKey } from '../inputs/writes.ts';
import { storedIn } from '../items/entries.ts';
import { keyOfKey } from '../items/keys.ts';
import { BATCH_GET_BYTES_MAX, BATCH_GET_MAX } from '../limits.ts';
import type { BatchGetItemInput, BatchGetItemOutput, KeysAndAttributes } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';
import type { Item } from '../values/value.ts';

interface TableRequest {
  readonly tableName: string;
  readonly asked: KeysAndAttributes;
  readonly projection: Projection | undefined;
}

export async function batchGetItem(ctx: DynamodbContext, input: BatchGetItemInput): Promise<BatchGetItemOutput> {
  const requests = readRequests(input.RequestItems);
  const reader = new BatchReader(ctx);
  const keys: Key[][] = [];
  for (const { tableName, asked } of requests) {
    const table = await requireTable(ctx, tableName);
    keys.push(asked.Keys.map((key) => keyOfKey(table, key).key));
  }
  requireDifferent(keys.flat());
  for (const [at, request] of requests.entries()) await reader.read(request, keys[at] ?? []);
  return reader.answer(input.ReturnConsumedCapacity);
}

function readRequests(items: BatchGetItemInput['RequestItems']): readonly TableRequest[] {
  const all = Object.entries(items);
  const both = all.find(([, asked]) => asked.ProjectionExpression !== undefined);
  const legacy = all.find(([, asked]) => asked.AttributesToGet !== undefined);
  // One request keeps to one of the two, over all its tables.
  checkParameters(
    { ...(legacy && { AttributesToGet: [] }), ...(both && { ProjectionExpression: '' }) },
    ['ProjectionExpression'],
    ['AttributesToGet'],
  );
  const requests = all.map(([tableName, asked]) => {
    checkParameters(asked, ['ProjectionExpression'], ['AttributesToGet']);
    for (const key of asked.Keys) checkKey(key);
    return { tableName, asked, projection: readProjection(asked) };
  });
  const count = all.reduce((sum, [, { Keys }]) => sum + Keys.length, 0);
  if (count > BATCH_GET_MAX) throw validationError('Too many items requested for the BatchGetItem call');
  return requests;
}

/** Throws where two of the keys are the same. */
export function requireDifferent(keys: readonly Key[]): void {
  if (new Set(keys.map(keyText)).size < keys.length)
    throw validationError('Provided list of item keys contains duplicates');
}

class BatchReader {
  readonly #ctx: DynamodbContext;
  readonly #responses = new Map<string, Item[]>();
  readonly #unprocessed = new Map<string, KeysAndAttributes>();
  readonly #consumed: Consumed[] = [];
  #bytes = 0;

  constructor(ctx: DynamodbContext) {
    this.#ctx = ctx;
  }

  async read({ tableName, asked, projection }: TableRequest, keys: readonly Key[]): Promise<void> {
    const consumed = new Consumed(tableName);
    const items: Item[] = [];
    this.#responses.set(tableName, items);
    this.#consumed.push(consumed);
    for (const [at, key] of keys.entries()) {
      const stored = storedIn(await this.#ctx.store.get(key));
      this.#bytes += stored?.sizeBytes ?? 0;
      if (this.#bytes > BATCH_GET_BYTES_MAX) {
        this.#unprocessed.set(tableName, { ...asked, Keys: asked.Keys.slice(at) });
        return;
      }
      consumed.read(readUnits(stored?.sizeBytes ?? 0, asked.ConsistentRead ?? false));
      if (stored) items.push(projection ? projection.project(stored.item) : stored.item);
    }
  }

  answer(mode: BatchGetItemInput['ReturnConsumedCapacity']): BatchGetItemOutput {
    const capacity = this.#consumed.flatMap((units) => units.answer(mode) ?? []);
    return {
      Responses: Object.fromEntries(this.#responses),
      UnprocessedKeys: Object.fromEntries(this.#unprocessed),
      ...(capacity.length > 0 && { ConsumedCapacity: capacity }),
    };
  }
}
