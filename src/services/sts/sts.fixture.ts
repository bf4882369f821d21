/** For this service's tests: the room with real sessions and auth's real engine, over roles and users that a test names. */
import { createAuthorizer } from '../../auth/authorizer.ts';
import { parsePolicy } from '../../auth/policy/parse.ts';
import type { CompiledPolicy } from '../../auth/policy/policy.ts';
import type { Principal, PrincipalPolicies, PrincipalSource } from '../../auth/principal.ts';
import { sessionCredential } from '../../auth/session.ts';
import { createEgress } from '../../egress/client.ts';
import { ManualClock } from '../../kit/clock.ts';
import { RandomIds } from '../../kit/ids.ts';
import { silentLog } from '../../kit/log.ts';
import { createSealer } from '../../kit/seal.ts';
import { WireError } from '../../wire/error.ts';
import type { Access, Operation } from '../service.ts';
import type { AssumeRoleRequest, Credentials, Operations } from './model.ts';
import { openSessions, openSts, type Sts } from './open.ts';
import type { AssumableRole, StsContext } from './parts.ts';
import type { Sessions } from './sessions.ts';

export const START_MS = Date.UTC(2026, 10, 24, 3, 0, 0);
export const ACCOUNT = '000000000000';
export const OTHER_ACCOUNT = '111111111111';

export type Statement = Readonly<Record<string, unknown>>;
export const allow = (actions: string | readonly string[], rest: Statement = {}): Statement => ({
  Effect: 'Allow',
  Action: actions,
  ...rest,
});

interface RoleOptions {
  readonly accountId?: string;
  readonly policy?: readonly Statement[];
  readonly maxSessionSeconds?: number;
  readonly tags?: Readonly<Record<string, string>>;
}

export class Bench {
  readonly clock = new ManualClock(START_MS);
  readonly sessions: Sessions;
  readonly sts: Sts;
  readonly managedPolicies = new Map<string, readonly Statement[]>();
  readonly #ids = new RandomIds();
  #generation = 0;
  readonly #roles = new Map<string, AssumableRole>();
  /** Of users and roles, by ARN. */
  readonly #policies = new Map<string, readonly Statement[]>();
  readonly #authorizer = createAuthorizer({ principals: this.#principals(), log: silentLog });

  constructor({ rootMayAssume = false, sealer = createSealer(new Uint8Array(32).fill(7)) } = {}) {
    this.sessions = openSessions({ sealer, clock: this.clock, ids: this.#ids });
    const identities = {
      findRole: (arn: string) => Promise.resolve(this.#roles.get(arn)),
      findOidcProvider: () => Promise.resolve(undefined),
      managedPolicyExists: (arn: string) => Promise.resolve(this.managedPolicies.has(arn)),
      accountOfKey: (id: string) => Promise.resolve(id === 'AKIAIOSFODNN7EXAMPLE' ? OTHER_ACCOUNT : undefined),
    };
    const mfa = { use: () => Promise.resolve('no such device' as const) };
    this.sts = openSts({
      sessions: this.sessions,
      identities,
      authorizer: this.#authorizer,
      mfa,
      egress: createEgress({ opened: [] }),
      clock: this.clock,
      rootMayAssume,
    });
  }

  /** Makes the role, or makes it anew with another unique id; answers its ARN. */
  role(name: string, trust: readonly Statement[], options: RoleOptions = {}): string {
    const { accountId = ACCOUNT, policy = [], maxSessionSeconds = 3600, tags = {} } = options;
    const arn = `arn:aws:iam::${accountId}:role/${name}`;
    const uniqueId = `AROA${this.#ids.base32(17)}`;
    this.#roles.set(arn, { accountId, name, arn, uniqueId, maxSessionSeconds, trust: compile(trust, 'trust'), tags });
    this.#policies.set(arn, policy);
    return arn;
  }

  deleteRole(arn: string): void {
    this.#roles.delete(arn);
  }

  user(name: string, policy: readonly Statement[], accountId = ACCOUNT, tags: Principal['tags'] = {}): Principal {
    const arn = `arn:aws:iam::${accountId}:user/${name}`;
    this.#policies.set(arn, policy);
    return { kind: 'user', accountId, arn, userId: `AIDA${this.#ids.base32(17)}`, userName: name, tags };
  }

  root(accountId = ACCOUNT): Principal {
    return { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId, tags: {} };
  }

  /** As the pipeline does it: first the access checks, then the operation. */
  async call<Name extends 'AssumeRole' | 'GetCallerIdentity' | 'GetSessionToken' | 'GetAccessKeyInfo'>(
    principal: Principal,
    name: Name,
    input: Operations[Name]['input'],
  ): Promise<Operations[Name]['output']> {
    const { parts } = this.sts.service;
    const { access, operations } = await this.sts.service.load();
    const ctx = { parts, principal, accountId: principal.accountId, clock: this.clock } as unknown as StsContext;
    const checks = await (access[name] as Access<unknown, unknown>).checks(ctx, input);
    for (const check of checks) {
      const decision = await this.#authorizer.decide({ principal, ...check, context: check.context ?? {} });
      if (!decision.allowed) throw new WireError('AccessDenied', 403, decision.message);
    }
    return (await (operations[name] as unknown as Operation<unknown, unknown, unknown>)(ctx, input)) as never;
  }

  assume(principal: Principal, RoleArn: string, input: Partial<AssumeRoleRequest> = {}) {
    return this.call(principal, 'AssumeRole', { RoleArn, RoleSessionName: 'session', ...input });
  }

  /** The principal that these credentials speak for; undefined where they do no longer. As the IAM service does it. */
  signIn(credentials: Credentials | undefined): Principal | undefined {
    const { AccessKeyId = '', SessionToken = '' } = credentials ?? {};
    const session = this.sessions.open(AccessKeyId, SessionToken);
    if (!session || session.expiresAtMs <= this.clock.nowMs()) return undefined;
    const role = session.holder.kind === 'role' ? this.#roles.get(session.holder.arn) : undefined;
    if (session.holder.kind === 'role' && role?.uniqueId !== session.holder.uniqueId) return undefined;
    return sessionCredential(session, SessionToken, role?.tags ?? {}).principal;
  }

  /** Whether the principal may do it, by all its policies. */
  async may(principal: Principal | undefined, action: string, resource = '*'): Promise<boolean> {
    if (!principal) return false;
    return (await this.#authorizer.decide({ principal, action, resource, context: {} })).allowed;
  }

  #principals(): PrincipalSource {
    return {
      findCredential: () => Promise.resolve(undefined),
      policiesOf: (principal) => Promise.resolve(this.#policiesOf(principal)),
      // Nothing may be remembered: tests change policies as they like.
      generation: () => ++this.#generation,
      keyUsed() {},
    };
  }

  #policiesOf({ arn, session }: Principal): PrincipalPolicies {
    const holder = session?.roleArn ?? arn;
    const identity = { origin: { type: 'identity-based', name: 'p', holder } as const };
    const managed = session?.policyArns?.map((policyArn) => ({
      origin: { type: 'session', arn: policyArn } as const,
      policy: compile(this.managedPolicies.get(policyArn) ?? [], 'identity'),
    }));
    const layer = session?.policies || managed ? { session: [...(session?.policies ?? []), ...(managed ?? [])] } : {};
    return { identity: [{ ...identity, policy: compile(this.#policies.get(holder) ?? [], 'identity') }], ...layer };
  }
}

function compile(statements: readonly Statement[], kind: 'identity' | 'trust'): CompiledPolicy {
  if (statements.length === 0) return { statements: [] };
  const withResource = statements.map((statement) =>
    kind === 'identity' ? { Resource: '*', ...statement } : statement,
  );
  return parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: withResource }), kind);
}
