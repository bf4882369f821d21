/** What the pipeline does around an operation: authorization, commits, the audit trail, clients that leave, draining. */
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import { suite, test } from 'node:test';
import { CloudWatchLogsClient, CreateLogGroupCommand, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient, GetUserCommand } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { systemClock } from '../../src/kit/clock.ts';
import { silentLog } from '../../src/kit/log.ts';
import { type AuditRecord, auditRecord, auditStream } from '../../src/pipeline/audit.ts';
import { jsonAnswer } from '../../src/pipeline/platform-routes.ts';
import type { Access, Context } from '../../src/services/service.ts';
import type { Store } from '../../src/storage/store.ts';
import { type OnRequest, openHttpDoor, openHttpServer } from '../../src/wire/http-server.ts';
import { exchange, signedRequest } from './raw-socket.ts';
import { ACCOUNT, ALICE_KEYS, KEYS, startWireServer, type WireServer } from './wire-server.ts';

const REGION = 'us-east-1';
const GROUP = `arn:aws:logs:${REGION}:${ACCOUNT}:log-group:a`;

function logsClient(server: WireServer, credentials = KEYS): CloudWatchLogsClient {
  return new CloudWatchLogsClient({ endpoint: server.url, region: REGION, credentials, maxAttempts: 1 });
}

async function auditOf(store: Store): Promise<AuditRecord[]> {
  const { entries } = await store.range({ prefix: auditStream(ACCOUNT, REGION), limit: 100 });
  return entries.map(({ value }) => auditRecord.decode(value));
}

function onGroup(action: string): Access<unknown, never> {
  return { actions: [action], checks: () => [{ action, resource: GROUP }] };
}

suite('changes', () => {
  const key = ['regional', ACCOUNT, REGION, 'test', 'a'];

  for (const way of ['commit', 'transact'] as const) {
    test(`${way} takes the audit record along, and leaves the operation's own appends alone`, async () => {
      const appended: unknown[] = [];
      const changes = {
        sets: [{ key, value: Buffer.from('1') }],
        appends: [{ stream: [...key, 's'], value: Buffer.from('2') }],
      };
      const create = async (ctx: Context): Promise<void> => {
        if (way === 'transact') await ctx.transact([key], () => ({ changes, result: undefined }));
        else appended.push(...(await ctx.commit(changes)).appended);
      };
      await using server = await startWireServer({ logs: { operations: { CreateLogGroup: create } } });
      const command = new CreateLogGroupCommand({ logGroupName: 'a', tags: { b: 'c' } });
      const { $metadata } = await logsClient(server).send(command);
      assert.equal((await server.store.get(key))?.value[0], 0x31);
      if (way === 'commit') assert.deepEqual(appended, [1n]);
      const [record, ...others] = await auditOf(server.store);
      assert.equal(others.length, 0);
      assert.ok(record && Math.abs(record.timeMs - Date.now()) < 60_000);
      assert.match(record.userAgent ?? '', /aws-sdk-js/);
      assert.deepEqual(
        { ...record, timeMs: 0, userAgent: '' },
        {
          timeMs: 0,
          requestId: $metadata.requestId,
          service: 'logs',
          event: 'CreateLogGroup',
          accountId: ACCOUNT,
          region: REGION,
          principal: `arn:aws:iam::${ACCOUNT}:root`,
          accessKeyId: KEYS.accessKeyId,
          sourceIp: '127.0.0.1',
          userAgent: '',
          parameters: { logGroupName: 'a', tags: { b: 'c' } },
        },
      );
    });
  }

  test('a transaction that writes nothing leaves no record in the state', async () => {
    const create = (ctx: Context): Promise<void> => ctx.transact([key], () => ({ result: undefined }));
    await using server = await startWireServer({ logs: { operations: { CreateLogGroup: create } } });
    await logsClient(server).send(new CreateLogGroupCommand({ logGroupName: 'a' }));
    assert.deepEqual(await auditOf(server.store), []);
  });

  test('secrets and callers’ data stay out of the record', async () => {
    const create = async (ctx: Context): Promise<void> =>
      void (await ctx.commit({ sets: [{ key, value: Buffer.from('1') }] }));
    await using server = await startWireServer({ lambda: { operations: { CreateFunction: create } } });
    const body = JSON.stringify({
      FunctionName: 'f',
      Role: `arn:aws:iam::${ACCOUNT}:role/r`,
      Code: { ZipFile: 'c2VjcmV0' },
      Environment: { Variables: { TOKEN: 'secret' } },
    });
    const request = signedRequest({ service: 'lambda', path: '/2015-03-31/functions', body });
    assert.equal((await exchange(server.port, [request])).status, 201);
    const [record] = await auditOf(server.store);
    const environment = { Environment: {} };
    assert.deepEqual(record?.parameters, {
      FunctionName: 'f',
      Role: `arn:aws:iam::${ACCOUNT}:role/r`,
      Code: {},
      ...environment,
    });
  });
});

suite('authorization', () => {
  test('a denial in AWS’s words, with the status of the protocol, that can be explained', async () => {
    await using server = await startWireServer({
      logs: {
        operations: { CreateLogGroup: () => Promise.reject(new Error('It ran')) },
        access: { CreateLogGroup: onGroup('logs:CreateLogGroup') },
      },
    });
    const says = `User: arn:aws:iam::${ACCOUNT}:user/alice is not authorized to perform: logs:CreateLogGroup on resource: ${GROUP} because no identity-based policy allows the logs:CreateLogGroup action`;
    const error = await rejection(
      logsClient(server, ALICE_KEYS).send(new CreateLogGroupCommand({ logGroupName: 'a' })),
    );
    assert.equal(error.name, 'AccessDeniedException');
    assert.equal(error.message, says);
    assert.equal(error.$metadata.httpStatusCode, 400);
    const { requestId = '' } = error.$metadata;
    const denial = await server.audit.findDenial(ACCOUNT, requestId);
    assert.equal(denial?.errorCode, 'AccessDeniedException');
    assert.deepEqual(denial?.resources, [GROUP]);
    assert.equal(denial?.denial && 'action' in denial.denial && denial.denial.action, 'logs:CreateLogGroup');
    assert.equal(await server.audit.findDenial('111111111111', requestId), undefined);
    assert.equal(await server.audit.findDenial(ACCOUNT, 'unknown'), undefined);
  });

  test('what only the operation can know is asked through its context', async () => {
    const operation = (ctx: Context): Promise<void> => ctx.authorize({ action: 'iam:PassRole', resource: '*' });
    await using server = await startWireServer({ iam: { operations: { GetUser: operation } } });
    const client = new IAMClient({ endpoint: server.url, region: REGION, credentials: ALICE_KEYS, maxAttempts: 1 });
    const error = await rejection(client.send(new GetUserCommand({})));
    assert.equal(error.$metadata.httpStatusCode, 403);
    assert.match(error.message, /is not authorized to perform: iam:PassRole on resource: \*/);
  });
});

suite('reads', () => {
  test('are recorded in the telemetry store, with their errors', async () => {
    await using server = await startWireServer({
      logs: { operations: { DescribeLogGroups: () => Promise.resolve({ logGroups: [] }) } },
    });
    const client = logsClient(server);
    await client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: 'a' }));
    await rejection(client.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: '*' })));
    await server.audit.findDenial(ACCOUNT, 'none'); // brings in what the spool holds
    const { entries } = await server.telemetry.range({ prefix: auditStream(ACCOUNT, REGION), limit: 100 });
    const records = entries.flatMap(
      ({ value }) => JSON.parse(Buffer.from(value).subarray(2).toString()) as AuditRecord[],
    );
    const summary = records.map(({ event, errorCode, parameters }) => ({ event, errorCode, parameters }));
    assert.deepEqual(summary, [
      { event: 'DescribeLogGroups', errorCode: undefined, parameters: { logGroupNamePrefix: 'a' } },
      { event: 'DescribeLogGroups', errorCode: 'ValidationException', parameters: { logGroupNamePrefix: '*' } },
    ]);
    assert.deepEqual(await auditOf(server.store), []);
  });
});

suite('the socket', () => {
  test('the signal of an operation tells that its client has left', async () => {
    const [started, left] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const invoke = async (ctx: Context): Promise<object> => {
      ctx.signal.addEventListener('abort', () => left.resolve());
      started.resolve();
      await left.promise;
      return { StatusCode: 200 };
    };
    await using server = await startWireServer({ lambda: { operations: { Invoke: invoke } } });
    const socket = net.connect(server.port, '127.0.0.1');
    socket.write(signedRequest({ service: 'lambda', path: '/2015-03-31/functions/f/invocations' }));
    await started.promise;
    assert.equal(server.pipeline.inFlight, 1);
    socket.destroy();
    await left.promise;
    assert.equal(await server.pipeline.drain(5_000), 0);
  });

  test('draining waits for what runs, and no longer than it may', async () => {
    const [started, go] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const invoke = async (): Promise<object> => {
      started.resolve();
      await go.promise;
      return { StatusCode: 200 };
    };
    await using server = await startWireServer({ lambda: { operations: { Invoke: invoke } } });
    const client = new LambdaClient({ endpoint: server.url, region: REGION, credentials: KEYS });
    const answer = client.send(new InvokeCommand({ FunctionName: 'f' }));
    await started.promise;
    assert.equal(await server.pipeline.drain(20), 1);
    const drained = server.pipeline.drain(5_000);
    go.resolve();
    assert.equal(await drained, 0);
    assert.equal((await answer).StatusCode, 200);
  });

  test('a server that closes answers busy connections once more and ends them', async () => {
    const onRequest: OnRequest = (_req, res) => void res.end('ok');
    const server = await openHttpServer({ host: '127.0.0.1', port: 0, onRequest, log: silentLog });
    const agent = new http.Agent({ keepAlive: true });
    const ask = (): Promise<string | undefined> =>
      new Promise((resolve, reject) => {
        const asked = http.get({ port: server.port, agent }, (res) => {
          res.resume().on('end', () => resolve(res.headers.connection));
        });
        asked.on('error', reject);
      });
    assert.equal(await ask(), 'keep-alive');
    const startedMs = systemClock.monotonicMs();
    const closed = server.close(10_000);
    // It may have been ended as idle already.
    assert.ok(['close', 'ended'].includes((await ask().catch(() => 'ended')) ?? ''));
    await closed;
    assert.ok(systemClock.monotonicMs() - startedMs < 5_000);
    agent.destroy();
  });

  test('the platform’s own paths need no signature; their prefixes too', async () => {
    const platformRoutes = {
      '/_virga/health': () => jsonAnswer(200, { ok: true }),
      '/_virga/code/': ({ rawPath }: { rawPath: string }) => ({ status: 200, body: Buffer.from(rawPath) }),
    };
    await using server = await startWireServer({}, { parts: { platformRoutes } });
    const health = await fetch(`${server.url}/_virga/health`);
    assert.deepEqual(await health.json(), { ok: true });
    assert.ok(health.headers.get('x-amzn-requestid'));
    assert.equal(await (await fetch(`${server.url}/_virga/code/a/b`)).text(), '/_virga/code/a/b');
    assert.equal((await fetch(`${server.url}/_virga/other`)).status, 403);
    assert.equal((await fetch(`${server.url}/_virga/health`, { method: 'POST' })).status, 405);
    assert.equal(await (await fetch(`${server.url}/_virga/health`, { method: 'HEAD' })).text(), '');
  });

  test('an answer that flows, and one that breaks off', async () => {
    async function* flow(breaks: boolean): AsyncIterable<Uint8Array> {
      yield Buffer.from('first ');
      await Promise.resolve();
      if (breaks) throw new Error('the disk is gone');
      yield Buffer.from('second');
    }
    const platformRoutes = {
      '/_virga/whole': () => ({ status: 200, body: flow(false) }),
      '/_virga/broken': () => ({ status: 200, body: flow(true) }),
    };
    await using server = await startWireServer({}, { parts: { platformRoutes } });
    assert.equal(await (await fetch(`${server.url}/_virga/whole`)).text(), 'first second');
    await assert.rejects(async () => (await fetch(`${server.url}/_virga/broken`)).text());
    assert.equal(await server.pipeline.drain(5_000), 0);
    assert.equal(await (await fetch(`${server.url}/_virga/whole`)).text(), 'first second');
  });

  test('a door serves the listeners of others, and closes', async () => {
    const operations = {
      DescribeLogGroups: (ctx: Context) => Promise.resolve({ logGroups: [{ arn: ctx.endpointUrl }] }),
    };
    await using server = await startWireServer({ logs: { operations } });
    const door = openHttpDoor({
      onRequest: (req, res) => server.pipeline.handle(req, res, { fromSandbox: true }),
      log: silentLog,
      limits: { headersTimeoutMs: 200, connectionsCheckMs: 50 },
    });
    const listener = net.createServer();
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
    door.adopt(listener);
    const { port } = listener.address() as net.AddressInfo;
    const client = new CloudWatchLogsClient({
      endpoint: `http://127.0.0.1:${port}`,
      region: REGION,
      credentials: KEYS,
    });
    const { logGroups } = await client.send(new DescribeLogGroupsCommand({}));
    assert.deepEqual(
      logGroups?.map(({ arn }) => arn),
      [`http://127.0.0.1:${port}`],
    );
    assert.equal((await exchange(port, ['GET / HTTP/1.1\r\n'])).status, 408, 'slow connections end here, too');
    listener.close();
    const startedMs = systemClock.monotonicMs();
    await door.close(2_000);
    assert.ok(systemClock.monotonicMs() - startedMs < 1_500, 'idle connections do not hold it up');
  });
});

interface ClientError extends Error {
  readonly $metadata: { readonly httpStatusCode?: number; readonly requestId?: string };
}

async function rejection(call: Promise<unknown>): Promise<ClientError> {
  try {
    await call;
  } catch (error) {
    return error as ClientError;
  }
  throw new Error('The call succeeded');
}
