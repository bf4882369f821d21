/** For tests of who may: the access table asked for an operation, and answered by the policy engine itself. */
import { evaluate } from '../../auth/policy/evaluate.ts';
import { denialMessage } from '../../auth/policy/messages.ts';
import { parsePolicy } from '../../auth/policy/parse.ts';
import type { ConditionContext } from '../../auth/policy/policy.ts';
import type { Principal } from '../../auth/principal.ts';
import type { AccessCheck } from '../service.ts';
import { s3Access } from './access.ts';
import type { S3Context } from './parts.ts';
import { ACCOUNT, ALICE_ID, type Bench, OTHER_ACCOUNT } from './s3.fixture.ts';

export const NOBODY: Principal = { kind: 'anonymous', accountId: '', arn: '', userId: 'anonymous', tags: {} };
/** Of the bucket's account. */
export const ALICE: Principal = {
  kind: 'user',
  accountId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
  userId: ALICE_ID,
  userName: 'alice',
  tags: {},
};
/** Of another one. */
export const BOB: Principal = {
  kind: 'user',
  accountId: OTHER_ACCOUNT,
  arn: `arn:aws:iam::${OTHER_ACCOUNT}:user/bob`,
  userId: 'AIDABOBBOBBOBBOBBOB00',
  userName: 'bob',
  tags: {},
};

export interface Caller {
  readonly principal: Principal;
  /** Actions that its own policy allows on everything. */
  readonly allowed?: string | readonly string[];
}

/** `allowed`, or the words of the denial. */
export async function decision(
  bench: Bench,
  { principal, allowed }: Caller,
  operation: keyof typeof s3Access,
  input: object,
  request: ConditionContext = {},
): Promise<string> {
  const policies = {
    identity: allowed === undefined ? [] : [{ origin: { type: 'identity-based' as const }, policy: allowing(allowed) }],
  };
  const ctx = bench.context({ principal, accountId: principal.accountId });
  const row = s3Access[operation] as Row | undefined;
  if (!row) throw new Error(`No access of ${operation}`);
  for (const check of await row.checks(ctx, input)) {
    const question = { ...check, principal, context: { ...request, ...check.context } };
    const outcome = evaluate(question, policies);
    if (!outcome.allowed) return denialMessage(question, outcome);
  }
  return 'allowed';
}

/** Of any operation: its input is what the test says. */
interface Row {
  checks(ctx: S3Context, input: object): Promise<readonly AccessCheck[]>;
}

function allowing(actions: string | readonly string[]) {
  const statement = { Effect: 'Allow', Action: actions, Resource: '*' };
  return parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: [statement] }), 'identity');
}

export function policyText(...statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}
