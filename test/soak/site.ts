/** What a chore works with: clients, names that are its worker's alone, and steps that several chores share. */
import assert from 'node:assert/strict';
import { DeleteLogGroupCommand, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import {
  CreateFunctionCommand,
  DeleteFunctionCommand,
  InvokeCommand,
  TooManyRequestsException,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import type { Clients } from '../clients.ts';
import { type Kind, SOURCES } from './sources.ts';

export const ROLE_NAME = 'soak-function';
const ROLE = `arn:aws:iam::000000000000:role/${ROLE_NAME}`;
const WAIT_SECONDS = 300;

export interface Answer {
  /** `Unhandled` where the function failed. */
  readonly error: string | undefined;
  readonly body: unknown;
}

export interface NewFunction {
  readonly name: string;
  readonly kind: Kind;
  readonly mark?: string;
  readonly timeoutSeconds?: number;
  readonly zip?: Buffer;
}

export class Site {
  readonly clients: Clients;
  readonly url: string;
  /** What was done, by its name. */
  readonly tally: Map<string, number>;
  readonly #worker: string;
  #marks = 0;

  constructor(clients: Clients, url: string, worker: string, tally: Map<string, number>) {
    this.clients = clients;
    this.url = url;
    this.tally = tally;
    this.#worker = worker;
  }

  /** The same at every turn of the chore, so that logs and metrics do not grow with their number. */
  name(what: string): string {
    return `soak-${this.#worker}-${what}`;
  }

  /** Never twice the same: packages with it are new to every cache. */
  mark(): string {
    return `${this.#worker}-${++this.#marks}-${Date.now()}`;
  }

  count(what: string): void {
    this.tally.set(what, (this.tally.get(what) ?? 0) + 1);
  }

  /** Made, worked with when it is Active, and deleted with its logs. */
  async withFunction(wanted: NewFunction, work: () => Promise<void>): Promise<void> {
    const FunctionName = wanted.name;
    await this.make(wanted);
    try {
      await work();
    } finally {
      await this.clients.lambda.send(new DeleteFunctionCommand({ FunctionName }));
      this.count('functions deleted');
      await this.deleteLogs(`/aws/lambda/${FunctionName}`);
    }
  }

  /** Until it is Active. */
  async make({ name: FunctionName, kind, mark, timeoutSeconds, zip }: NewFunction): Promise<void> {
    const { lambda } = this.clients;
    const source = SOURCES[kind];
    const ZipFile = zip ?? (await source.zip(mark ?? this.mark()));
    const { runtime: Runtime, handler: Handler } = source;
    const settings = { Runtime, Handler, Role: ROLE, Timeout: timeoutSeconds ?? 30, MemorySize: 256 };
    await lambda.send(new CreateFunctionCommand({ FunctionName, ...settings, Code: { ZipFile } }));
    this.count('functions made');
    await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: WAIT_SECONDS, minDelay: 1 }, { FunctionName });
  }

  async updated(FunctionName: string): Promise<void> {
    const { lambda } = this.clients;
    await waitUntilFunctionUpdatedV2({ client: lambda, maxWaitTime: WAIT_SECONDS, minDelay: 1 }, { FunctionName });
    this.count('updates of functions');
  }

  async call(name: string, event: object): Promise<Answer> {
    const command = new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) });
    const { FunctionError: error, Payload } = await this.clients.lambda.send(command);
    const body: unknown = JSON.parse(new TextDecoder().decode(Payload));
    this.count(error === undefined ? 'invocations that answered' : 'invocations that failed as they should');
    return { error, body };
  }

  /** Throws where the function fails. */
  async answer(name: string, event: object): Promise<unknown> {
    const { error, body } = await this.call(name, event);
    assert.equal(error, undefined, `${name} fails: ${JSON.stringify(body)}`);
    return body;
  }

  /** It must fail, with this error. */
  async fails(name: string, event: object, expected: RegExp): Promise<void> {
    const { error, body } = await this.call(name, event);
    assert.notEqual(error, undefined, `${name} does not fail`);
    assert.match(JSON.stringify(body), expected);
  }

  /** Undefined where it was throttled. */
  async perhaps(name: string, event: object): Promise<Answer | undefined> {
    try {
      return await this.call(name, event);
    } catch (error) {
      if (!(error instanceof TooManyRequestsException)) throw error;
      this.count('invocations that were throttled');
      return undefined;
    }
  }

  async deleteLogs(logGroupName: string): Promise<void> {
    try {
      await this.clients.logs.send(new DeleteLogGroupCommand({ logGroupName }));
    } catch (error) {
      // A function that was never called has none.
      if (!(error instanceof ResourceNotFoundException)) throw error;
    }
  }
}
