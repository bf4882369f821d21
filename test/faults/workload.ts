/**
 * Work of several kinds side by side on a cloud, which knows what was acknowledged, and finds out whether it is there.
 * Its functions are of a custom runtime and are never invoked, so that no runtime has to be fetched.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  GetLogEventsCommand,
  PutLogEventsCommand,
} from '@aws-sdk/client-cloudwatch-logs';
import { CreateRoleCommand, CreateUserCommand, GetUserCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, DeleteFunctionCommand, GetFunctionCommand } from '@aws-sdk/client-lambda';
import type { Clients } from '../clients.ts';
import { zipOf } from '../zip.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const ROLE = 'arn:aws:iam::000000000000:role/work';
const GROUP = 'work';
/** Some blobs of more than one chunk. */
const CODE_BYTES = [200, 30_000, 200_000];

/** What was acknowledged. */
export interface Acknowledged {
  readonly functions: ReadonlyMap<string, string>;
  readonly users: ReadonlySet<string>;
  readonly events: ReadonlySet<string>;
}

type OnAcknowledged = (kind: 'function' | 'user' | 'event', name: string, digest: string) => void;

export class Workload {
  readonly functions = new Map<string, string>();
  readonly users = new Set<string>();
  readonly events = new Set<string>();
  /** A deletion was asked for: there or not, both are right. */
  readonly deleting = new Set<string>();
  readonly #clients: Clients;
  readonly #onAcknowledged: OnAcknowledged;
  #running: Promise<unknown> | undefined;
  #stopped = false;

  constructor(clients: Clients, onAcknowledged: OnAcknowledged = () => undefined) {
    this.#clients = clients;
    this.#onAcknowledged = onAcknowledged;
  }

  get count(): number {
    return this.functions.size + this.users.size + this.events.size;
  }

  async prepare(): Promise<void> {
    const { iam, logs } = this.#clients;
    await iam.send(new CreateRoleCommand({ RoleName: 'work', AssumeRolePolicyDocument: TRUST }));
    await logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    await this.makeStream();
  }

  async makeStream(): Promise<void> {
    const stream = { logGroupName: GROUP, logStreamName: 'stream' };
    await this.#clients.logs.send(new CreateLogStreamCommand(stream));
  }

  /** Until `stop`; what fails after that is the fault's doing. */
  start(name: string): void {
    this.#stopped = false;
    const repeat = async (step: (count: number) => Promise<void>): Promise<void> => {
      for (let count = 0; !this.#stopped; count++) {
        try {
          await step(count);
        } catch (error) {
          if (!this.#stopped) throw error;
        }
      }
    };
    this.#running = Promise.all([
      repeat((count) => this.#makeAndDelete(`${name}-f${count}`)),
      repeat((count) => this.makeUser(`${name}-u${count}`)),
      repeat((count) => this.log(`${name}-e${count}`)),
    ]);
    this.#running.catch(() => undefined);
  }

  /** Throws what failed before. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#running;
  }

  /** To be called before the fault, so that what fails from then on is not held against the cloud. */
  expectFailures(): void {
    this.#stopped = true;
  }

  acknowledged(): Acknowledged {
    return { functions: new Map(this.functions), users: new Set(this.users), events: new Set(this.events) };
  }

  async makeFunction(name: string): Promise<void> {
    const content = randomBytes(CODE_BYTES[name.length % CODE_BYTES.length] ?? 0).toString('base64');
    const { CodeSha256 = '' } = await this.#clients.lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Runtime: 'provided.al2023',
        Handler: 'any',
        Role: ROLE,
        Code: { ZipFile: await zipOf({ bootstrap: content }) },
      }),
    );
    this.functions.set(name, CodeSha256);
    this.#onAcknowledged('function', name, CodeSha256);
  }

  async makeUser(UserName: string): Promise<void> {
    await this.#clients.iam.send(new CreateUserCommand({ UserName }));
    this.users.add(UserName);
    this.#onAcknowledged('user', UserName, '');
  }

  async log(message: string): Promise<void> {
    const logEvents = [{ timestamp: Date.now(), message }];
    await this.#clients.logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName: 'stream', logEvents }));
    this.events.add(message);
    this.#onAcknowledged('event', message, '');
  }

  /** Every second one, so that blobs come and go. */
  async #makeAndDelete(name: string): Promise<void> {
    await this.makeFunction(name);
    if (Math.random() < 0.5) return;
    this.deleting.add(name);
    await this.#clients.lambda.send(new DeleteFunctionCommand({ FunctionName: name }));
    this.functions.delete(name);
  }
}

/** All of it is there, whole, and no event twice. */
export async function verify(clients: Clients, expected: Acknowledged, deleting: ReadonlySet<string>): Promise<void> {
  for (const [name, sha] of expected.functions) {
    if (!deleting.has(name)) await verifyFunction(clients, name, sha);
  }
  for (const UserName of expected.users) await clients.iam.send(new GetUserCommand({ UserName }));
  const found = await eventsOf(clients);
  const all = new Set(found);
  assert.equal(all.size, found.length, 'an event is there twice');
  assert.deepEqual(
    [...expected.events].filter((message) => !all.has(message)),
    [],
    'events are missing',
  );
}

export async function verifyFunction({ lambda }: Clients, name: string, sha: string): Promise<void> {
  const { Configuration, Code } = await lambda.send(new GetFunctionCommand({ FunctionName: name }));
  assert.equal(Configuration?.CodeSha256, sha);
  const answer = await fetch(Code?.Location ?? '');
  assert.equal(answer.status, 200, name);
  const digest = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer());
  assert.equal(Buffer.from(digest).toString('base64'), sha);
}

/** In order. */
export async function eventsOf({ logs }: Clients): Promise<string[]> {
  const messages: string[] = [];
  let nextToken: string | undefined;
  for (;;) {
    const input = { logGroupName: GROUP, logStreamName: 'stream', startFromHead: true, nextToken };
    const page = await logs.send(new GetLogEventsCommand(input));
    messages.push(...(page.events ?? []).map(({ message = '' }) => message));
    if (page.nextForwardToken === nextToken) return messages;
    nextToken = page.nextForwardToken;
  }
}
