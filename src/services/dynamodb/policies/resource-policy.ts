/** A table's resource policy: what is refused, how it is kept, and its revisions. */
import type { PolicyDocument, StatementDocument } from '../../../auth/policy/document.ts';
import { MalformedPolicyError, readPolicy } from '../../../auth/policy/parse.ts';
import { invalidValues, validationError } from '../errors.ts';
import { PolicyNotFoundException } from '../model.ts';
import type { TableRecord } from '../store.ts';
import { POLICY_BYTES_MAX } from './limits.ts';

export type ResourcePolicy = NonNullable<TableRecord['policy']>;

/**
 * As it is kept and shown. Two that say the same are the same text. Throws ValidationException; messages of AWS,
 * recorded on 2026-10-09 (ack-api-quirks, DDB-TABLE-211 and DDB-TABLE-442).
 */
export function checkedDocument(text: string): string {
  if (Buffer.byteLength(text) > POLICY_BYTES_MAX)
    throw invalidValues(`Maximum policy size of ${POLICY_BYTES_MAX} bytes exceeded`);
  const { statements } = read(text);
  if (statements.some(isUnbounded)) {
    throw validationError(
      'Resource-based policy grants unbounded access in one or more elements. Please revise the policy to ensure least-privilege form of access',
    );
  }
  return canonical(JSON.parse(text) as Json);
}

function read(text: string): PolicyDocument {
  try {
    return readPolicy(text, 'resource');
  } catch (error) {
    if (error instanceof MalformedPolicyError) throw invalidValues(`Invalid policy document: ${error.message}`);
    throw error;
  }
}

function isUnbounded({ effect, principals = [], conditions }: StatementDocument): boolean {
  return effect === 'Allow' && conditions.length === 0 && principals.some(({ value }) => value === '*');
}

type Json = null | boolean | number | string | Json[] | { readonly [name: string]: Json };

const STATEMENT = [
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];

/** As AWS shows it: without white space, its members in one order, lists of one as what is in them (DDB-TABLE-208). */
function canonical(policy: Json): string {
  const { Version = '2008-10-17', Id, Statement = [] } = policy as Record<string, Json>;
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  const ordered = statements.map((statement) => {
    const members = statement as Record<string, Json>;
    return Object.fromEntries(
      STATEMENT.filter((name) => Object.hasOwn(members, name)).map((name) => [name, memberOf(name, members[name])]),
    );
  });
  return JSON.stringify({ Version, ...(Id !== undefined && { Id }), Statement: ordered });
}

function memberOf(name: string, value: Json = null): Json {
  if (name === 'Effect') return value;
  if (name.endsWith('Principal') && typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.fromEntries(Object.entries(value).map(([kind, whom]) => [kind, single(whom, rootOf)]));
  if (name === 'Condition') return value;
  return single(value);
}

function single(value: Json, change: (text: Json) => Json = (text) => text): Json {
  if (!Array.isArray(value)) return change(value);
  const all = [...new Set(value.map(change))];
  const [only] = all;
  return all.length === 1 && only !== undefined ? only : all;
}

function rootOf(whom: Json): Json {
  return typeof whom === 'string' && /^[0-9]{12}$/.test(whom) ? `arn:aws:iam::${whom}:root` : whom;
}

/** When it was changed, as AWS has it (DDB-TABLE-207), and never the same again. */
export function nextRevision(before: ResourcePolicy | undefined, nowMs: number): string {
  return String(Math.max(nowMs, before ? Number(before.revisionId) + 1 : 0));
}

/** `NO_POLICY`: there must be none. Throws PolicyNotFoundException (moto's tests that were verified on AWS, 2026-11-27). */
export function requireRevision({ name, policy }: TableRecord, expected: string | undefined): void {
  if (expected === undefined || expected === policy?.revisionId || (expected === 'NO_POLICY' && !policy)) return;
  if (expected === 'NO_POLICY') {
    throw policyNotFound(
      `Requested policy update expecting none to be present for table ${name}, but a policy exists with revision id ${policy?.revisionId}.`,
    );
  }
  const asked = `Requested update for policy with revision id ${expected}`;
  throw policyNotFound(
    policy
      ? `${asked}, but the policy associated to target table ${name} has revision id ${policy.revisionId}.`
      : `${asked}, but table ${name} has no associated policy.`,
  );
}

export function policyNotFound(what: string): PolicyNotFoundException {
  return new PolicyNotFoundException(`Resource-based policy not found for the provided ResourceArn: ${what}`);
}
