/** What a service does is loaded at its first request: once, by signed callers, and again where that failed. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Implementation, Service } from '../../src/services/service.ts';
import { KEYS, startWireServer, type WireServer } from './wire-server.ts';

const MODEL = new URL('../../src/services/logs/model.json', import.meta.url);
const CREATE: Implementation = {
  operations: { CreateLogGroup: () => Promise.resolve({}) },
  access: { CreateLogGroup: { actions: [], checks: () => [], open: 'a test' } },
};

function serve(load: () => Promise<Implementation>): Promise<WireServer> {
  const service: Service = { name: 'logs', modelUrl: MODEL, load, parts: {} };
  return startWireServer({}, { parts: { services: [service] } });
}

/** The status of the answer. */
async function create(server: WireServer, credentials = KEYS): Promise<number | undefined> {
  const client = new CloudWatchLogsClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  try {
    const answer = await client.send(new CreateLogGroupCommand({ logGroupName: 'a' }));
    return answer.$metadata.httpStatusCode;
  } catch (error) {
    return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  }
}

suite('the first request of a service', () => {
  test('shares what it loads with all who wait for it, and with all who come later', async () => {
    const gate = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    let loads = 0;
    await using server = await serve(async () => {
      loads++;
      asked.resolve();
      await gate.promise;
      return CREATE;
    });
    const first = create(server);
    await asked.promise;
    const others = Array.from({ length: 5 }, () => create(server));
    gate.resolve();
    assert.deepEqual(await Promise.all([first, ...others]), [200, 200, 200, 200, 200, 200]);
    assert.equal(await create(server), 200);
    assert.equal(loads, 1);
  });

  test('answers 500 where that fails, and the next one tries again', async () => {
    let loads = 0;
    await using server = await serve(() =>
      ++loads === 1 ? Promise.reject(new Error('EMFILE: too many open files')) : Promise.resolve(CREATE),
    );
    assert.equal(await create(server), 500);
    assert.ok(server.lines.some(({ cause }) => String(cause).includes('EMFILE')));
    assert.equal(await create(server), 200);
    assert.equal(loads, 2);
  });

  test('loads nothing for somebody who has not signed it', async () => {
    let loads = 0;
    await using server = await serve(() => {
      loads++;
      return Promise.resolve(CREATE);
    });
    assert.equal(await create(server, { ...KEYS, secretAccessKey: 'another' }), 400);
    assert.equal(loads, 0);
  });

  test('serves nothing where an operation has no row in the access table', async () => {
    const { operations } = CREATE;
    await using server = await serve(() => Promise.resolve({ operations, access: {} }));
    assert.equal(await create(server), 500);
    assert.equal(await create(server), 500);
    assert.ok(server.lines.some(({ cause }) => String(cause).includes('no access is declared')));
  });
});
