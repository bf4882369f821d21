/** Objects and items written side by side until the server is killed; what was acknowledged is remembered. */
import { randomBytes } from 'node:crypto';
import {
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';

export const BUCKET = 'kill-bucket';
export const TABLE = 'kill-table';
export const INDEX = 'by-group';
const COUNTERS = ['counter-0', 'counter-1'] as const;
/** Inline, and blobs of one and of several chunks. */
const SIZES = [300, 40_000, 150_000] as const;

export interface DataClients {
  readonly s3: S3Client;
  readonly dynamodb: DynamoDBClient;
}

export class DataLoad {
  /** Bytes by key; undefined where it was deleted. */
  readonly objects = new Map<string, Buffer | undefined>();
  /** Notes by key; undefined where it was deleted. */
  readonly items = new Map<string, string | undefined>();
  /** Written both or neither. */
  readonly pairs = new Set<string>();
  readonly pairsTried = new Set<string>();
  readonly counters = new Map<string, { acknowledged: number; tried: number }>(
    COUNTERS.map((name) => [name, { acknowledged: 0, tried: 0 }]),
  );
  /** Asked for when the server was killed: there or not there, both are right. */
  readonly unknown = new Set<string>();
  #killed = false;
  /** Steps that were done in this round, by kind of work. */
  #steps: number[] = [];

  /** Of the kind of work that has come least far in this round: its steps. */
  progress(): number {
    return Math.min(...this.#steps);
  }

  /** Resolves once `kill` has resolved and everything that ran has ended. Rejects with what failed before. */
  async run(clients: DataClients, round: number, kill: () => Promise<void>): Promise<void> {
    this.#killed = false;
    this.#steps = [];
    const work = [
      this.#repeat((count) => this.#putObject(clients, `o/${round}/${count}`, SIZES[count % SIZES.length] ?? 0)),
      // The same few keys again and again, so that bytes are replaced and freed.
      this.#repeat((count) =>
        this.#putObject(clients, `same/${count % 4}`, SIZES[(count + round) % SIZES.length] ?? 0),
      ),
      this.#repeat((count) => this.#upload(clients, `m/${round}/${count}`)),
      this.#repeat((count) => this.#putItem(clients, `i-${round}-${count}`)),
      this.#repeat((count) => this.#putPair(clients, `p-${round}-${count}`)),
      ...[...COUNTERS, ...COUNTERS].map((name) => this.#repeat(() => this.#count(clients, name))),
    ];
    const ended = Promise.all(work);
    try {
      // What fails before the kill ends the round.
      await Promise.race([kill(), ended]);
      await ended;
    } finally {
      this.#killed = true;
    }
  }

  /** To be called right before the kill: what fails from then on is not held against the cloud. */
  expectFailures(): void {
    this.#killed = true;
  }

  async #repeat(step: (count: number) => Promise<void>): Promise<void> {
    const kind = this.#steps.push(0) - 1;
    for (let count = 0; !this.#killed; count++) {
      try {
        await step(count);
        this.#steps[kind] = count + 1;
      } catch (error) {
        if (!this.#killed) throw error;
      }
    }
  }

  async #putObject({ s3 }: DataClients, Key: string, bytes: number): Promise<void> {
    const Body = randomBytes(bytes);
    this.unknown.add(Key);
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
    this.#know(this.objects, Key, Body);
    if (Math.random() < 0.7) return;
    this.unknown.add(Key);
    await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }));
    this.#know(this.objects, Key, undefined);
  }

  async #upload({ s3 }: DataClients, Key: string): Promise<void> {
    const Body = randomBytes(90_000);
    const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
    const part = { Bucket: BUCKET, Key, UploadId, PartNumber: 1 };
    // Replaced: the first one's bytes are freed.
    await s3.send(new UploadPartCommand({ ...part, Body: randomBytes(70_000) }));
    const { ETag } = await s3.send(new UploadPartCommand({ ...part, Body }));
    this.unknown.add(Key);
    const MultipartUpload = { Parts: [{ ETag, PartNumber: 1 }] };
    await s3.send(new CompleteMultipartUploadCommand({ Bucket: BUCKET, Key, UploadId, MultipartUpload }));
    this.#know(this.objects, Key, Body);
  }

  async #putItem({ dynamodb }: DataClients, pk: string): Promise<void> {
    const note = randomBytes(100).toString('hex');
    this.unknown.add(pk);
    const Item = { pk: { S: pk }, group: { S: `g${pk.length}` }, note: { S: note } };
    await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
    this.#know(this.items, pk, note);
    if (Math.random() < 0.7) return;
    this.unknown.add(pk);
    await dynamodb.send(new DeleteItemCommand({ TableName: TABLE, Key: { pk: Item.pk } }));
    this.#know(this.items, pk, undefined);
  }

  async #putPair({ dynamodb }: DataClients, name: string): Promise<void> {
    this.pairsTried.add(name);
    const TransactItems = ['a', 'b'].map((half) => ({
      Put: { TableName: TABLE, Item: { pk: { S: `${name}-${half}` }, group: { S: 'pairs' }, note: { S: name } } },
    }));
    await dynamodb.send(new TransactWriteItemsCommand({ TransactItems }));
    this.pairs.add(name);
  }

  async #count({ dynamodb }: DataClients, pk: string): Promise<void> {
    const counter = this.counters.get(pk);
    if (!counter) throw new Error(pk);
    counter.tried++;
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: TABLE,
        Key: { pk: { S: pk } },
        UpdateExpression: 'ADD hits :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      }),
    );
    counter.acknowledged++;
  }

  #know<T>(known: Map<string, T>, key: string, value: T): void {
    known.set(key, value);
    this.unknown.delete(key);
  }
}
