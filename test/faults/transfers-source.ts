/** The table that is copied and exported, which is written to meanwhile; and what must stand in it. */
import assert from 'node:assert/strict';
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeContinuousBackupsCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateContinuousBackupsCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { itemOf, keyOf, keyTextOf, SCHEMA, type Texts, textOf } from './transfers-items.ts';
import { until } from './until.ts';

export const SOURCE = 'source';
/** With their raw bytes they are more than one file of an export. */
const ITEMS = 1_150;
const RAW_BYTES = 6_000;
const BATCH = 25;
/** Numbers of items that are put, put anew, or deleted while copies run. */
const NUMBERS = ITEMS + 100;
/** Of one round: what is undone for a copy takes time too. */
const CHANGES_MAX = 150;

export class Source {
  readonly #items = new Map<string, string>();
  /** Asked for when the server was killed: there or not there, both are right. */
  #unknown: { readonly number: number; readonly before: string | undefined; readonly after: string | undefined }[] = [];
  #killed = false;
  #changes = 0;

  get changes(): number {
    return this.#changes;
  }

  /** As it is now. */
  copy(): Texts {
    return new Map(this.#items);
  }

  async make(client: DynamoDBClient): Promise<void> {
    await client.send(new CreateTableCommand({ TableName: SOURCE, ...SCHEMA }));
    await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 1, maxDelay: 1 }, { TableName: SOURCE });
    const recovery = { PointInTimeRecoveryEnabled: true };
    await client.send(
      new UpdateContinuousBackupsCommand({ TableName: SOURCE, PointInTimeRecoverySpecification: recovery }),
    );
    for (let at = 0; at < ITEMS; at += BATCH) {
      const items = Array.from({ length: BATCH }, (_, more) => itemOf(at + more, RAW_BYTES));
      const puts = items.map((Item) => ({ PutRequest: { Item } }));
      const { UnprocessedItems } = await client.send(new BatchWriteItemCommand({ RequestItems: { [SOURCE]: puts } }));
      assert.deepEqual(UnprocessedItems ?? {}, {});
      for (const item of items) this.#items.set(keyTextOf(item), textOf(item));
    }
  }

  /** A moment to which the table can be brought back: all writes so far are before it, all others behind it. */
  async moment(client: DynamoDBClient): Promise<Date> {
    const latest = async (): Promise<Date> => {
      const asked = new DescribeContinuousBackupsCommand({ TableName: SOURCE });
      const { ContinuousBackupsDescription: described } = await client.send(asked);
      return described?.PointInTimeRecoveryDescription?.LatestRestorableDateTime ?? new Date(0);
    };
    const moment = await latest();
    await until('time goes on', async () => (await latest()) > moment);
    return moment;
  }

  /** Until it is enough, or the server is killed. */
  async change(client: DynamoDBClient, enough = CHANGES_MAX): Promise<void> {
    this.#killed = false;
    for (let count = 0; count < enough && !this.#killed; count++) {
      const number = Math.floor(Math.random() * NUMBERS);
      const item = Math.random() < 0.85 ? itemOf(number, RAW_BYTES) : undefined;
      const key = keyTextOf(keyOf(number));
      const change = { number, before: this.#items.get(key), after: item && textOf(item) };
      this.#unknown.push(change);
      try {
        if (item) await client.send(new PutItemCommand({ TableName: SOURCE, Item: item }));
        else await client.send(new DeleteItemCommand({ TableName: SOURCE, Key: keyOf(number) }));
      } catch (error) {
        if (this.#killed) return;
        throw error;
      }
      this.#unknown.pop();
      this.#know(key, change.after);
      this.#changes++;
    }
  }

  /** To be called right before the kill: what fails from then on is not held against the cloud. */
  expectFailures(): void {
    this.#killed = true;
  }

  /** After a restart: finds out what became of the change that had no answer. */
  async settle(client: DynamoDBClient): Promise<void> {
    for (const { number, before, after } of this.#unknown) {
      const asked = new GetItemCommand({ TableName: SOURCE, Key: keyOf(number), ConsistentRead: true });
      const { Item } = await client.send(asked);
      const text = Item && textOf(Item);
      assert.ok(text === before || text === after, `item ${number} is neither what it was nor what was put`);
      this.#know(keyTextOf(keyOf(number)), text);
    }
    this.#unknown = [];
  }

  #know(key: string, text: string | undefined): void {
    if (text === undefined) this.#items.delete(key);
    else this.#items.set(key, text);
  }
}
