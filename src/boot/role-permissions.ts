/** Whether a function's role may write its logs: the same policies that would speak for the function's own calls. */
import type { Authorizer } from '../auth/authorizer.ts';
import type { Principal } from '../auth/principal.ts';
import type { Clock } from '../kit/clock.ts';
import { parseArn } from '../kit/arn.ts';
import type { LogPermissions } from '../services/logs/deliver.ts';

interface Roles {
  findRole(roleArn: string): Promise<{ readonly name: string; readonly uniqueId: string } | undefined>;
}

const SESSION = 'virga-logs';
const HOUR_MS = 3_600_000;

export function rolePermissions(roles: Roles, authorizer: Authorizer, clock: Clock): LogPermissions {
  return {
    async mayWriteLogs(roleArn, action, resource) {
      const role = await roles.findRole(roleArn);
      const accountId = parseArn(roleArn)?.account;
      if (!role || accountId === undefined) return false;
      const principal = sessionOf(roleArn, accountId, role, clock.nowMs());
      const { allowed } = await authorizer.decide({ principal, action, resource, context: {} });
      return allowed;
    },
  };
}

function sessionOf(
  roleArn: string,
  accountId: string,
  { name, uniqueId }: { readonly name: string; readonly uniqueId: string },
  nowMs: number,
): Principal {
  return {
    kind: 'assumed-role',
    accountId,
    arn: `arn:aws:sts::${accountId}:assumed-role/${name}/${SESSION}`,
    userId: `${uniqueId}:${SESSION}`,
    tags: {},
    // Issued now: a policy that revokes older sessions (aws:TokenIssueTime) must not stop the logs for good.
    session: { issuedAtMs: nowMs, expiresAtMs: nowMs + HOUR_MS, mfaAuthenticated: false, roleArn, roleName: name },
  };
}
