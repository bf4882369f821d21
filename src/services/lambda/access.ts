/**
 * How each operation is authorized: the function's ARN, with its qualifier where one was given, its tags, and its
 * resource policy where AWS lets that grant the action (doc access-control-resource-based, 2026-11-24). Handing a role
 * to a function needs iam:PassRole on the role.
 */
import type { ConditionContext } from '../../auth/policy/policy.ts';
import type { Access, AccessCheck, AccessTable } from '../service.ts';
import type { LoadedFunction } from './function-cache.ts';
import type { Operations } from './model.ts';
import { calledArn, type FunctionRef, functionArn, parseFunctionName, parseTaggedArn } from './names.ts';
import type { LambdaContext, LambdaParts } from './parts.ts';
import { LAMBDA_PRINCIPAL, requireOwnRole } from './settings.ts';

type Tags = Readonly<Record<string, string>>;
type FunctionInput = { readonly FunctionName: string; readonly Qualifier?: string | undefined };

export const lambdaAccess: AccessTable<LambdaParts, Operations> = {
  AddPermission: onFunction('lambda:AddPermission', {
    byIdentityOnly: true,
    context: (input) => ({
      'lambda:Principal': input.Principal,
      'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType,
    }),
  }),
  CreateFunction: {
    actions: ['lambda:CreateFunction', 'lambda:TagResource', 'iam:PassRole'],
    checks: (ctx, input) => createChecks(ctx, input.FunctionName, input.Role, input.Tags ?? {}),
  },
  DeleteFunction: onFunction('lambda:DeleteFunction'),
  DeleteFunctionConcurrency: onFunction('lambda:DeleteFunctionConcurrency'),
  GetAccountSettings: { actions: ['lambda:GetAccountSettings'], checks: () => onAll('lambda:GetAccountSettings') },
  GetFunction: onFunction('lambda:GetFunction'),
  GetFunctionCodeSigningConfig: onFunction('lambda:GetFunctionCodeSigningConfig', { byIdentityOnly: true }),
  GetFunctionConcurrency: onFunction('lambda:GetFunctionConcurrency'),
  GetFunctionConfiguration: onFunction('lambda:GetFunctionConfiguration'),
  GetFunctionEventInvokeConfig: onFunction('lambda:GetFunctionEventInvokeConfig'),
  GetFunctionRecursionConfig: onFunction('lambda:GetFunctionRecursionConfig', { byIdentityOnly: true }),
  GetPolicy: onFunction('lambda:GetPolicy'),
  GetRuntimeManagementConfig: onFunction('lambda:GetRuntimeManagementConfig', { byIdentityOnly: true }),
  Invoke: onFunction('lambda:InvokeFunction'),
  ListFunctions: { actions: ['lambda:ListFunctions'], checks: () => onAll('lambda:ListFunctions') },
  ListTags: onTags('lambda:ListTags', () => ({})),
  ListVersionsByFunction: onFunction('lambda:ListVersionsByFunction'),
  PutFunctionConcurrency: onFunction('lambda:PutFunctionConcurrency'),
  RemovePermission: onFunction('lambda:RemovePermission', {
    byIdentityOnly: true,
    context: (input, loaded) => {
      const statement = loaded?.record.statements.find(({ sid }) => sid === input.StatementId);
      return {
        'lambda:Principal': statement?.principal,
        'lambda:FunctionUrlAuthType': statement?.functionUrlAuthType,
      };
    },
  }),
  TagResource: onTags('lambda:TagResource', (input) => tagContext(input.Tags)),
  UntagResource: onTags('lambda:UntagResource', (input) => ({ 'aws:TagKeys': [...input.TagKeys] })),
  UpdateFunctionCode: onFunction('lambda:UpdateFunctionCode'),
  UpdateFunctionConfiguration: {
    actions: ['lambda:UpdateFunctionConfiguration', 'iam:PassRole'],
    checks: async (ctx, input) => {
      const ref = parseFunctionName(ctx, input.FunctionName);
      const loaded = await ctx.parts.functions.get(ref);
      const check = functionCheck('lambda:UpdateFunctionConfiguration', ref, loaded, {}, true);
      return input.Role === undefined ? [check] : [check, passRole(ref, input.Role)];
    },
  },
};

interface FunctionOptions<Input> {
  /** The resource policy takes no part: from another account nobody may. */
  readonly byIdentityOnly?: boolean;
  readonly context?: (input: Input, loaded: LoadedFunction | undefined) => ConditionContext;
}

/** On the function that the input names. Nothing is awaited where the function is held in memory: Invoke is the hot path. */
function onFunction<Input extends FunctionInput>(
  action: string,
  { byIdentityOnly = false, context = () => ({}) }: FunctionOptions<Input> = {},
): Access<LambdaParts, Input> {
  return {
    actions: [action],
    checks: (ctx, input) => {
      const ref = parseFunctionName(ctx, input.FunctionName, input.Qualifier);
      const check = (loaded: LoadedFunction | undefined): AccessCheck[] => [
        functionCheck(action, ref, loaded, context(input, loaded), byIdentityOnly),
      ];
      const loaded = ctx.parts.functions.get(ref);
      return loaded instanceof Promise ? loaded.then(check) : check(loaded);
    },
  };
}

function onTags<Input extends { readonly Resource: string }>(
  action: string,
  context: (input: Input) => ConditionContext,
): Access<LambdaParts, Input> {
  return {
    actions: [action],
    checks: async (ctx, input) => {
      const ref = parseTaggedArn(ctx, input.Resource);
      return [functionCheck(action, ref, await ctx.parts.functions.get(ref), context(input), false)];
    },
  };
}

function onAll(action: string): readonly AccessCheck[] {
  return [{ action, resource: '*' }];
}

function functionCheck(
  action: string,
  ref: FunctionRef,
  loaded: LoadedFunction | undefined,
  context: ConditionContext,
  byIdentityOnly: boolean,
): AccessCheck {
  const policy = byIdentityOnly ? undefined : loaded?.policy;
  return {
    action,
    resource: calledArn(ref),
    resourceAccountId: ref.accountId,
    context: loaded ? { ...resourceTags(loaded.record.tags), ...context } : context,
    ...(policy && { resourcePolicy: policy }),
  };
}

/** "If you specify tags, you must also have lambda:TagResource" (doc configuration-tags, 2026-11-24). */
function createChecks(ctx: LambdaContext, functionName: string, role: string, tags: Tags): AccessCheck[] {
  const ref = parseFunctionName(ctx, functionName);
  const on = { resource: functionArn(ref), resourceAccountId: ref.accountId, context: tagContext(tags) };
  const create = { action: 'lambda:CreateFunction', ...on };
  const pass = passRole(ref, role);
  return Object.keys(tags).length === 0 ? [create, pass] : [create, { action: 'lambda:TagResource', ...on }, pass];
}

function passRole(ref: FunctionRef, role: string): AccessCheck {
  requireOwnRole(ref.accountId, role);
  return {
    action: 'iam:PassRole',
    resource: role,
    resourceAccountId: ref.accountId,
    context: { 'iam:PassedToService': LAMBDA_PRINCIPAL, 'iam:AssociatedResourceArn': functionArn(ref) },
  };
}

function tagContext(tags: Tags): ConditionContext {
  const names = Object.keys(tags);
  if (names.length === 0) return {};
  const requested = Object.entries(tags).map(([name, value]) => [`aws:RequestTag/${name}`, value]);
  return { 'aws:TagKeys': names, ...Object.fromEntries(requested) };
}

function resourceTags(tags: Tags): ConditionContext {
  return Object.fromEntries(Object.entries(tags).map(([name, value]) => [`aws:ResourceTag/${name}`, value]));
}
