/** CreateFunction: checked, its package stored, committed as Pending; the preparation makes it Active. */
import { recordChanges } from '../changes.ts';
import { checkPackage, dropRefused, storePackage } from '../code.ts';
import { describeFunction } from '../configuration.ts';
import { conflict, invalidParameter, unsupported, validationMessage } from '../errors.ts';
import { committing, CREATING } from '../functions.ts';
import {
  DEFAULT_EPHEMERAL_STORAGE_MB,
  DEFAULT_MEMORY_MB,
  DEFAULT_TIMEOUT_SECONDS,
  NAME_LENGTH_MAX,
} from '../limits.ts';
import type { CreateFunctionRequest, FunctionConfiguration } from '../model.ts';
import { type FunctionRef, functionArn, parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';
import { applySettings, checkSettings, requireArchitecture, requireRole } from '../settings.ts';
import { type FunctionRecord, type FunctionSettings, idOf, keys, type StoredCode } from '../store.ts';
import { withTags } from '../tags.ts';
import { refuseUnsupported } from '../unsupported.ts';

export async function createFunction(ctx: LambdaContext, input: CreateFunctionRequest): Promise<FunctionConfiguration> {
  const ref = nameOf(ctx, input.FunctionName);
  checkRequest(ctx, input);
  await requireRole(ctx.parts, ref.accountId, input.Role);
  const tags = withTags({}, input.Tags ?? {});
  // Before the package is stored; the transaction below decides.
  if (await ctx.parts.functions.get(ref)) throw taken(ref);
  const zip = await checkPackage(ctx, input.Code);
  const code = await storePackage(ctx, ref, zip);
  const record: FunctionRecord = {
    ...idOf(ref),
    id: ctx.ids.timeOrdered(),
    modifiedAtMs: ctx.clock.nowMs(),
    revisionId: ctx.ids.uuid(),
    state: CREATING,
    latest: settingsOf(ctx, ref, input, code),
    statements: [],
    tags,
  };
  try {
    await commitNew(ctx, ref, record);
  } catch (error) {
    await dropRefused(ctx, code, error);
    throw error;
  }
  ctx.parts.preparation.start(ref);
  return describeFunction(ctx.parts, record);
}

function nameOf(ctx: LambdaContext, text: string): FunctionRef {
  const ref = parseFunctionName(ctx, text);
  if (ref.qualifier !== undefined) throw invalidParameter('A function is created without a version or an alias.');
  if (ref.name.length > NAME_LENGTH_MAX || ref.name.includes('.')) {
    const constraint = ref.name.includes('.')
      ? 'Member must satisfy regular expression pattern: [a-zA-Z0-9-_]+'
      : `Member must have length less than or equal to ${NAME_LENGTH_MAX}`;
    throw invalidParameter(validationMessage('functionName', text, constraint));
  }
  return ref;
}

function checkRequest(ctx: LambdaContext, input: CreateFunctionRequest): void {
  refuseUnsupported(input);
  refuseUnsupported(input.Code, 'Code.');
  if (input.PackageType === 'Image') throw unsupported('PackageType Image');
  if (!input.Runtime || !input.Handler) {
    throw invalidParameter(
      'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
    );
  }
  requireArchitecture(ctx.parts.architecture, input.Architectures);
  checkSettings(ctx.parts, input);
}

function settingsOf(
  ctx: LambdaContext,
  ref: FunctionRef,
  input: CreateFunctionRequest,
  code: StoredCode,
): FunctionSettings {
  const base: FunctionSettings = {
    buildId: '',
    runtime: '',
    handler: '',
    description: '',
    roleArn: input.Role,
    memoryMb: DEFAULT_MEMORY_MB,
    timeoutSeconds: DEFAULT_TIMEOUT_SECONDS,
    ephemeralStorageMb: DEFAULT_EPHEMERAL_STORAGE_MB,
    architecture: ctx.parts.architecture,
    logGroup: `/aws/lambda/${ref.name}`,
    code,
  };
  return applySettings(ctx.parts, functionArn(ref), base, input, ctx.ids.uuid());
}

function commitNew(ctx: LambdaContext, ref: FunctionRef, record: FunctionRecord): Promise<void> {
  return committing(ctx, ref, () =>
    ctx.transact([keys.function(ref)], ([present]) => {
      if (present) throw taken(ref);
      return { changes: recordChanges(undefined, record).changes, result: undefined };
    }),
  );
}

/** "Function already exist: <name>" (recorded in public reports, 2026-11-23). */
function taken(ref: FunctionRef): Error {
  return conflict(`Function already exist: ${ref.name}`);
}
