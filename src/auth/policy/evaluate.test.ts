/** The documented decision, one line a case: who asks, which policies there are, what comes out and why. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { ACCOUNT, ALICE, ANYBODY, LAMBDA, OTHER_ACCOUNT, ROOT, SESSION } from '../auth.fixture.ts';
import type { AttachedPolicy, Principal, PrincipalPolicies } from '../principal.ts';
import { evaluate } from './evaluate.ts';
import { denialMessage } from './messages.ts';
import { parsePolicy } from './parse.ts';
import { allow, ask, deny, type Doc, DOCS, identity, QUEUE, resource, text } from './policy.fixture.ts';
import type { CompiledPolicy, PolicyType } from './policy.ts';

const SEND = 'sqs:SendMessage';
const attached = (type: PolicyType, policy: CompiledPolicy, arn?: string): AttachedPolicy => ({
  origin: { type, ...(arn && { arn }) },
  policy,
});
const ALLOWS = identity(allow(SEND));
const DENIES = identity(deny(SEND));
const OTHER = identity(allow('sns:Publish'));

interface Case {
  readonly doc: Doc;
  readonly name: string;
  readonly who?: Principal;
  readonly id?: readonly CompiledPolicy[];
  readonly boundary?: CompiledPolicy;
  readonly session?: readonly CompiledPolicy[];
  /** The resource's policy: statements that say whom they mean. */
  readonly on?: readonly object[];
  readonly trust?: object;
  readonly owner?: string;
  /** `allow`, `deny` for explicit ones, else the kind of policy that is missing. */
  readonly out: 'allow' | 'deny' | PolicyType;
}

const to = (Principal: unknown, rest: object = {}): object => allow(SEND, QUEUE, { Principal, ...rest });
const against = (Principal: unknown): object => deny(SEND, QUEUE, { Principal });
const USER = { AWS: ALICE.arn };
const ACCT = { AWS: ACCOUNT };
const ACCT_ROOT = { AWS: `arn:aws:iam::${ACCOUNT}:root` };
const ROLE = { AWS: `arn:aws:iam::${ACCOUNT}:role/jobs/worker` };
const SELF = { AWS: SESSION.arn };
const OTHERS = { AWS: `arn:aws:iam::${ACCOUNT}:user/bob` };
const GET_SESSION: Principal = { ...ALICE, accessKeyId: 'ASIAALICE' };

// biome-ignore format: one line a case
const CASES: readonly Case[] = [
  { doc: 'denyAllow', name: 'by default all is denied', out: 'identity-based' },
  { doc: 'denyAllow', name: 'an allow allows', id: [ALLOWS], out: 'allow' },
  { doc: 'denyAllow', name: 'an allow of something else does not', id: [OTHER], out: 'identity-based' },
  { doc: 'denyAllow', name: 'a deny overrides an allow of another policy', id: [ALLOWS, DENIES], out: 'deny' },
  { doc: 'denyAllow', name: 'a deny overrides an allow before it', id: [identity(allow(SEND), deny(SEND))], out: 'deny' },
  { doc: 'denyAllow', name: 'a deny overrides an allow after it', id: [identity(deny(SEND), allow(SEND))], out: 'deny' },
  { doc: 'denyAllow', name: 'a deny of something else does not', id: [ALLOWS, identity(deny('sns:*'))], out: 'allow' },
  { doc: 'denyAllow', name: 'one allow of many suffices', id: [OTHER, ALLOWS, OTHER], out: 'allow' },
  { doc: 'denyAllow', name: 'a deny whose condition does not match does not', id: [ALLOWS, identity(deny(SEND, '*', { Condition: { Bool: { x: 'true' } } }))], out: 'allow' },
  { doc: 'denyAllow', name: 'an allow whose condition does not match does not', id: [identity(allow(SEND, '*', { Condition: { Bool: { x: 'true' } } }))], out: 'identity-based' },
  { doc: 'notAction', name: 'NotAction allows all else', id: [identity({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })], out: 'allow' },
  { doc: 'notAction', name: 'NotAction denies all else', id: [ALLOWS, identity({ Effect: 'Deny', NotAction: 'iam:*', Resource: '*' })], out: 'deny' },
  { doc: 'notAction', name: 'NotAction does not allow what it names', id: [identity({ Effect: 'Allow', NotAction: 'sqs:*', Resource: '*' })], out: 'identity-based' },
  { doc: 'notResource', name: 'NotResource denies all else', id: [ALLOWS, identity({ Effect: 'Deny', Action: 'sqs:*', NotResource: `${QUEUE}2` })], out: 'deny' },
  { doc: 'notResource', name: 'NotResource spares what it names', id: [ALLOWS, identity({ Effect: 'Deny', Action: 'sqs:*', NotResource: QUEUE })], out: 'allow' },
  { doc: 'root', name: 'root needs no policy', who: ROOT, out: 'allow' },
  { doc: 'root', name: "root is bound by a resource's deny", who: ROOT, on: [against(ACCT_ROOT)], out: 'deny' },
  { doc: 'root', name: "root needs the other account's policy", who: ROOT, owner: OTHER_ACCOUNT, out: 'resource-based' },
  { doc: 'crossAccount', name: "root of a trusted account", who: ROOT, owner: OTHER_ACCOUNT, on: [to(ACCT_ROOT)], out: 'allow' },

  { doc: 'boundaries', name: 'a boundary alone allows nothing', boundary: ALLOWS, out: 'identity-based' },
  { doc: 'boundaries', name: 'allowed by both', id: [ALLOWS], boundary: ALLOWS, out: 'allow' },
  { doc: 'boundaries', name: 'a boundary that allows something else', id: [ALLOWS], boundary: OTHER, out: 'permissions boundary' },
  { doc: 'boundaries', name: 'a boundary that denies', id: [ALLOWS], boundary: identity(allow('*'), deny(SEND)), out: 'deny' },
  { doc: 'session', name: 'a session policy alone allows nothing', who: SESSION, session: [ALLOWS], out: 'identity-based' },
  { doc: 'session', name: 'allowed by role and session policy', who: SESSION, id: [ALLOWS], session: [ALLOWS], out: 'allow' },
  { doc: 'session', name: 'a session policy that allows something else', who: SESSION, id: [ALLOWS], session: [OTHER], out: 'session' },
  { doc: 'session', name: 'any of several session policies may allow', who: SESSION, id: [ALLOWS], session: [OTHER, ALLOWS], out: 'allow' },
  { doc: 'session', name: 'a session layer without a policy', who: SESSION, id: [ALLOWS], session: [], out: 'session' },
  { doc: 'session', name: 'a session policy that denies', who: SESSION, id: [ALLOWS], session: [identity(allow('*'), deny(SEND))], out: 'deny' },
  { doc: 'session', name: 'role, boundary and session policy', who: SESSION, id: [ALLOWS], boundary: ALLOWS, session: [ALLOWS], out: 'allow' },
  { doc: 'session', name: 'the boundary is said before the session', who: SESSION, id: [ALLOWS], boundary: OTHER, session: [OTHER], out: 'permissions boundary' },

  { doc: 'singleAccount', name: 'a resource policy that names the user suffices', on: [to(USER)], out: 'allow' },
  { doc: 'singleAccount', name: 'a resource policy for everybody suffices', on: [to('*')], out: 'allow' },
  { doc: 'singleAccount', name: '"AWS": "*" is everybody', on: [to({ AWS: '*' })], out: 'allow' },
  { doc: 'singleAccount', name: 'a resource policy for somebody else', on: [to(OTHERS)], out: 'identity-based' },
  { doc: 'singleAccount', name: 'a resource policy for a service', on: [to({ Service: 'lambda.amazonaws.com' })], out: 'identity-based' },
  { doc: 'principal', name: 'a resource policy for the account leaves it to the account', on: [to(ACCT)], out: 'identity-based' },
  { doc: 'principal', name: 'the account by its root ARN', on: [to(ACCT_ROOT)], out: 'identity-based' },
  { doc: 'principal', name: 'the account, and its policy allows', id: [ALLOWS], on: [to(ACCT_ROOT)], out: 'allow' },
  { doc: 'principal', name: 'one of several principals', on: [to({ AWS: [OTHERS.AWS, USER.AWS] })], out: 'allow' },
  { doc: 'principal', name: 'a user by its unique id', on: [to({ AWS: ALICE.userId })], out: 'allow' },
  { doc: 'principal', name: 'a role by its unique id', who: SESSION, on: [to({ AWS: 'AROAWORKERWORKERWORK2' })], out: 'allow' },
  { doc: 'singleAccount', name: 'an identity policy suffices where the resource names another', id: [ALLOWS], on: [to(OTHERS)], out: 'allow' },
  { doc: 'singleAccount', name: 'a resource policy that denies', id: [ALLOWS], on: [against('*')], out: 'deny' },
  { doc: 'singleAccount', name: 'a resource policy that denies the account', id: [ALLOWS], on: [against(ACCT)], out: 'deny' },
  { doc: 'singleAccount', name: 'a resource policy that denies the role', who: SESSION, id: [ALLOWS], on: [against(ROLE)], out: 'deny' },
  { doc: 'singleAccount', name: 'a resource policy that denies somebody else', id: [ALLOWS], on: [against(OTHERS)], out: 'allow' },
  { doc: 'singleAccount', name: 'an identity policy that denies what the resource allows', id: [DENIES], on: [to(USER)], out: 'deny' },

  { doc: 'boundaries', name: 'a grant to a user is not limited by the boundary', boundary: OTHER, on: [to(USER)], out: 'allow' },
  { doc: 'boundaries', name: 'a grant to a role is limited by the boundary', who: SESSION, boundary: OTHER, on: [to(ROLE)], out: 'permissions boundary' },
  { doc: 'boundaries', name: 'a grant to a role within the boundary needs no identity policy', who: SESSION, boundary: ALLOWS, on: [to(ROLE)], out: 'allow' },
  { doc: 'boundaries', name: 'a grant to a role suffices', who: SESSION, on: [to(ROLE)], out: 'allow' },
  { doc: 'boundaries', name: 'a grant to a role is limited by the session policy', who: SESSION, session: [OTHER], on: [to(ROLE)], out: 'session' },
  { doc: 'boundaries', name: 'a grant to the session is not limited by the boundary', who: SESSION, boundary: OTHER, on: [to(SELF)], out: 'allow' },
  { doc: 'boundaries', name: 'a grant to the session is not limited by its policy', who: SESSION, session: [OTHER], on: [to(SELF)], out: 'allow' },
  { doc: 'boundaries', name: 'a grant to everybody with aws:PrincipalArn of the role', who: SESSION, boundary: OTHER, on: [to('*', { Condition: { ArnEquals: { 'aws:PrincipalArn': ROLE.AWS } } })], out: 'allow' },
  { doc: 'boundaries', name: 'an explicit deny in the boundary limits a grant to a user', boundary: identity(deny(SEND)), on: [to(USER)], out: 'deny' },
  { doc: 'boundaries', name: 'the more direct grant of two counts', who: SESSION, boundary: OTHER, on: [to(ROLE), to(SELF)], out: 'allow' },
  { doc: 'boundaries', name: 'also where it comes first', who: SESSION, boundary: OTHER, on: [to(SELF), to(ROLE)], out: 'allow' },
  { doc: 'principal', name: 'a grant to another session of the role', who: SESSION, on: [to({ AWS: `${SESSION.arn}2` })], out: 'identity-based' },
  { doc: 'principal', name: "a user's temporary credentials are the user", who: GET_SESSION, on: [to(USER)], out: 'allow' },

  { doc: 'notPrincipal', name: 'NotPrincipal denies all others', id: [ALLOWS], on: [deny(SEND, QUEUE, { NotPrincipal: OTHERS })], out: 'deny' },
  { doc: 'notPrincipal', name: 'user and account named', id: [ALLOWS], on: [deny(SEND, QUEUE, { NotPrincipal: { AWS: [ALICE.arn, ACCT_ROOT.AWS] } })], out: 'allow' },
  { doc: 'notPrincipal', name: 'the user named without its account', id: [ALLOWS], on: [deny(SEND, QUEUE, { NotPrincipal: USER })], out: 'deny' },
  { doc: 'notPrincipal', name: 'session, role and account named', who: SESSION, id: [ALLOWS], on: [deny(SEND, QUEUE, { NotPrincipal: { AWS: [SESSION.arn, ROLE.AWS, ACCOUNT] } })], out: 'allow' },
  { doc: 'notPrincipal', name: 'the role named without the session', who: SESSION, id: [ALLOWS], on: [deny(SEND, QUEUE, { NotPrincipal: { AWS: [ROLE.AWS, ACCOUNT] } })], out: 'deny' },
  { doc: 'notPrincipal', name: 'always denies who has a boundary', id: [ALLOWS], boundary: ALLOWS, on: [deny(SEND, QUEUE, { NotPrincipal: { AWS: [ALICE.arn, ACCT_ROOT.AWS] } })], out: 'deny' },
  { doc: 'notPrincipal', name: 'a service named', who: LAMBDA, on: [to({ Service: 'lambda.amazonaws.com' }), deny(SEND, QUEUE, { NotPrincipal: { Service: 'lambda.amazonaws.com' } })], out: 'allow' },
  { doc: 'notPrincipal', name: 'root named by its account', who: ROOT, on: [deny(SEND, QUEUE, { NotPrincipal: ACCT })], out: 'allow' },

  { doc: 'crossAccount', name: 'neither allows', owner: OTHER_ACCOUNT, out: 'identity-based' },
  { doc: 'crossAccount', name: 'only the own account allows', owner: OTHER_ACCOUNT, id: [ALLOWS], out: 'resource-based' },
  { doc: 'crossAccount', name: 'only the other account allows', owner: OTHER_ACCOUNT, on: [to(USER)], out: 'identity-based' },
  { doc: 'crossAccount', name: 'both allow', owner: OTHER_ACCOUNT, id: [ALLOWS], on: [to(USER)], out: 'allow' },
  { doc: 'crossAccount', name: 'the other account trusts the whole account', owner: OTHER_ACCOUNT, id: [ALLOWS], on: [to(ACCT)], out: 'allow' },
  { doc: 'crossAccount', name: 'the other account lets everybody in', owner: OTHER_ACCOUNT, id: [ALLOWS], on: [to('*')], out: 'allow' },
  { doc: 'crossAccount', name: 'everybody, but the own account does not allow', owner: OTHER_ACCOUNT, on: [to('*')], out: 'identity-based' },
  { doc: 'crossAccount', name: 'the other account names somebody else', owner: OTHER_ACCOUNT, id: [ALLOWS], on: [to(OTHERS)], out: 'resource-based' },
  { doc: 'crossAccount', name: 'the boundary limits', owner: OTHER_ACCOUNT, id: [ALLOWS], boundary: OTHER, on: [to(USER)], out: 'permissions boundary' },
  { doc: 'crossAccount', name: 'the session policy limits', who: SESSION, owner: OTHER_ACCOUNT, id: [ALLOWS], session: [OTHER], on: [to(SELF)], out: 'session' },
  { doc: 'crossAccount', name: 'the other account denies', owner: OTHER_ACCOUNT, id: [ALLOWS], on: [to('*'), against(ACCT)], out: 'deny' },
  { doc: 'crossAccount', name: 'the own account denies', owner: OTHER_ACCOUNT, id: [ALLOWS, DENIES], on: [to(USER)], out: 'deny' },
  { doc: 'crossAccount', name: 'an owner who is the caller is no other account', owner: ACCOUNT, id: [ALLOWS], out: 'allow' },

  { doc: 'principal', name: 'a service that is named', who: LAMBDA, on: [to({ Service: 'lambda.amazonaws.com' })], out: 'allow' },
  { doc: 'principal', name: 'a service that is not named', who: LAMBDA, on: [to({ Service: 'sns.amazonaws.com' })], out: 'resource-based' },
  { doc: 'principal', name: 'a service, and everybody may', who: LAMBDA, on: [to('*')], out: 'allow' },
  { doc: 'principal', name: 'a service without a policy', who: LAMBDA, out: 'resource-based' },
  { doc: 'principal', name: 'a service that is denied', who: LAMBDA, on: [to('*'), against({ Service: 'lambda.amazonaws.com' })], out: 'deny' },
  { doc: 'principal', name: 'a service in another account', who: LAMBDA, owner: OTHER_ACCOUNT, on: [to({ Service: 'lambda.amazonaws.com' })], out: 'allow' },
  { doc: 'principal', name: 'a service is not in an account', who: LAMBDA, on: [to(ACCT)], out: 'resource-based' },
  { doc: 'principal', name: 'nobody, and everybody may', who: ANYBODY, on: [to('*')], out: 'allow' },
  { doc: 'principal', name: 'nobody, and the account may', who: ANYBODY, on: [to(ACCT)], out: 'resource-based' },
  { doc: 'principal', name: 'nobody, without a policy', who: ANYBODY, out: 'resource-based' },
  { doc: 'principal', name: 'nobody, denied', who: ANYBODY, on: [to('*'), against('*')], out: 'deny' },

  { doc: 'trust', name: 'a trust policy that names the user suffices', trust: USER, out: 'allow' },
  { doc: 'trust', name: 'a trust policy that names the role suffices', who: SESSION, trust: ROLE, out: 'allow' },
  { doc: 'trust', name: 'a trust policy that names the account needs an identity policy', trust: ACCT_ROOT, out: 'identity-based' },
  { doc: 'trust', name: 'a trust policy that names the account, and an identity policy', trust: ACCT_ROOT, id: [identity(allow('sts:AssumeRole'))], out: 'allow' },
  { doc: 'trust', name: 'an identity policy alone does not suffice', trust: OTHERS, id: [identity(allow('sts:AssumeRole'))], out: 'resource-based' },
  { doc: 'trust', name: 'a trust policy for a service', who: LAMBDA, trust: { Service: 'lambda.amazonaws.com' }, out: 'allow' },
  { doc: 'trust', name: 'a trust policy for another service', who: LAMBDA, trust: { Service: 'ec2.amazonaws.com' }, out: 'resource-based' },
  { doc: 'trust', name: 'across accounts both are needed', trust: USER, owner: OTHER_ACCOUNT, out: 'identity-based' },
  { doc: 'trust', name: 'across accounts, both allow', trust: ACCT, owner: OTHER_ACCOUNT, id: [identity(allow('sts:AssumeRole'))], out: 'allow' },
];

function decide(one: Case): { outcome: ReturnType<typeof evaluate>; question: Parameters<typeof evaluate>[0] } {
  const policies: PrincipalPolicies = {
    identity: (one.id ?? []).map((policy) => attached('identity-based', policy)),
    ...(one.boundary && { boundary: attached('permissions boundary', one.boundary) }),
    ...(one.session && { session: one.session.map((policy) => attached('session', policy)) }),
  };
  const trust =
    one.trust && parsePolicy(text({ Effect: 'Allow', Principal: one.trust, Action: 'sts:AssumeRole' }), 'trust');
  const question = {
    ...ask({ principal: one.who ?? ALICE, ...(trust && { action: 'sts:AssumeRole' }) }),
    ...(one.owner && { resourceAccountId: one.owner }),
    ...(one.on && { resourcePolicy: resource(...one.on) }),
    ...(trust && { resourcePolicy: trust, resourcePolicyRequired: true }),
  };
  return { outcome: evaluate(question, policies), question };
}

suite('the decision', () => {
  for (const one of CASES) {
    test(`${one.name}: ${one.out} (${DOCS[one.doc]})`, () => {
      const { outcome } = decide(one);
      assert.equal(outcome.allowed ? 'allow' : outcome.by ? 'deny' : outcome.missing, one.out);
    });
  }
});

const DENIED = `User: ${ALICE.arn} is not authorized to perform: ${SEND} on resource: ${QUEUE}`;
const BECAUSE = `allows the ${SEND} action`;

// biome-ignore format: one line a case
const MESSAGES: readonly [string, Omit<Case, 'doc' | 'name' | 'out'>, message: string][] = [
  ['nothing allows', {}, `${DENIED} because no identity-based policy ${BECAUSE}`],
  ['the boundary does not', { id: [ALLOWS], boundary: OTHER }, `${DENIED} because no permissions boundary ${BECAUSE}`],
  ['the session policy does not', { id: [ALLOWS], session: [OTHER] }, `${DENIED} because no session policy ${BECAUSE}`],
  ['the other account does not', { id: [ALLOWS], owner: OTHER_ACCOUNT }, `${DENIED} because no resource-based policy ${BECAUSE}`],
  ['identity policy denies', { id: [DENIES] }, `${DENIED} with an explicit deny in an identity-based policy`],
  ['boundary denies', { boundary: DENIES }, `${DENIED} with an explicit deny in a permissions boundary`],
  ['session policy denies', { session: [DENIES] }, `${DENIED} with an explicit deny in a session policy`],
  ['resource policy denies', { on: [against('*')] }, `${DENIED} with an explicit deny in a resource-based policy`],
  ['trust policy', { trust: OTHERS }, `User: ${ALICE.arn} is not authorized to perform: sts:AssumeRole on resource: ${QUEUE}`],
];

suite(`messages (${DOCS.messages})`, () => {
  for (const [name, one, message] of MESSAGES) {
    test(name, () => {
      const { outcome, question } = decide({ doc: 'messages', name, out: 'deny', ...one });
      assert.equal(denialMessage(question, outcome), message);
    });
  }
  test("a managed policy of the caller's account is named, another account's and AWS's are not", () => {
    const place = (arn: string): string => {
      const question = ask();
      const outcome = evaluate(question, { identity: [attached('identity-based', DENIES, arn)] });
      return denialMessage(question, outcome).slice(DENIED.length);
    };
    const explicit = ' with an explicit deny in an identity-based policy';
    assert.equal(place(`arn:aws:iam::${ACCOUNT}:policy/X`), `${explicit}: arn:aws:iam::${ACCOUNT}:policy/X`);
    assert.equal(place('arn:aws:iam::aws:policy/X'), explicit);
    assert.equal(place(`arn:aws:iam::${OTHER_ACCOUNT}:policy/X`), explicit);
  });
  test('S3 says no more across accounts', () => {
    const question = ask({ action: 's3:GetObject', resource: 'arn:aws:s3:::b/k', resourceAccountId: OTHER_ACCOUNT });
    assert.equal(denialMessage(question, evaluate(question, { identity: [] })), 'Access Denied');
  });
  test('S3 quotes the resource', () => {
    const question = ask({ action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' });
    const message = denialMessage(question, evaluate(question, { identity: [] }));
    assert.match(
      message,
      /on resource: "arn:aws:s3:::b\/k" because no identity-based policy allows the s3:GetObject action$/,
    );
  });
});
