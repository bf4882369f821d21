/** The environment variables of a function: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, 2026-11-23. */
import type { FunctionVersion, RoleCredentials } from './function-version.ts';
import type { RuntimeSupply } from './supply.ts';

export interface EnvironmentParts {
  readonly fn: FunctionVersion;
  readonly supply: RuntimeSupply;
  readonly logStream: string;
  readonly endpointUrl: string;
  readonly credentials: RoleCredentials;
}

/** Variables that a process reads once, when it starts: a function that sets one gets a sandbox of its own from scratch. */
const READ_AT_START = /^(LD_|NODE_|PYTHON|UV_|OPENSSL_|SSL_|MALLOC_|GLIBC_|LANG$|LC_|TZ$)/;

/** The function's variables that must be there when its process starts. */
export function startVariables(fn: FunctionVersion, supply: RuntimeSupply): Record<string, string> {
  if (supply.family === 'custom') return {};
  // PYTHONPATH is put into sys.path by our bootstrap.
  const names = Object.keys(fn.environment).filter((name) => READ_AT_START.test(name) && name !== 'PYTHONPATH');
  return Object.fromEntries(names.map((name) => [name, fn.environment[name] ?? '']));
}

/** What is sent with `init`: everything but what the sandbox has from its start. The function's own come first: the rest is reserved. */
export function functionEnvironment({
  fn,
  supply,
  logStream,
  endpointUrl,
  credentials,
}: EnvironmentParts): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpointUrl,
    ...fn.environment,
    _HANDLER: fn.handler,
    AWS_REGION: fn.region,
    AWS_DEFAULT_REGION: fn.region,
    ...(supply.family === 'custom' ? {} : { AWS_EXECUTION_ENV: `AWS_Lambda_${fn.runtime}` }),
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_FUNCTION_VERSION: fn.version,
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: fn.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: logStream,
    ...credentialVariables(credentials),
  };
}

export function credentialVariables(credentials: RoleCredentials): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    AWS_SESSION_TOKEN: credentials.sessionToken,
  };
}
