/**
 * Makes and opens sessions. They live in their tokens alone: nothing is written when one is made, and they outlast
 * restarts. Whether the role or user is still there is for the IAM service to say, which opens them through this.
 */
import type { AttachedPolicy } from '../../auth/principal.ts';
import type { CompiledPolicy } from '../../auth/policy/policy.ts';
import { parsePolicy } from '../../auth/policy/parse.ts';
import type { Session, SessionOpener } from '../../auth/session.ts';
import { makeAccessKeyId } from '../../kit/access-key-id.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Sealer } from '../../kit/seal.ts';
import { OPENED_SESSIONS_MAX } from './limits.ts';
import { openToken, type SealedSession, sealToken } from './token.ts';

/** What a session is made of; key, secret and times are added here. */
export type NewSession = Omit<SealedSession, 'accessKeyId' | 'secretAccessKey' | 'issuedAtMs' | 'expiresAtMs'>;

export interface IssuedSession {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAtMs: number;
}

export class Sessions implements SessionOpener {
  readonly #sealer: Sealer;
  readonly #clock: Clock;
  readonly #ids: Ids;
  /** By token, the least recently used first. */
  readonly #opened = new Map<string, Session>();

  constructor(sealer: Sealer, clock: Clock, ids: Ids) {
    this.#sealer = sealer;
    this.#clock = clock;
    this.#ids = ids;
  }

  issue(session: NewSession, durationSeconds: number): IssuedSession {
    const issuedAtMs = this.#clock.nowMs();
    // Whole seconds, as the answer says it.
    const expiresAtMs = Math.floor(issuedAtMs / 1000 + durationSeconds) * 1000;
    const accessKeyId = makeAccessKeyId('ASIA', session.holder.accountId, this.#ids);
    const secretAccessKey = Buffer.from(this.#ids.bytes(30)).toString('base64');
    const sealed = { ...session, accessKeyId, secretAccessKey, issuedAtMs, expiresAtMs };
    return { accessKeyId, secretAccessKey, sessionToken: sealToken(this.#sealer, sealed), expiresAtMs };
  }

  open(accessKeyId: string, sessionToken: string): Session | undefined {
    const session = this.#opened.get(sessionToken) ?? this.#open(sessionToken);
    if (!session || session.accessKeyId !== accessKeyId) return undefined;
    this.#opened.delete(sessionToken);
    if (this.#opened.size >= OPENED_SESSIONS_MAX) this.#opened.delete(this.#opened.keys().next().value ?? '');
    this.#opened.set(sessionToken, session);
    return session;
  }

  #open(sessionToken: string): Session | undefined {
    const sealed = openToken(this.#sealer, sessionToken);
    if (!sealed) return undefined;
    const { policy, ...session } = sealed;
    const origin = { type: 'session' } as const;
    const given = policy === undefined ? [] : [{ origin, policy: parsePolicy(policy, 'identity') }];
    const limit = limitOf(session);
    const policies: readonly AttachedPolicy[] = limit ? [...given, { origin, policy: limit }] : given;
    return policies.length === 0 ? session : { ...session, policies };
  }
}

/** What the sessions of one kind may not do, whatever their policies say. */
function limitOf({ holder, mfaAuthenticated }: SealedSession): CompiledPolicy | undefined {
  if (holder.kind === 'role') return undefined;
  if (holder.kind === 'federated') return federatedLimit();
  return mfaAuthenticated ? mfaSessionLimit() : plainSessionLimit();
}

/**
 * GetSessionToken's: "You cannot call any IAM API operations unless MFA authentication information is included in the
 * request. You cannot call any STS API except AssumeRole or GetCallerIdentity." (API reference, 2026-11-24).
 */
const STS_BUT_ASSUME_ROLE = ['sts:Get*', 'sts:Decode*', 'sts:AssumeRoot'];
const plainSessionLimit = limit('GetSessionTokenWithoutMfa', 'Allow', ['iam:*', ...STS_BUT_ASSUME_ROLE]);
const mfaSessionLimit = limit('GetSessionToken', 'Allow', STS_BUT_ASSUME_ROLE);
/**
 * GetFederationToken's: "You cannot call any IAM operations using the AWS CLI or the AWS API … You cannot call any STS
 * operations except GetCallerIdentity", and without session policies "the resulting federated user session has no
 * permissions" (API reference, 2026-11-24): this policy allows nothing.
 */
const federatedLimit = limit('GetFederationToken', 'nothing', ['iam:*', 'sts:*']);

/** Compiled when it is first needed. */
function limit(sid: string, rest: 'Allow' | 'nothing', denied: readonly string[]): () => CompiledPolicy {
  let compiled: CompiledPolicy | undefined;
  const Statement = [
    ...(rest === 'Allow' ? [{ Effect: 'Allow', Action: '*', Resource: '*' }] : []),
    { Sid: sid, Effect: 'Deny', Action: denied, Resource: '*' },
  ];
  return () => (compiled ??= parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement }), 'identity'));
}
