/** What this room's tests share: identities held in memory, in place of the IAM service. */
import { ManualClock } from '../kit/clock.ts';
import type { SignedRequest } from './authenticator.ts';
import type { Credential, Principal, PrincipalPolicies, PrincipalSource } from './principal.ts';

export const ACCOUNT = '111122223333';
export const OTHER_ACCOUNT = '444455556666';
export const KEY_ID = 'AKIDEXAMPLE';
export const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
export const NOW_MS = Date.parse('2026-11-24T03:00:00Z');

export const ALICE: Principal = {
  kind: 'user',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
  userId: 'AIDAALICEALICEALICE2',
  userName: 'alice',
  accessKeyId: KEY_ID,
  tags: { team: 'blue', Empty: '' },
};

export const ROOT: Principal = {
  kind: 'root',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  userId: ACCOUNT,
  tags: {},
};

export const SESSION: Principal = {
  kind: 'assumed-role',
  accountId: ACCOUNT,
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/worker/s1`,
  userId: 'AROAWORKERWORKERWORK2:s1',
  accessKeyId: 'ASIASESSION',
  tags: { team: 'red' },
  session: {
    issuedAtMs: NOW_MS - 60_000,
    expiresAtMs: NOW_MS + 3_600_000,
    mfaAuthenticated: false,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/jobs/worker`,
    roleName: 'worker',
  },
};

export const LAMBDA: Principal = {
  kind: 'service',
  accountId: '',
  arn: '',
  userId: '',
  service: 'lambda.amazonaws.com',
  tags: {},
};

export const ANYBODY: Principal = { kind: 'anonymous', accountId: '', arn: '', userId: 'anonymous', tags: {} };

export class TestPrincipals implements PrincipalSource {
  readonly credentials = new Map<string, Credential>();
  policies: PrincipalPolicies = { identity: [] };
  changes = 0;
  reads = 0;
  readonly used: string[] = [];

  add(credential: Partial<Credential> = {}): this {
    const added = { accessKeyId: KEY_ID, secretAccessKey: SECRET, active: true, principal: ALICE, ...credential };
    this.credentials.set(added.accessKeyId, added);
    return this;
  }

  findCredential(accessKeyId: string): Promise<Credential | undefined> {
    return Promise.resolve(this.credentials.get(accessKeyId));
  }

  policiesOf(): Promise<PrincipalPolicies> {
    this.reads++;
    return Promise.resolve(this.policies);
  }

  generation(): number {
    return this.changes;
  }

  keyUsed(accessKeyId: string, service: string, region: string): void {
    this.used.push(`${accessKeyId} ${service} ${region}`);
  }
}

export const clockAt = (nowMs = NOW_MS): ManualClock => new ManualClock(nowMs);

/** Node's view of headers as they were sent. */
export function joinHeaders(raw: readonly (readonly [string, string])[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of raw) {
    const key = name.toLowerCase();
    headers[key] = headers[key] === undefined ? value : `${headers[key]}, ${value}`;
  }
  return headers;
}

export function request(changes: Partial<SignedRequest> = {}): SignedRequest {
  return {
    method: 'POST',
    rawPath: '/',
    rawQuery: '',
    headers: { host: '127.0.0.1:4566' },
    service: 'logs',
    signingName: 'logs',
    errorStyle: 'json',
    fromSandbox: false,
    ...changes,
  };
}
