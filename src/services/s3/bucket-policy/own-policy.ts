/** Whose policies may be read and changed. */
import type { Bucket } from '../bucket-cache.ts';
import { methodNotAllowed } from '../errors.ts';
import type { S3Context } from '../parts.ts';

/**
 * "If you have the correct permissions, but you're not using an identity that belongs to the bucket owner's account,
 * Amazon S3 returns a 405 Method Not Allowed error" (API reference of the three operations, 2026-11-27).
 */
export function requireOwnAccount(
  { accountId }: S3Context,
  { record }: Bucket,
  method: 'GET' | 'PUT' | 'DELETE',
): void {
  if (accountId !== record.accountId) throw methodNotAllowed(method, 'BUCKETPOLICY');
}
