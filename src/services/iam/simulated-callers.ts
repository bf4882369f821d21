/** Who calls in a simulation, and which policies speak for a user, group or role as it is now. */
import type { SourcePolicy } from '../../auth/policy/simulate.ts';
import type { Principal } from '../../auth/principal.ts';
import { parseArn } from '../../kit/arn.ts';
import { validationError } from './errors.ts';
import { groupsOf } from './groups.ts';
import { requireHolder } from './holders.ts';
import { InvalidInputException } from './model.ts';
import { entityArn, parseEntityArn } from './names.ts';
import type { IamContext } from './parts.ts';
import { defaultDocument } from './policies.ts';
import type { Holder, HolderKind, Role, User } from './store.ts';

/** The user that CallerArn names; without it one that no policy knows by name. */
export async function callerOf(ctx: IamContext, callerArn: string | undefined): Promise<Principal> {
  const { accountId } = ctx;
  if (callerArn === undefined) {
    return {
      kind: 'user',
      accountId,
      arn: `arn:aws:iam::${accountId}:user/simulated`,
      userId: 'AIDASIMULATED',
      tags: {},
    };
  }
  const named = parseEntityArn(callerArn, 'user');
  if (!named) throw new InvalidInputException(`Invalid CallerArn: ${callerArn}: it must be that of an IAM user.`);
  // Of another account, or not there: it is simulated by its name.
  const user = named.accountId === accountId ? await requireHolder(ctx, 'user', named.name).catch(ignored) : undefined;
  if (user) return userCaller(accountId, user);
  const { accountId: account, name } = named;
  return { kind: 'user', accountId: account, arn: callerArn, userId: 'AIDASIMULATED', userName: name, tags: {} };
}

const ignored = (): undefined => undefined;

export interface PolicySource {
  readonly identity: readonly SourcePolicy[];
  readonly boundary?: readonly SourcePolicy[];
  readonly caller: Principal | undefined;
}

/** Throws NoSuchEntity and InvalidInput. */
export async function policySource(ctx: IamContext, arn: string): Promise<PolicySource> {
  const kind = KINDS.find((known) => parseEntityArn(arn, known));
  const named = kind && parseEntityArn(arn, kind);
  if (!parseArn(arn) || !kind || !named || named.accountId !== ctx.accountId) {
    throw new InvalidInputException(`Invalid Entity Arn: ${arn}`);
  }
  if (kind === 'group') {
    return { identity: await policiesOf(ctx, kind, await requireHolder(ctx, kind, named.name)), caller: undefined };
  }
  const holder: User | Role = await requireHolder(ctx, kind, named.name);
  const groups = 'groups' in holder ? await groupsOf(ctx.store, ctx.accountId, holder) : [];
  const lists = [policiesOf(ctx, kind, holder), ...groups.map((group) => policiesOf(ctx, 'group', group))];
  const identity = (await Promise.all(lists)).flat();
  const caller = 'groups' in holder ? userCaller(ctx.accountId, holder) : roleCaller(ctx.accountId, holder);
  if (holder.boundaryArn === undefined) return { identity, caller };
  return { identity, boundary: await managed(ctx, [holder.boundaryArn]), caller };
}

const KINDS: readonly HolderKind[] = ['user', 'group', 'role'];

/** Inline ones are named `role_<role>_<policy>`, as on AWS (public report, 2026-11-24). */
async function policiesOf(ctx: IamContext, kind: HolderKind, holder: Holder): Promise<readonly SourcePolicy[]> {
  const inline = holder.inline.map(({ name, document }) => ({ id: `${kind}_${holder.name}_${name}`, text: document }));
  return [...inline, ...(await managed(ctx, holder.attached))];
}

async function managed(ctx: IamContext, arns: readonly string[]): Promise<readonly SourcePolicy[]> {
  const texts = await Promise.all(arns.map((arn) => defaultDocument(ctx.store, ctx.accountId, arn)));
  return arns.flatMap((arn, at) => {
    const text = texts[at];
    return text === undefined ? [] : [{ id: parseEntityArn(arn, 'policy')?.name ?? arn, text }];
  });
}

function userCaller(accountId: string, user: User): Principal {
  const arn = entityArn(accountId, 'user', user);
  return { kind: 'user', accountId, arn, userId: user.id, userName: user.name, tags: user.tags };
}

function roleCaller(accountId: string, role: Role): Principal {
  return {
    kind: 'assumed-role',
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/simulated`,
    userId: `${role.id}:simulated`,
    tags: role.tags,
    session: {
      issuedAtMs: 0,
      expiresAtMs: 0,
      mfaAuthenticated: false,
      roleArn: entityArn(accountId, 'role', role),
      roleName: role.name,
    },
  };
}

export function requireCaller(
  source: PolicySource,
  callerArn: string | undefined,
  resourcePolicy: string | undefined,
): void {
  if (resourcePolicy === undefined || callerArn !== undefined || source.caller?.kind === 'user') return;
  throw validationError(
    'CallerArn is required where ResourcePolicy is given and PolicySourceArn is not that of a user.',
  );
}
