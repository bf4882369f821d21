/** Passwords of users: what the account's policy asks of one, and how one is kept: as a scrypt hash, never to be read again. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { validationError } from './errors.ts';
import { PASSWORD_LENGTH_DEFAULT, PASSWORD_REUSE_MAX } from './limits.ts';
import { PasswordPolicyViolationException } from './model.ts';
import type { AccountSettings, Password } from './store.ts';

/** OWASP's password storage cheat sheet (2026-11-24): N = 2^15, r = 8, p = 3; 32 MiB and some 150 ms for one. */
const COST = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 32;

/** `scrypt$15$8$3$<salt>$<hash>`, so that costs may change later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const hash = await derive(password, salt, COST);
  return ['scrypt', Math.log2(COST.N), COST.r, COST.p, salt.toString('base64'), hash.toString('base64')].join('$');
}

export async function isPassword(password: string, kept: string): Promise<boolean> {
  const [kind, logN, r, p, salt = '', expected = ''] = kept.split('$');
  if (kind !== 'scrypt') throw new Error(`Unknown kind of password hash: ${kind}`);
  const cost = { N: 2 ** Number(logN), r: Number(r), p: Number(p), maxmem: COST.maxmem };
  return timingSafeEqual(await derive(password, Buffer.from(salt, 'base64'), cost), Buffer.from(expected, 'base64'));
}

/** The record of a user's new password. Throws PasswordPolicyViolation. */
export async function newPassword(
  { passwordPolicy: policy }: AccountSettings,
  password: string,
  given: { readonly resetRequired: boolean; readonly nowMs: number; readonly present: Password | undefined },
): Promise<Password> {
  checkStrength(policy, password);
  const { present, nowMs, resetRequired } = given;
  const former = present ? [present.hash, ...present.previous] : [];
  for (const hash of former.slice(0, policy?.reusePrevention ?? 0)) {
    if (await isPassword(password, hash)) throw violation('Password has been used before.');
  }
  return {
    hash: await hashPassword(password),
    createdAtMs: present?.createdAtMs ?? nowMs,
    changedAtMs: nowMs,
    resetRequired,
    previous: former.slice(0, PASSWORD_REUSE_MAX),
  };
}

/** The words are ours: no record of AWS's was found. */
function checkStrength(policy: AccountSettings['passwordPolicy'], password: string): void {
  const least = policy?.minimumLength ?? PASSWORD_LENGTH_DEFAULT;
  if (password.length < least) throw violation(`Password should have a minimum length of ${least}`);
  const lacks = CHARACTERS.filter(({ pattern }) => !pattern.test(password));
  // "Must include a minimum of three of the following mix of character types" (default policy, IAM user guide, 2026-11-24).
  const refused = policy ? lacks.find(({ asked }) => policy[asked]) : lacks.length > 1 ? lacks[0] : undefined;
  if (refused) throw violation(`Password should have at least one ${refused.words}`);
}

const CHARACTERS = [
  { asked: 'uppercase', pattern: /[A-Z]/, words: 'uppercase letter' },
  { asked: 'lowercase', pattern: /[a-z]/, words: 'lowercase letter' },
  { asked: 'numbers', pattern: /[0-9]/, words: 'number' },
  { asked: 'symbols', pattern: /[!@#$%^&*()_+\-=[\]{}|']/, words: 'symbol' },
] as const;

/** Optional in the model alone: a root user may make one for a member account without it, and there are no such here. */
export function requirePassword(password: string | undefined): string {
  if (password === undefined) throw validationError('Password is a required parameter here.');
  return password;
}

const violation = (message: string): Error => new PasswordPolicyViolationException(message);

function derive(password: string, salt: Buffer, cost: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, cost, (error, hash) => (error ? reject(error) : resolve(hash)));
  });
}
