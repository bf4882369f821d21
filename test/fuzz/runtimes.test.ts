/** Functions that speak garbage to the platform: only their own invocation fails, and it is answered as Lambda does. */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { type Clients, clientsOf } from '../clients.ts';
import { type RunningCloud, startCloud } from '../cloud.ts';
import { LAMBDA_TRUST } from '../functions.ts';
import { BYSTANDER, HOSTILE_FUNCTIONS, type HostileFunction } from './hostile-functions.ts';
import { loggedFaults } from './server-state.ts';

const TIMEOUT_SECONDS = 5;
/** A cold start of a machine under load, and the function's own timeout. */
const RECOVERIES_MAX = 5;
const ANSWER_MS_MAX = 60_000;

interface Seen {
  readonly functionError: string | undefined;
  readonly payload: string;
}

suite('hostile functions', () => {
  let cloud: RunningCloud;
  let clients: Clients;

  before(async () => {
    cloud = await startCloud({ flags: ['--isolation', 'process'] });
    clients = clientsOf(cloud.environment());
    await clients.iam.send(new CreateRoleCommand({ RoleName: 'hostile', AssumeRolePolicyDocument: LAMBDA_TRUST }));
    for (const hostile of [...HOSTILE_FUNCTIONS, BYSTANDER]) await create(clients, hostile);
  });

  after(async () => {
    clients.close();
    await cloud[Symbol.asyncDispose]();
  });

  /** Rejects where the answer is no 200. */
  async function invoke(name: string, attack: string, ClientContext?: string): Promise<Seen> {
    const Payload = JSON.stringify({ attack });
    const context = ClientContext === undefined ? {} : { ClientContext };
    const command = new InvokeCommand({ FunctionName: name, Payload, ...context });
    const answer = await clients.lambda.send(command, { abortSignal: AbortSignal.timeout(ANSWER_MS_MAX) });
    return { functionError: answer.FunctionError, payload: Buffer.from(answer.Payload ?? []).toString() };
  }

  async function isWell(name: string): Promise<void> {
    assert.deepEqual(await invoke(name, 'none'), { functionError: undefined, payload: '"fine"' });
    assert.equal((await fetch(`${cloud.url}/_virga/health`)).status, 200);
  }

  /** What it did to its own sandbox may show once more, and then no longer. */
  async function recovers(name: string): Promise<void> {
    for (let left = RECOVERIES_MAX; left > 0; left--) {
      const { payload, functionError } = await invoke(name, 'none');
      if (functionError === undefined && payload === '"fine"') return;
    }
    assert.fail(`${name} does not answer any more`);
  }

  for (const { name, attacks } of HOSTILE_FUNCTIONS) {
    test(`${name} is well by itself`, () => isWell(name));

    for (const attack of attacks) {
      test(`${name}: ${attack}`, async () => {
        const { functionError = 'Unhandled' } = await invoke(name, attack);
        assert.equal(functionError, 'Unhandled');
        await isWell(BYSTANDER.name);
        await recovers(name);
      });
    }
  }

  for (const text of ['{"a":"\u00e9\u4e2d"}', '{"a":\n1}', '{"custom":"\u0000"}', 'not JSON', 'x'.repeat(2_000)]) {
    test(`a client context that no header can carry: ${JSON.stringify(text).slice(0, 40)}`, async () => {
      await invoke('custom', 'none', Buffer.from(text).toString('base64')).catch(
        (error: { $metadata?: { httpStatusCode?: number } }) => {
          assert.equal(error.$metadata?.httpStatusCode, 400);
        },
      );
      await isWell('custom');
    });
  }

  test('the platform has logged no fault of its own', () => {
    assert.deepEqual(loggedFaults(cloud.dataFolder), []);
  });
});

async function create({ lambda }: Clients, { name, runtime, handler, zip }: HostileFunction): Promise<void> {
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: runtime,
      Handler: handler,
      Role: 'arn:aws:iam::000000000000:role/hostile',
      Timeout: TIMEOUT_SECONDS,
      Code: { ZipFile: await zip() },
    }),
  );
  await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 180 }, { FunctionName: name });
}
