/** Pagination tokens: opaque to clients, useless for anything but going on. */
import { invalidToken } from './errors.ts';

export function encodeToken(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

export function decodeToken(token: string): readonly (string | number)[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(parts) && parts.every((part) => typeof part === 'string' || typeof part === 'number')) {
      return parts;
    }
  } catch {
    // Not one of ours: answered below.
  }
  throw invalidToken();
}
