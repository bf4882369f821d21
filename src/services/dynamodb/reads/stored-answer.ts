/** Answers whose items go onto the wire as they are stored; whoever reads them here gets them parsed. */
import { JsonAnswer } from '../../../wire/json-answer.ts';
import type { StoredItem } from '../items/stored.ts';
import type { ConsumedCapacity, GetItemOutput, QueryOutput } from '../model.ts';
import { encodeItem } from '../values/item-json.ts';
import type { Item } from '../values/value.ts';

const COMMA = Buffer.from(',');
const END = Buffer.from('}');
const ITEM = Buffer.from('{"Item":');
const ITEMS = Buffer.from('{"Items":[');

export class StoredItemAnswer extends JsonAnswer implements GetItemOutput {
  readonly #stored: StoredItem;
  readonly ConsumedCapacity: ConsumedCapacity | undefined;

  constructor(stored: StoredItem, capacity: ConsumedCapacity | undefined) {
    super();
    this.#stored = stored;
    this.ConsumedCapacity = capacity;
  }

  get Item(): Item {
    return this.#stored.item;
  }

  jsonBody(): Uint8Array {
    const { jsonBytes } = this.#stored;
    const { ConsumedCapacity: capacity } = this;
    if (!capacity) return Buffer.concat([ITEM, jsonBytes, END]);
    return Buffer.concat([ITEM, jsonBytes, Buffer.from(`,"ConsumedCapacity":${JSON.stringify(capacity)}}`)]);
  }
}

export interface PageRest {
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey: Item | undefined;
  readonly ConsumedCapacity: ConsumedCapacity | undefined;
}

export class StoredPageAnswer extends JsonAnswer implements QueryOutput {
  readonly #stored: readonly StoredItem[];
  readonly Count: number;
  readonly ScannedCount: number;
  readonly LastEvaluatedKey: Item | undefined;
  readonly ConsumedCapacity: ConsumedCapacity | undefined;

  constructor(stored: readonly StoredItem[], rest: PageRest) {
    super();
    this.#stored = stored;
    this.Count = rest.Count;
    this.ScannedCount = rest.ScannedCount;
    this.LastEvaluatedKey = rest.LastEvaluatedKey;
    this.ConsumedCapacity = rest.ConsumedCapacity;
  }

  get Items(): Item[] {
    return this.#stored.map(({ item }) => item);
  }

  jsonBody(): Uint8Array {
    const pieces: Uint8Array[] = [ITEMS];
    for (const { jsonBytes } of this.#stored) {
      if (pieces.length > 1) pieces.push(COMMA);
      pieces.push(jsonBytes);
    }
    const { Count, ScannedCount, LastEvaluatedKey: last, ConsumedCapacity: capacity } = this;
    const lastText = last ? `,"LastEvaluatedKey":${encodeItem(last)}` : '';
    const capacityText = capacity ? `,"ConsumedCapacity":${JSON.stringify(capacity)}` : '';
    pieces.push(Buffer.from(`],"Count":${Count},"ScannedCount":${ScannedCount}${lastText}${capacityText}}`));
    return Buffer.concat(pieces);
  }
}
