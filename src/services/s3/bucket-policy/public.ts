/**
 * Whether a policy is public: it lets everybody in, without a condition that holds them to fixed values.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status
 */
import { isIP } from 'node:net';
import { type ConditionDocument, parseOperator } from '../../../auth/policy/conditions.ts';
import type { PolicyDocument, StatementDocument } from '../../../auth/policy/document.ts';

export function isPublicPolicy({ statements }: PolicyDocument): boolean {
  return statements.some(isPublicStatement);
}

function isPublicStatement({ effect, principals = [], isNotPrincipal, conditions }: StatementDocument): boolean {
  if (effect !== 'Allow' || isNotPrincipal) return false;
  if (!principals.some(({ type, value }) => type === 'AWS' && value === '*')) return false;
  return !conditions.some(narrows);
}

/** "one or more of the following, with a fixed value" (the page above, 2026-11-27). In lower case. */
const FIXING_KEYS: ReadonlySet<string> = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalserviceorgid',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceowner',
  'aws:sourceorgid',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:userid',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
]);

function narrows({ operator, key, values }: ConditionDocument): boolean {
  const name = parseOperator(operator);
  // What also holds where the key is missing, or for all but some, keeps nobody in particular out.
  if (!name || name.ifExists || name.quantifier === 'ForAllValues') return false;
  const lower = key.toLowerCase();
  if (!FIXING_KEYS.has(lower)) return false;
  if (lower === 'aws:sourceip') return name.base === 'IpAddress' && values.every(isNarrowRange);
  if (!POSITIVE.has(name.base)) return false;
  return values.length > 0 && values.every((value) => isFixed(value, name.base));
}

const POSITIVE: ReadonlySet<string> = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
]);

/** Without variables, and, where the operator knows them, without wildcards; of ARNs the account must be fixed. */
function isFixed(value: string, operator: string): boolean {
  if (value.includes('${')) return false;
  if (operator === 'StringEquals' || operator === 'StringEqualsIgnoreCase') return true;
  if (!/[*?]/.test(value)) return true;
  const account = value.split(':')[4];
  return value.startsWith('arn:') && account !== undefined && /^\d{12}$/.test(account);
}

/** Wider than /8 (IPv4) or /32 (IPv6) is everybody. */
function isNarrowRange(value: string): boolean {
  const [address = '', bits] = value.split('/');
  const version = isIP(address);
  if (version === 0) return false;
  return bits === undefined || Number(bits) >= (version === 4 ? 8 : 32);
}
