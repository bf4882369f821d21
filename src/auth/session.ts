/**
 * Temporary credentials, between those who make them (STS), those who know whose they are (IAM) and those who check
 * them (this room). A session is written nowhere but in its own sealed token.
 */
import type { AttachedPolicy, Credential, Principal, PrincipalSession } from './principal.ts';

/** Whose a session is. `uniqueId` (AROA…, AIDA…) is what its holder had then: one made anew has another. */
export type SessionHolder =
  | { readonly kind: 'root'; readonly accountId: string }
  | {
      readonly kind: 'user';
      readonly accountId: string;
      readonly name: string;
      readonly arn: string;
      readonly uniqueId: string;
    }
  | {
      readonly kind: 'role';
      readonly accountId: string;
      readonly name: string;
      readonly arn: string;
      readonly uniqueId: string;
      readonly sessionName: string;
    }
  | {
      readonly kind: 'federated';
      readonly accountId: string;
      /** Of the federated user: any word that the caller of GetFederationToken chose. */
      readonly name: string;
      /** Whose permissions it has within its session policies; the root user where it is left out. */
      readonly by?: Federator;
    };

/** The user that made a federated one. */
export interface Federator {
  readonly name: string;
  readonly arn: string;
  readonly uniqueId: string;
}

/** What a session token carries. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly issuedAtMs: number;
  readonly expiresAtMs: number;
  readonly holder: SessionHolder;
  /** Given to the session, or inherited by it from the one that assumed the role. */
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
  readonly sourceIdentity?: string;
  /** A code of an MFA device was given with GetSessionToken. */
  readonly mfaAuthenticated?: boolean;
  /** Of web identities: the provider's ARN. */
  readonly federatedProvider?: string;
  /** Inline session policies. */
  readonly policies?: readonly AttachedPolicy[];
  /** Managed session policies: whoever knows policies finds them; one that is gone allows nothing. */
  readonly policyArns?: readonly string[];
}

export interface SessionOpener {
  /** Undefined where the token is not ours or not this key's. One that has expired is opened too. */
  open(accessKeyId: string, sessionToken: string): Session | undefined;
}

/** The credential of a session whose holder is still there; `holderTags` are the tags of that user or role now. */
export function sessionCredential(
  session: Session,
  sessionToken: string,
  holderTags: Readonly<Record<string, string>>,
): Credential {
  const { accessKeyId, secretAccessKey, expiresAtMs } = session;
  const principal: Principal = {
    ...identityOf(session.holder),
    accessKeyId,
    tags: overridden(holderTags, session.tags),
    session: principalSession(session),
  };
  return { accessKeyId, secretAccessKey, sessionToken, active: true, expiresAtMs, principal };
}

function identityOf(holder: SessionHolder): Pick<Principal, 'kind' | 'accountId' | 'arn' | 'userId' | 'userName'> {
  const { accountId } = holder;
  switch (holder.kind) {
    case 'root':
      return { kind: 'root', accountId, arn: `arn:aws:iam::${accountId}:root`, userId: accountId };
    case 'user':
      return { kind: 'user', accountId, arn: holder.arn, userId: holder.uniqueId, userName: holder.name };
    case 'federated': {
      const arn = `arn:aws:sts::${accountId}:federated-user/${holder.name}`;
      return { kind: 'federated-user', accountId, arn, userId: `${accountId}:${holder.name}` };
    }
    case 'role': {
      const { name, sessionName, uniqueId } = holder;
      const arn = `arn:aws:sts::${accountId}:assumed-role/${name}/${sessionName}`;
      return { kind: 'assumed-role', accountId, arn, userId: `${uniqueId}:${sessionName}` };
    }
  }
}

function principalSession(session: Session): PrincipalSession {
  const { issuedAtMs, expiresAtMs, holder, tags, transitiveTagKeys, sourceIdentity, policies, policyArns } = session;
  const { mfaAuthenticated = false, federatedProvider } = session;
  return {
    issuedAtMs,
    expiresAtMs,
    mfaAuthenticated,
    tags,
    transitiveTagKeys,
    ...(sourceIdentity !== undefined && { sourceIdentity }),
    ...(federatedProvider !== undefined && { federatedProvider }),
    ...(holder.kind === 'federated' && holder.by && { federatedBy: holder.by }),
    ...(holder.kind === 'role' && { roleArn: holder.arn, roleName: holder.name }),
    ...(policies && { policies }),
    ...(policyArns && { policyArns }),
  };
}

/** "Session tags override existing resource tags": keys are alike whatever their case (IAM user guide, 2026-11-24). */
function overridden(
  tags: Readonly<Record<string, string>>,
  sessionTags: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const own = Object.entries(sessionTags);
  if (own.length === 0) return tags;
  const replaced = new Set(own.map(([key]) => key.toLowerCase()));
  return Object.fromEntries([...Object.entries(tags).filter(([key]) => !replaced.has(key.toLowerCase())), ...own]);
}
