/** Environment variables: checked when given, sealed in the record, opened for their function and its readers only. */
import type { Sealer } from '../../kit/seal.ts';
import { invalidParameter } from './errors.ts';
import { ENVIRONMENT_BYTES_MAX } from './limits.ts';
import type { FunctionSettings } from './store.ts';

export type Variables = Readonly<Record<string, string>>;

/** Those that Lambda sets itself: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html, 2026-11-24. */
const RESERVED: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_MAX_CONCURRENCY',
  'AWS_LAMBDA_METADATA_API',
  'AWS_LAMBDA_METADATA_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SECRET_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

const UNABLE =
  'Lambda was unable to configure your environment variables because the environment variables you have provided';

export function checkVariables(variables: Variables): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED.has(name) || name.startsWith('VIRGA_'));
  if (reserved.length > 0) {
    throw invalidParameter(
      `${UNABLE} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  const sizeBytes = Buffer.byteLength(JSON.stringify(variables));
  // AWS has said "String measured: …" with all the values, and lately says their size (seen on 2026-09-21): no secrets in errors.
  if (sizeBytes > ENVIRONMENT_BYTES_MAX) {
    throw invalidParameter(`${UNABLE} exceeded the 4KB limit. Measured size: ${sizeBytes} bytes`);
  }
}

/** Base64; undefined where there are no variables. `arn` of the function, without a qualifier: it opens nowhere else. */
export function sealVariables(sealer: Sealer, arn: string, variables: Variables): string | undefined {
  if (Object.keys(variables).length === 0) return undefined;
  const sealed = sealer.seal(Buffer.from(JSON.stringify(variables)), sealContext(arn));
  return Buffer.from(sealed).toString('base64');
}

export function openVariables(sealer: Sealer, arn: string, settings: FunctionSettings): Variables {
  if (settings.sealedEnvironment === undefined) return {};
  const opened = sealer.open(Buffer.from(settings.sealedEnvironment, 'base64'), sealContext(arn));
  return JSON.parse(Buffer.from(opened).toString()) as Variables;
}

function sealContext(arn: string): string {
  return `lambda.environment/${arn}`;
}
