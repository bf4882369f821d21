/** How much of a token's room the session policies and tags take, as AWS's PackedPolicySize counts it: in per cent. */
import { deflateRawSync } from 'node:zlib';
import { PACKED_MAX_BYTES, POLICY_PLAIN_MAX_CHARACTERS } from './limits.ts';
import { PackedPolicyTooLargeException } from './model.ts';

export interface Packed {
  readonly policy?: string | undefined;
  readonly policyArns?: readonly string[] | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Undefined where there is nothing to pack. Throws PackedPolicyTooLargeException. */
export function packedPercent({ policy, policyArns = [], tags }: Packed): number | undefined {
  const pairs = Object.entries(tags);
  if (policy === undefined && policyArns.length === 0 && pairs.length === 0) return undefined;
  const plain = (policy ?? '').length + policyArns.reduce((total, arn) => total + arn.length, 0);
  const packed = deflateRawSync(JSON.stringify([policy ?? '', policyArns, pairs])).byteLength;
  const percent = Math.ceil(Math.max(plain / POLICY_PLAIN_MAX_CHARACTERS, packed / PACKED_MAX_BYTES) * 100);
  // "Packed policy consumes 118% of allotted space" (public reports of 2026, read on 2026-11-24).
  if (percent > 100) throw new PackedPolicyTooLargeException(`Packed policy consumes ${percent}% of allotted space`);
  return percent;
}
