/** AWS's own managed policies that are known here, as data made by tools/managed-policies.ts; read at first use. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AWS_POLICIES } from './names.ts';

export interface AwsPolicy {
  readonly id: string;
  readonly name: string;
  readonly path: string;
  readonly arn: string;
  /** Only the default version is known. */
  readonly versionId: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly document: string;
}

interface StoredPolicy {
  readonly name: string;
  readonly path: string;
  readonly version: string;
  readonly created: string;
  readonly updated: string;
  readonly document: object;
}

let policies: ReadonlyMap<string, AwsPolicy> | undefined;

/** By ARN, in order of their names. */
export function awsPolicies(): ReadonlyMap<string, AwsPolicy> {
  policies ??= read();
  return policies;
}

export function findAwsPolicy(arn: string): AwsPolicy | undefined {
  return arn.startsWith(AWS_POLICIES) ? awsPolicies().get(arn) : undefined;
}

function read(): ReadonlyMap<string, AwsPolicy> {
  const file = new URL('./managed-policies.json', import.meta.url);
  const stored = JSON.parse(readFileSync(file, 'utf8')) as readonly StoredPolicy[];
  return new Map(
    stored.map((policy) => {
      const arn = `${AWS_POLICIES}${policy.path}${policy.name}`;
      return [arn, awsPolicy(policy, arn)];
    }),
  );
}

function awsPolicy({ name, path, version, created, updated, document }: StoredPolicy, arn: string): AwsPolicy {
  return {
    id: idOf(arn),
    name,
    path,
    arn,
    versionId: version,
    createdAtMs: Date.parse(created),
    updatedAtMs: Date.parse(updated),
    document: JSON.stringify(document),
  };
}

/** Always the same for a policy; not the one that AWS gives it, which nobody publishes. */
function idOf(arn: string): string {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const hash = createHash('sha256').update(arn).digest();
  return `ANPA${[...hash.subarray(0, 17)].map((byte) => digits[byte & 31]).join('')}`;
}
