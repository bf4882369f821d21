/** What the policy engine takes to decide, uncached: ten policies of twenty statements, beside the parsing of one of them. */
import { evaluate } from '../src/auth/policy/evaluate.ts';
import { parsePolicy } from '../src/auth/policy/parse.ts';
import type { AuthorizationRequest } from '../src/auth/policy/policy.ts';
import type { PrincipalPolicies } from '../src/auth/principal.ts';
import { spread } from './table.ts';

const ROUNDS = 5;
const POLICIES = 10;
const STATEMENTS = 20;
const DECISIONS = 2_000;
const GOAL_US = 50;
const ACCOUNT = '000000000000';
const USER = `arn:aws:iam::${ACCOUNT}:user/bench`;

interface Shape {
  readonly name: string;
  /** Of the statement of that number, over all policies. */
  readonly statement: (at: number) => object;
  readonly request: AuthorizationRequest;
  readonly isAllowed: boolean;
}

const request = (action: string, resource: string): AuthorizationRequest => ({
  principal: { kind: 'user', arn: USER, accountId: ACCOUNT, userId: 'AIDABENCH', userName: 'bench', tags: {} },
  action,
  resource,
  context: { 'aws:sourceip': '10.1.2.3', 'aws:securetransport': 'true' },
});
const bucket = (at: number): string => `arn:aws:s3:::bucket-${at}/*`;
const last = POLICIES * STATEMENTS - 1;

const SHAPES: readonly Shape[] = [
  {
    name: 'allowed by the last of all statements',
    statement: (at) => ({ Effect: 'Allow', Action: ['s3:GetObject', 's3:PutObject'], Resource: bucket(at) }),
    request: request('s3:PutObject', `arn:aws:s3:::bucket-${last}/a/b`),
    isAllowed: true,
  },
  {
    name: 'denied, each statement has wildcards',
    statement: (at) => ({
      Effect: 'Allow',
      Action: ['s3:*Object*', 's3:List*'],
      Resource: `arn:aws:s3:::*-${at}/*/x*`,
    }),
    request: request('s3:PutObject', 'arn:aws:s3:::bucket-and-a-long-name/with/a/long/key'),
    isAllowed: false,
  },
  {
    name: 'each statement has conditions that are asked',
    statement: (at) => ({
      Effect: 'Allow',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::bucket/${aws:username}/*',
      Condition: {
        IpAddress: { 'aws:SourceIp': at === last ? '10.0.0.0/8' : '192.0.2.0/24' },
        Bool: { 'aws:SecureTransport': 'true' },
      },
    }),
    request: request('s3:PutObject', 'arn:aws:s3:::bucket/bench/a'),
    isAllowed: true,
  },
];

export function run(print: (line: string) => void): Promise<void> {
  print(
    `${POLICIES} policies of ${STATEMENTS} statements, nothing remembered; CPU time, ${ROUNDS} rounds, interleaved`,
  );
  const made = SHAPES.map((shape) => ({
    shape,
    texts: textsOf(shape),
    evaluating: [] as number[],
    parsing: [] as number[],
  }));
  const policies = made.map(({ texts }) => policiesOf(texts));
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [at, { shape, texts, evaluating, parsing }] of made.entries()) {
      const found = policies[at] ?? { identity: [] };
      const decisionUs = cpuUs(DECISIONS, () => decide(shape, found));
      const parseUs = cpuUs(DECISIONS / 200, () => policiesOf(texts));
      // The first compiles.
      if (round === 0) continue;
      evaluating.push(decisionUs);
      parsing.push(parseUs);
    }
  }
  for (const { shape, evaluating, parsing } of made)
    print(
      `${shape.name}: µs ${spread(evaluating, 1)} (goal ${GOAL_US}); to parse and compile all: ${spread(parsing, 0)}`,
    );
  return Promise.resolve();
}

function textsOf({ statement }: Shape): string[] {
  return Array.from({ length: POLICIES }, (_, policy) => {
    const Statement = Array.from({ length: STATEMENTS }, (__, at) => statement(policy * STATEMENTS + at));
    return JSON.stringify({ Version: '2012-10-17', Statement });
  });
}

function policiesOf(texts: readonly string[]): PrincipalPolicies {
  return {
    identity: texts.map((text) => ({ origin: { type: 'identity-based' }, policy: parsePolicy(text, 'identity') })),
  };
}

function decide({ name, request: asked, isAllowed }: Shape, policies: PrincipalPolicies): void {
  // Each request has a context of its own.
  const decided = evaluate({ ...asked, context: { ...asked.context } }, policies);
  if (decided.allowed !== isAllowed) throw new Error(`wrong: ${name}`);
}

function cpuUs(count: number, work: () => void): number {
  const before = process.cpuUsage();
  for (let turn = 0; turn < count; turn++) work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / count;
}
