/**
 * A bucket's policy from its text: what S3 refuses when a policy is put is refused here, in its words. What the words
 * are: recordings of AWS in public snapshots, and the tests of gateways that were made against AWS (2026-11-27).
 */
import type { PolicyDocument, StatementDocument } from '../../../auth/policy/document.ts';
import { compileGlob, tokenize } from '../../../auth/policy/match.ts';
import { MalformedPolicyError, readPolicy } from '../../../auth/policy/parse.ts';
import { WireError } from '../../../wire/error.ts';
import { BUCKET_POLICY_BYTES_MAX } from '../limits.ts';
import { bucketActions, objectActions } from './actions.ts';

export interface ReadPolicy {
  /** As it is kept and shown: without the white space between its parts. */
  readonly text: string;
  readonly document: PolicyDocument;
}

/** Throws MalformedPolicy. */
export function readBucketPolicy(given: string, bucketName: string): ReadPolicy {
  if (!given.trimStart().startsWith('{')) throw malformedPolicy(NO_JSON);
  const document = readDocument(given);
  const text = JSON.stringify(JSON.parse(given));
  if (Buffer.byteLength(text) > BUCKET_POLICY_BYTES_MAX) {
    throw malformedPolicy(
      `Normalized policy document exceeds the maximum allowed size of ${BUCKET_POLICY_BYTES_MAX} bytes`,
    );
  }
  for (const statement of document.statements) checkStatement(statement, bucketName);
  return { text, document };
}

export function malformedPolicy(message: string): WireError {
  return new WireError('MalformedPolicy', 400, message);
}

export const INVALID_PRINCIPAL = 'Invalid principal in policy';
const NO_JSON = "Policies must be valid JSON and the first byte must be '{'";

/** What S3 says where the policy language has other words. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/^This policy contains invalid Json/, NO_JSON],
  [/^Invalid principal in policy/, INVALID_PRINCIPAL],
  [/^Missing required field Principal/, 'Missing required field Principal'],
  [/^Policy statement must contain actions/, 'Missing required field Action'],
  [/^Policy statement must contain resources/, 'Missing required field Resource'],
  [/^(?:Actions?\/Condition|Vendor )/, 'Policy has invalid action'],
  [/^(?:Resource |Partition |IAM resource|The policy failed legacy parsing)/, 'Policy has invalid resource'],
  [/^(?:Syntax error|Allow with NotPrincipal)/, 'Invalid policy syntax.'],
];

function readDocument(text: string): PolicyDocument {
  try {
    return readPolicy(text, 'resource');
  } catch (error) {
    if (!(error instanceof MalformedPolicyError)) throw error;
    const isWithoutStatement = error.message.includes('Statement is empty') && !/"Statement"\s*:/.test(text);
    if (isWithoutStatement) throw malformedPolicy('Missing required field Statement');
    throw malformedPolicy(WORDS.find(([pattern]) => pattern.test(error.message))?.[1] ?? error.message);
  }
}

/** Each resource is of this bucket, each action is one of S3's, and has something to act on among them. */
function checkStatement(statement: StatementDocument, bucketName: string): void {
  const { actions, isNotAction, resources = [], isNotResource } = statement;
  for (const action of actions) {
    if (!ALL.some(nameMatcher(action))) throw malformedPolicy('Policy has invalid action');
  }
  const kinds = resources.flatMap((resource) => kindsOf(resource, bucketName));
  if (isNotAction || isNotResource) return;
  for (const action of actions) {
    const matches = nameMatcher(action);
    const applies =
      (kinds.includes('bucket') && bucketActions.some(matches)) ||
      (kinds.includes('object') && objectActions.some(matches));
    if (!applies) throw malformedPolicy('Action does not apply to any resource(s) in statement');
  }
}

const ALL: readonly string[] = [...bucketActions, ...objectActions];

function nameMatcher(action: string): (name: string) => boolean {
  const pattern = action.toLowerCase();
  if (pattern === '*' || pattern === 's3:*' || pattern === '*:*') return () => true;
  if (!pattern.startsWith('s3:')) return () => false;
  return compileGlob(tokenize(pattern.slice('s3:'.length)));
}

const ARN = /^arn:(?:aws|\*):s3:::([^/]+)(\/.*)?$/s;

/** What a resource may mean. Throws where it is of no bucket, or of another one. */
function kindsOf(resource: string, bucketName: string): readonly ('bucket' | 'object')[] {
  const [, bucket, path] = ARN.exec(resource) ?? [];
  if (bucket === undefined || !(bucket === bucketName || matchesName(bucket, bucketName))) {
    throw malformedPolicy('Policy has invalid resource');
  }
  if (path !== undefined) return ['object'];
  // A star at the end may stand for keys, too.
  return bucket.endsWith('*') ? ['bucket', 'object'] : ['bucket'];
}

function matchesName(pattern: string, bucketName: string): boolean {
  return /[*?]/.test(pattern) && compileGlob(tokenize(pattern))(bucketName);
}
