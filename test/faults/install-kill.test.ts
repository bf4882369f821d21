/** kill -9 of the server while it installs what a function needs (npm, pip): after a restart the function becomes Active. */
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { CreateRoleCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, type Runtime, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { clientsOf } from '../clients.ts';
import { makeDataFolder, startCloud } from '../cloud.ts';
import { zipOf } from '../zip.ts';

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const CASES: readonly { readonly by: string; readonly runtime: Runtime; readonly files: Record<string, string> }[] = [
  { by: 'npm', runtime: 'nodejs22.x', files: { 'index.js': "exports.handler = async () => 'installed';" } },
  {
    by: 'pip',
    runtime: 'python3.12',
    files: { 'index.py': "import boto3\ndef handler(event, context):\n    return 'installed'\n" },
  },
];

for (const { by, runtime, files } of CASES) {
  test(`while ${by} installs for ${runtime}`, { timeout: 300_000 }, async () => {
    const dataFolder = makeDataFolder();
    try {
      await createAndKill(dataFolder, runtime, files);
      await using cloud = await startCloud({ dataFolder, ownRuntimes: true });
      const clients = clientsOf(cloud.environment());
      const { lambda } = clients;
      await waitUntilFunctionActiveV2({ client: lambda, maxWaitTime: 240 }, { FunctionName: 'needy' });
      const { Payload, FunctionError } = await lambda.send(new InvokeCommand({ FunctionName: 'needy' }));
      const answer = Buffer.from(Payload ?? []).toString();
      assert.equal(FunctionError, undefined, answer);
      assert.equal(answer, '"installed"');
      clients.close();
    } finally {
      rmSync(dataFolder, { recursive: true, force: true, maxRetries: 10 });
    }
  });
}

/** The server is killed in the midst of an installation, which goes on without it. */
async function createAndKill(dataFolder: string, Runtime: Runtime, files: Record<string, string>): Promise<void> {
  const cloud = await startCloud({ dataFolder, ownRuntimes: true });
  const clients = clientsOf(cloud.environment());
  const { iam, lambda } = clients;
  await iam.send(new CreateRoleCommand({ RoleName: 'needy', AssumeRolePolicyDocument: TRUST }));
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'needy',
      Runtime,
      Handler: 'index.handler',
      Role: 'arn:aws:iam::000000000000:role/needy',
      Code: { ZipFile: await zipOf(files) },
    }),
  );
  const deadline = Date.now() + 60_000;
  while (triesIn(dataFolder).length === 0) {
    assert.ok(Date.now() < deadline, 'waited for an installation');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await cloud.kill();
  clients.close();
}

function triesIn(dataFolder: string): string[] {
  try {
    return readdirSync(path.join(dataFolder, 'runtimes/tries'));
  } catch {
    return [];
  }
}
