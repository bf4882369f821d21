/** Makes functions in a running cloud with the official SDK, for tests that are about something else. */
import { AttachRolePolicyCommand, CreateRoleCommand, EntityAlreadyExistsException } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import type { Clients } from './clients.ts';
import { zipOf } from './zip.ts';

export const LAMBDA_TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const ROLE_NAME = 'test-function-role';

export interface TestFunction {
  readonly name: string;
  /** CommonJS: `exports.handler = async (event) => …`. */
  readonly code: string;
  readonly timeoutSeconds?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A Node.js function that is Active. Its role may write logs, and no more. */
export async function makeFunction(
  clients: Clients,
  { name, code, timeoutSeconds = 10, environment }: TestFunction,
): Promise<void> {
  await makeRole(clients);
  await clients.lambda.send(
    new CreateFunctionCommand({
      FunctionName: name,
      Runtime: 'nodejs22.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::000000000000:role/${ROLE_NAME}`,
      Timeout: timeoutSeconds,
      Code: { ZipFile: await zipOf({ 'index.js': code }) },
      ...(environment && { Environment: { Variables: environment } }),
    }),
  );
  await waitUntilFunctionActiveV2({ client: clients.lambda, maxWaitTime: 120 }, { FunctionName: name });
}

/** What it answers; throws with what it says where it fails. */
export async function invoke(clients: Clients, name: string, event: unknown = {}): Promise<unknown> {
  const answer = await clients.lambda.send(new InvokeCommand({ FunctionName: name, Payload: JSON.stringify(event) }));
  const text = new TextDecoder().decode(answer.Payload);
  if (answer.FunctionError !== undefined) throw new Error(`${name}: ${text}`);
  return JSON.parse(text);
}

async function makeRole({ iam }: Clients): Promise<void> {
  try {
    await iam.send(new CreateRoleCommand({ RoleName: ROLE_NAME, AssumeRolePolicyDocument: LAMBDA_TRUST }));
  } catch (error) {
    if (error instanceof EntityAlreadyExistsException) return;
    throw error;
  }
  const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
  await iam.send(new AttachRolePolicyCommand({ RoleName: ROLE_NAME, PolicyArn }));
}
