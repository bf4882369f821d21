/**
 * Access key ids as AWS makes them: AKIA… (lasting) or ASIA… (temporary) and 16 characters of base32, which carry the
 * account: a bit that is set since 2019, 40 bits of account id, then 39 that are random.
 */
import type { Ids } from './ids.ts';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const RANDOM_BITS = 39n;

export function makeAccessKeyId(prefix: 'AKIA' | 'ASIA', accountId: string, ids: Ids): string {
  const random = BigInt(`0x${Buffer.from(ids.bytes(5)).toString('hex')}`) & ((1n << RANDOM_BITS) - 1n);
  let bits = (((1n << 40n) | BigInt(accountId)) << RANDOM_BITS) | random;
  let text = '';
  for (let at = 0; at < 16; at++) {
    text = (BASE32[Number(bits & 31n)] ?? '') + text;
    bits >>= 5n;
  }
  return prefix + text;
}

/** Undefined where the id is not of this form: made before 2019, or not by AWS. */
export function accountOfAccessKeyId(accessKeyId: string): string | undefined {
  if (!/^A[KS]IA[Q-Z2-7][A-Z2-7]{15}$/.test(accessKeyId)) return undefined;
  let bits = 0n;
  for (const character of accessKeyId.slice(4)) bits = (bits << 5n) | BigInt(BASE32.indexOf(character));
  const account = (bits >> RANDOM_BITS) & ((1n << 40n) - 1n);
  return account > 999_999_999_999n ? undefined : account.toString().padStart(12, '0');
}
