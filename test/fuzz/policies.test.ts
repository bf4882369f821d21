/** Policies at random, parsed and evaluated: either AWS's refusal or a decision, and neither takes long. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ALICE } from '../../src/auth/auth.fixture.ts';
import { evaluate } from '../../src/auth/policy/evaluate.ts';
import { MalformedPolicyError, parsePolicy, type PolicyKind } from '../../src/auth/policy/parse.ts';
import type { AuthorizationRequest, CompiledPolicy } from '../../src/auth/policy/policy.ts';
import { policyText } from './policies.ts';
import { Random } from './random.ts';

const POLICIES = 50_000;
const SEED = 20_261_124;
const KINDS: readonly PolicyKind[] = ['identity', 'resource', 'trust'];
/** The largest policy takes a few milliseconds; what takes longer three times over is slow by itself. */
const MS_MAX = 250;
const TRIES = 3;

// biome-ignore format: a table
const TEXTS: readonly string[] = ['', 'a', 'alice', 'a'.repeat(2_000), 'aaaa'.repeat(500) + 'b', 'arn:aws:s3:::bucket/key', `arn:aws:s3:::${'a'.repeat(2_000)}`, 'arn:aws:iam::000000000000:role/a', '10.1.2.3', '::1', '2026-11-24T00:00:00Z', '1', 'true', '*', '${aws:username}', ':'.repeat(2_000), 's3:GetObject', 's3:' + 'a'.repeat(2_000), 'lambda:InvokeFunction', 'sts:AssumeRole'];
const KEYS = [
  'aws:SourceIp',
  'aws:username',
  'aws:CurrentTime',
  'aws:EpochTime',
  'aws:SecureTransport',
  's3:prefix',
  'aws:PrincipalTag/team',
  'a',
];

suite(`policies at random, seed ${SEED}`, () => {
  test(`${POLICIES} of them are refused in AWS's words or decide, in bounded time`, () => {
    const counts = { refused: 0, allow: 0, deny: 0, nothing: 0 };
    for (let number = 0; number < POLICIES; number++) {
      const random = new Random(Math.imul(SEED, 31) + number);
      const kind = random.pick(KINDS);
      const text = policyText(random, kind);
      const request = requestOf(random);
      const outcome = quickly(`policy ${number} (${kind}): ${text.slice(0, 2_000)}`, () =>
        outcomeOf(text, kind, request),
      );
      counts[outcome]++;
    }
    assert.ok(counts.refused > POLICIES / 10 && counts.refused < POLICIES * 0.9, JSON.stringify(counts));
    assert.ok(counts.allow > POLICIES / 200, JSON.stringify(counts));
    assert.ok(counts.deny > POLICIES / 200, JSON.stringify(counts));
  });
});

function outcomeOf(
  text: string,
  kind: PolicyKind,
  request: AuthorizationRequest,
): 'refused' | 'allow' | 'deny' | 'nothing' {
  let policy: CompiledPolicy;
  try {
    policy = parsePolicy(text, kind);
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error;
    assert.ok(error.message.length > 0 && error.message.length < 10_000, 'the words are too many');
    return 'refused';
  }
  const { allowed, denied } = decisionOf(policy, kind, request);
  return allowed ? 'allow' : denied ? 'deny' : 'nothing';
}

function decisionOf(
  policy: CompiledPolicy,
  kind: PolicyKind,
  request: AuthorizationRequest,
): { allowed: boolean; denied: boolean } {
  const origin = { type: 'identity-based', name: 'random', holder: 'user/alice' } as const;
  const identity = kind === 'identity' ? [{ origin, policy }] : [];
  const outcome = evaluate({ ...request, ...(kind !== 'identity' && { resourcePolicy: policy }) }, { identity });
  const applies = policy.statements.some(
    (statement) =>
      statement.effect === 'Deny' &&
      statement.matchesPrincipal(request) &&
      statement.matchesAction(request.action) &&
      statement.matchesResource(request) &&
      statement.matchesConditions(request),
  );
  assert.ok(!(outcome.allowed && applies), 'a statement that denies was overruled');
  return { allowed: outcome.allowed, denied: applies };
}

function requestOf(random: Random): AuthorizationRequest {
  const context = Object.fromEntries(
    KEYS.filter(() => random.chance(0.5)).map((key) => [
      key,
      random.chance(0.8) ? random.pick(TEXTS) : TEXTS.slice(0, random.below(TEXTS.length)),
    ]),
  );
  const action = random.chance(0.7)
    ? random.pick(['s3:GetObject', 'lambda:InvokeFunction', 'sts:AssumeRole'])
    : random.pick(TEXTS);
  return { principal: ALICE, action, resource: random.pick(TEXTS), context };
}

/** Another pause of the machine's is not the work's: only what is slow each time is. */
function quickly<Result>(what: string, work: () => Result): Result {
  for (let left = TRIES; ; left--) {
    const startedMs = performance.now();
    let result: Result;
    try {
      result = work();
    } catch (error) {
      throw new Error(what, { cause: error });
    }
    const tookMs = performance.now() - startedMs;
    if (tookMs < MS_MAX) return result;
    if (left === 1) assert.fail(`${what} took ${tookMs} ms`);
  }
}
