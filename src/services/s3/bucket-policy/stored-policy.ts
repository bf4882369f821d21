/**
 * A bucket's policy as it is kept and as it is compiled. Users and roles that it names are kept by their unique ids
 * beside the text, as AWS does, so that whoever makes another of the same name later is not let in.
 */
import { compilePolicy } from '../../../auth/policy/compile.ts';
import type { PolicyDocument } from '../../../auth/policy/document.ts';
import { readPolicy } from '../../../auth/policy/parse.ts';
import type { CompiledPolicy, CompiledStatement } from '../../../auth/policy/policy.ts';
import type { PrincipalDocument } from '../../../auth/policy/principals.ts';
import { canonicalUserId } from '../buckets.ts';
import { isPublicPolicy } from './public.ts';
import { INVALID_PRINCIPAL, malformedPolicy } from './read-policy.ts';

export interface StoredPolicy {
  readonly text: string;
  /** Of users and roles that the text names: ARN to unique id. */
  readonly principals: Readonly<Record<string, string>>;
  /** Of canonical users that it names: id to account. */
  readonly canonicalUsers: Readonly<Record<string, string>>;
}

/** What a bucket's policy asks of identities; IAM fulfils it. */
export interface NamedPrincipals {
  /** The unique id of a user or role; `missing` where its account is here and it is not; undefined for all others. */
  principalId(arn: string): Promise<string | undefined>;
  accountIds(): Promise<readonly string[]>;
}

export const MISSING = 'missing';

/** Throws MalformedPolicy where a principal is not there. */
export async function storePolicy(
  text: string,
  { statements }: PolicyDocument,
  identities: NamedPrincipals,
): Promise<StoredPolicy> {
  const named = statements.flatMap(({ principals = [] }) => principals);
  const principals: Record<string, string> = {};
  for (const arn of new Set(named.filter(({ type }) => type === 'AWS').map(({ value }) => value))) {
    const id = await identities.principalId(arn);
    if (id === MISSING) throw malformedPolicy(INVALID_PRINCIPAL);
    if (id !== undefined) principals[arn] = id;
  }
  const canonicalUsers: Record<string, string> = {};
  const ids = named.filter(({ type }) => type === 'CanonicalUser').map(({ value }) => value);
  if (ids.length > 0) {
    const accounts = new Map((await identities.accountIds()).map((account) => [canonicalUserId(account), account]));
    for (const id of ids) {
      const account = accounts.get(id);
      if (account === undefined) throw malformedPolicy(INVALID_PRINCIPAL);
      canonicalUsers[id] = account;
    }
  }
  return { text, principals, canonicalUsers };
}

export interface BucketPolicy {
  readonly policy: CompiledPolicy;
  readonly isPublic: boolean;
  /** Some condition reads the tags of the object that is asked for. */
  readonly readsObjectTags: boolean;
}

export function compileBucketPolicy(stored: StoredPolicy): BucketPolicy {
  const document = readPolicy(stored.text, 'resource');
  const statements = document.statements.map((statement) => ({
    ...statement,
    principals: statement.principals?.map((principal) => inForce(principal, stored, statement.isNotPrincipal)),
  }));
  return {
    policy: compilePolicy({ ...document, statements }),
    isPublic: isPublicPolicy(document),
    readsObjectTags: /s3:existingobjecttag\//i.test(stored.text),
  };
}

/** NotPrincipal keeps its names: it only denies. */
function inForce(
  principal: PrincipalDocument,
  { principals, canonicalUsers }: StoredPolicy,
  isNotPrincipal: boolean,
): PrincipalDocument {
  const { type, value } = principal;
  if (type === 'CanonicalUser') return { type: 'AWS', value: canonicalUsers[value] ?? value };
  const id = type === 'AWS' && !isNotPrincipal ? principals[value] : undefined;
  return id === undefined ? principal : { type, value: id };
}

/**
 * RestrictPublicBuckets: what a public policy allows, it allows "only [to] AWS service principals and authorized users
 * within the bucket owner's account"; what it denies it denies to all.
 */
export function restricted({ statements }: CompiledPolicy, ownerAccountId: string): CompiledPolicy {
  return { statements: statements.map((statement) => restrictedStatement(statement, ownerAccountId)) };
}

function restrictedStatement(statement: CompiledStatement, ownerAccountId: string): CompiledStatement {
  if (statement.effect === 'Deny') return statement;
  return {
    ...statement,
    matchesPrincipal: (request) =>
      (request.principal.accountId === ownerAccountId || request.principal.kind === 'service') &&
      statement.matchesPrincipal(request),
    grant: (request) => {
      const { accountId, kind } = request.principal;
      if (accountId !== ownerAccountId && kind !== 'service') return undefined;
      return statement.grant ? statement.grant(request) : statement.matchesPrincipal(request) ? 'direct' : undefined;
    },
  };
}
