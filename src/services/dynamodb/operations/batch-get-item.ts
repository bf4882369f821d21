/** BatchGetItem: up to 100 items of any tables, and at most 16 MB of them; the rest is unprocessed. */
import type { Key } from '../../../storage/store.ts';
import { Consumed } from '../capacity/consumed.ts';
import { readUnits } from '../capacity/units.ts';
import { validationError } from '../errors.ts';
import type { Projection } from '../expressions/projection.ts';
import { checkParameters } from '../inputs/parameters.ts';
import { readProjection } from '../inputs/reads.ts';
import { checkKey } from '../inputs/writes.ts';
import { requireDifferentKeys } from '../items/batch.ts';
import { storedIn } from '../items/entries.ts';
import { keyOfKey } from '../items/keys.ts';
import { BATCH_GET_BYTES_MAX, BATCH_GET_MAX } from '../limits.ts';
import type { BatchGetItemInput, BatchGetItemOutput, KeysAndAttributes } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { requireTable } from '../tables/cache.ts';
import type { Table } from '../tables/table.ts';
import type { Item } from '../values/value.ts';

interface TableRequest {
  readonly tableName: string;
  readonly asked: KeysAndAttributes;
  readonly projection: Projection | undefined;
}

/** With its table. */
interface PlannedRequest extends TableRequest {
  readonly table: Table;
  readonly keys: readonly Key[];
}

export async function batchGetItem(ctx: DynamodbContext, input: BatchGetItemInput): Promise<BatchGetItemOutput> {
  const requests = readRequests(input.RequestItems);
  const reader = new BatchReader(ctx);
  const plans: PlannedRequest[] = [];
  for (const request of requests) {
    const table = await requireTable(ctx, request.tableName);
    plans.push({ ...request, table, keys: request.asked.Keys.map((key) => keyOfKey(table, key).key) });
  }
  requireDifferentKeys(plans.flatMap(({ keys }) => keys));
  for (const plan of plans) await reader.read(plan);
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

class BatchReader {
  readonly #ctx: DynamodbContext;
  readonly #responses = new Map<string, Item[]>();
  readonly #unprocessed = new Map<string, KeysAndAttributes>();
  readonly #consumed: Consumed[] = [];
  #bytes = 0;
  #read = 0;

  constructor(ctx: DynamodbContext) {
    this.#ctx = ctx;
  }

  /** Throws where there is no capacity to read anything at all. */
  async read({ tableName, asked, projection, table, keys }: PlannedRequest): Promise<void> {
    const { throttle } = this.#ctx.parts;
    const consumed = new Consumed(tableName);
    const items: Item[] = [];
    this.#responses.set(tableName, items);
    this.#consumed.push(consumed);
    for (const [at, key] of keys.entries()) {
      const refused = this.#refusal(table);
      if (refused) {
        if (this.#read === 0) throw refused;
        this.#unprocessed.set(tableName, { ...asked, Keys: asked.Keys.slice(at) });
        return;
      }
      const stored = storedIn(await this.#ctx.store.get(key));
      this.#bytes += stored?.sizeBytes ?? 0;
      if (this.#bytes > BATCH_GET_BYTES_MAX) {
        this.#unprocessed.set(tableName, { ...asked, Keys: asked.Keys.slice(at) });
        return;
      }
      this.#read++;
      const units = readUnits(stored?.sizeBytes ?? 0, asked.ConsistentRead ?? false);
      throttle.read(table, undefined, units);
      consumed.read(units);
      if (stored) items.push(projection ? projection.project(stored.item) : stored.item);
    }
  }

  #refusal(table: Table): Error | undefined {
    try {
      this.#ctx.parts.throttle.requireRead(table);
      return undefined;
    } catch (error) {
      if (error instanceof Error) return error;
      throw error;
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
