/** Access advisor: which services an identity or policy allows, and when they were last called with it. */
import { readPolicy } from '../../auth/policy/parse.ts';
import { membersOf } from './groups.ts';
import { findHolder, requireHolder } from './holders.ts';
import { ACCESS_REPORT_KEPT_MS, SCAN_MAX } from './limits.ts';
import { InvalidInputException, NoSuchEntityException, type ServiceLastAccessed } from './model.ts';
import { entityArn, parseEntityArn } from './names.ts';
import type { IamContext } from './parts.ts';
import { defaultDocument, policyExists } from './policies.ts';
import { serviceUsesOf } from './service-uses.ts';
import { policySource } from './simulated-callers.ts';
import { usersOf } from './attachments.ts';
import {
  type AccessReportJob,
  type AccessReports,
  accessReportsRecord,
  type Holder,
  type HolderKind,
  keys,
} from './store.ts';

/** Services of this cloud: namespaces in policies, and names as AWS's console has them. */
const SERVICES: Readonly<Record<string, string>> = {
  apigateway: 'Amazon API Gateway',
  cloudformation: 'AWS CloudFormation',
  cloudwatch: 'Amazon CloudWatch',
  'cognito-idp': 'Amazon Cognito User Pools',
  dynamodb: 'Amazon DynamoDB',
  events: 'Amazon EventBridge',
  iam: 'AWS Identity and Access Management',
  kinesis: 'Amazon Kinesis Data Streams',
  kms: 'AWS Key Management Service',
  lambda: 'AWS Lambda',
  logs: 'Amazon CloudWatch Logs',
  s3: 'Amazon S3',
  scheduler: 'Amazon EventBridge Scheduler',
  secretsmanager: 'AWS Secrets Manager',
  ses: 'Amazon Simple Email Service v2',
  sns: 'Amazon SNS',
  sqs: 'Amazon SQS',
  ssm: 'AWS Systems Manager',
  states: 'AWS Step Functions',
  sts: 'AWS Security Token Service',
  xray: 'AWS X-Ray',
};
/** Where the name in signatures is another than the one in policies. */
const SIGNED_AS: Readonly<Record<string, string>> = { cloudwatch: 'monitoring' };

export interface Caller {
  readonly arn: string;
  readonly id: string;
}

export async function findJobs(ctx: IamContext): Promise<AccessReports> {
  const entry = await ctx.store.get(keys.accessReports(ctx.accountId));
  return entry ? accessReportsRecord.decode(entry.value) : { jobs: [] };
}

export async function requireJob(ctx: IamContext, jobId: string): Promise<AccessReportJob> {
  const job = (await findJobs(ctx)).jobs.find(({ id }) => id === jobId);
  if (job && ctx.clock.nowMs() - job.createdAtMs < ACCESS_REPORT_KEPT_MS) return job;
  throw new NoSuchEntityException(`Job with ID ${jobId} cannot be found.`);
}

/** Throws where the ARN is of nothing that is here. */
export async function checkReportedArn(ctx: IamContext, arn: string): Promise<void> {
  if (parseEntityArn(arn, 'policy')) {
    if (await policyExists(ctx.store, ctx.accountId, arn)) return;
    throw new NoSuchEntityException(`ARN ${arn} does not exist.`);
  }
  await holderOf(ctx, arn);
}

/** In order of their namespaces. */
export async function servicesAllowed(ctx: IamContext, arn: string): Promise<readonly ServiceLastAccessed[]> {
  const texts = await textsOf(ctx, arn);
  const allowed = Object.keys(SERVICES).filter((namespace) => texts.some((text) => grants(text, namespace)));
  const callers = await callersWith(ctx, arn);
  const uses = await Promise.all(
    callers.map(async (caller) => ({ caller, services: await serviceUsesOf(ctx, ctx.accountId, caller.id) })),
  );
  return allowed.map((namespace) => {
    const name = SIGNED_AS[namespace] ?? namespace;
    const found = uses.flatMap(({ caller, services }) => {
      const use = services.get(name);
      return use ? [{ caller, use }] : [];
    });
    const last = found.toSorted((a, b) => b.use.atMs - a.use.atMs)[0];
    return {
      ServiceName: SERVICES[namespace] ?? namespace,
      ServiceNamespace: namespace,
      ...(last && {
        LastAuthenticated: last.use.atMs,
        LastAuthenticatedEntity: last.caller.arn,
        LastAuthenticatedRegion: last.use.region,
      }),
      TotalAuthenticatedEntities: found.length,
    };
  });
}

async function textsOf(ctx: IamContext, arn: string): Promise<readonly string[]> {
  if (!parseEntityArn(arn, 'policy')) return (await policySource(ctx, arn)).identity.map(({ text }) => text);
  const text = await defaultDocument(ctx.store, ctx.accountId, arn);
  return text === undefined ? [] : [text];
}

/** Whether a statement allows anything at all of the service. */
function grants(text: string, namespace: string): boolean {
  return readPolicy(text, 'identity').statements.some(({ effect, actions, isNotAction }) => {
    if (effect === 'Deny') return false;
    if (isNotAction) return !actions.some((action) => action.toLowerCase() === `${namespace}:*`);
    return actions.some((action) => action === '*' || /^[*]:/.test(action) || vendorOf(action) === namespace);
  });
}

const vendorOf = (action: string): string => (action.split(':')[0] ?? '').toLowerCase();

/** Users and roles that have it: itself, a group's members, or whoever a policy is attached to. */
async function callersWith(ctx: IamContext, arn: string): Promise<readonly Caller[]> {
  if (parseEntityArn(arn, 'policy')) {
    const { items } = await usersOf(ctx, {
      PolicyArn: arn,
      PolicyUsageFilter: 'PermissionsPolicy',
      MaxItems: SCAN_MAX,
    });
    const found = await Promise.all(
      items.map(async ({ kind, name }) => {
        const holder = await findHolder(ctx.store, ctx.accountId, kind, name);
        return holder ? callersOf(ctx, kind, holder) : [];
      }),
    );
    return [...new Map(found.flat().map((caller) => [caller.id, caller])).values()];
  }
  const { kind, holder } = await holderOf(ctx, arn);
  return callersOf(ctx, kind, holder);
}

async function callersOf(ctx: IamContext, kind: HolderKind, holder: Holder): Promise<readonly Caller[]> {
  if (kind !== 'group') return [{ arn: entityArn(ctx.accountId, kind, holder), id: holder.id }];
  const group = await requireHolder(ctx, 'group', holder.name);
  const { items } = await membersOf(ctx, group, { MaxItems: SCAN_MAX });
  return items.map((user) => ({ arn: entityArn(ctx.accountId, 'user', user), id: user.id }));
}

async function holderOf(ctx: IamContext, arn: string): Promise<{ readonly kind: HolderKind; readonly holder: Holder }> {
  for (const kind of ['user', 'group', 'role'] as const) {
    const named = parseEntityArn(arn, kind);
    if (!named || named.accountId !== ctx.accountId) continue;
    return { kind, holder: await requireHolder(ctx, kind, named.name) };
  }
  throw new InvalidInputException(`ARN ${arn} is not valid.`);
}
