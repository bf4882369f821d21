/** Configuration of a function as CreateFunction and UpdateFunctionConfiguration give it: checked, and put over what was there. */
import { WireError } from '../../wire/error.ts';
import { checkVariables, sealVariables } from './environment.ts';
import { invalidParameter, unsupported, validationError } from './errors.ts';
import { MEMORY_MB_MAX, TIMEOUT_SECONDS_MAX } from './limits.ts';
import type { CreateFunctionRequest, LoggingConfig } from './model.ts';
import type { LambdaParts } from './parts.ts';
import { checkRuntime } from './runtimes.ts';
import type { Architecture, FunctionSettings } from './store.ts';

/** What both requests have of it. */
export type SettingsInput = {
  readonly [Name in SettingsMember]?: CreateFunctionRequest[Name] | undefined;
};

type SettingsMember =
  | 'Runtime'
  | 'Handler'
  | 'Role'
  | 'Description'
  | 'Timeout'
  | 'MemorySize'
  | 'EphemeralStorage'
  | 'Environment'
  | 'LoggingConfig';

export const LAMBDA_PRINCIPAL = 'lambda.amazonaws.com';

/** Throws on what is wrong by itself. */
export function checkSettings(parts: Pick<LambdaParts, 'runner'>, input: SettingsInput): void {
  checkMaximum('timeout', input.Timeout, TIMEOUT_SECONDS_MAX);
  checkMaximum('memorySize', input.MemorySize, MEMORY_MB_MAX);
  if (input.Runtime !== undefined) checkRuntime(parts, input.Runtime);
  checkVariables(input.Environment?.Variables ?? {});
  checkLogging(input.LoggingConfig);
}

/** `base` with what the request gives; `arn` of the function. */
export function applySettings(
  parts: Pick<LambdaParts, 'sealer'>,
  arn: string,
  base: FunctionSettings,
  input: SettingsInput,
  buildId: string,
): FunctionSettings {
  const { sealedEnvironment: before, ...rest } = base;
  const variables = input.Environment && (input.Environment.Variables ?? {});
  const sealed = variables ? sealVariables(parts.sealer, arn, variables) : before;
  return {
    ...rest,
    buildId,
    runtime: input.Runtime ?? base.runtime,
    handler: input.Handler ?? base.handler,
    description: input.Description ?? base.description,
    roleArn: input.Role ?? base.roleArn,
    memoryMb: input.MemorySize ?? base.memoryMb,
    timeoutSeconds: input.Timeout ?? base.timeoutSeconds,
    ephemeralStorageMb: input.EphemeralStorage?.Size ?? base.ephemeralStorageMb,
    logGroup: input.LoggingConfig?.LogGroup ?? base.logGroup,
    ...(sealed !== undefined && { sealedEnvironment: sealed }),
  };
}

/** A role of the function's own account that Lambda may take. */
export async function requireRole(
  parts: Pick<LambdaParts, 'roles'>,
  accountId: string,
  roleArn: string,
): Promise<void> {
  requireOwnRole(accountId, roleArn);
  if (await parts.roles.canBeAssumedBy(roleArn, LAMBDA_PRINCIPAL)) return;
  throw invalidParameter('The role defined for the function cannot be assumed by Lambda.');
}

/** "Cross-account pass role is not allowed." (AccessDeniedException, recorded in public reports, 2026-11-24). */
export function requireOwnRole(accountId: string, roleArn: string): void {
  if (roleArn.split(':')[4] === accountId) return;
  throw new WireError('AccessDeniedException', 403, 'Cross-account pass role is not allowed.');
}

/** Functions run on this machine's architecture alone. */
export function requireArchitecture(own: Architecture, asked: readonly Architecture[] | undefined): void {
  const architecture = asked?.[0] ?? own;
  if (architecture === own) return;
  throw invalidParameter(`The architecture ${architecture} is not available on this machine. Available: ${own}.`);
}

function checkMaximum(member: string, value: number | undefined, maximum: number): void {
  if (value === undefined || value <= maximum) return;
  throw validationError(member, value, `Member must have value less than or equal to ${maximum}`);
}

function checkLogging(logging: LoggingConfig | undefined): void {
  if (logging?.LogFormat === 'JSON') throw unsupported('LoggingConfig.LogFormat JSON');
  if (logging?.ApplicationLogLevel !== undefined) throw unsupported('LoggingConfig.ApplicationLogLevel');
  if (logging?.SystemLogLevel !== undefined) throw unsupported('LoggingConfig.SystemLogLevel');
}
