/** The AWS SDK for JavaScript of the managed Node.js runtimes: the clients that tutorials use, pinned, installed by npm once. */
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { folderForOneTry, runProgram } from './program.ts';

/** The newest in the registry on 2026-11-24. */
const CLIENTS: Readonly<Record<string, string>> = {
  '@aws-sdk/client-cloudwatch': '3.1164.0',
  '@aws-sdk/client-cloudwatch-logs': '3.1169.0',
  '@aws-sdk/client-dynamodb': '3.1164.0',
  '@aws-sdk/client-eventbridge': '3.1169.0',
  '@aws-sdk/client-iam': '3.1169.0',
  '@aws-sdk/client-kms': '3.1164.0',
  '@aws-sdk/client-lambda': '3.1164.0',
  '@aws-sdk/client-s3': '3.1173.0',
  '@aws-sdk/client-scheduler': '3.1169.0',
  '@aws-sdk/client-secrets-manager': '3.1164.0',
  '@aws-sdk/client-sfn': '3.1164.0',
  '@aws-sdk/client-sns': '3.1169.0',
  '@aws-sdk/client-sqs': '3.1169.0',
  '@aws-sdk/client-ssm': '3.1169.0',
  '@aws-sdk/client-sts': '3.1173.0',
  '@aws-sdk/credential-providers': '3.1173.0',
  '@aws-sdk/lib-dynamodb': '3.1162.0',
  '@aws-sdk/s3-request-presigner': '3.1164.0',
  '@aws-sdk/util-dynamodb': '3.996.9',
};

/** The folder that sandboxes see, whether the SDK is there yet or not: it appears in it as `node_modules`. */
export async function nodeSdkFolder(folder: string): Promise<string> {
  const at = path.join(folder, 'sdk-nodejs');
  await mkdir(at, { recursive: true, mode: 0o755 });
  return at;
}

/** Rejects with what npm said. */
export async function installNodeSdk(runtimesFolder: string, folder: string): Promise<void> {
  const making = await folderForOneTry(runtimesFolder);
  try {
    await writeFile(path.join(making, 'package.json'), JSON.stringify({ private: true, dependencies: CLIENTS }));
    await runProgram(['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error'], making);
    if (!(await hasNodeSdk(folder))) await rename(path.join(making, 'node_modules'), path.join(folder, 'node_modules'));
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

export async function hasNodeSdk(folder: string): Promise<boolean> {
  return (await stat(path.join(folder, 'node_modules')).catch(() => undefined)) !== undefined;
}
