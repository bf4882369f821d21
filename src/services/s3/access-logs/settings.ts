/** What a bucket says of its access log: as PutBucketLogging took it. */
import { WireError } from '../../../wire/error.ts';
import type { Bucket } from '../bucket-cache.ts';
import { malformedXml, unsupported } from '../errors.ts';
import type { LoggingEnabled } from '../model.ts';
import type { S3Context } from '../parts.ts';

/**
 * Throws where the logs cannot go there, in the words of the user guide (troubleshooting-server-access-logging, 2026-11-28).
 * AWS spells CrossLocationLoggingProhibitted so, other than its documentation (recorded in public snapshots).
 */
export async function checkTarget(ctx: S3Context, source: Bucket, logging: LoggingEnabled): Promise<void> {
  const { TargetBucket, TargetGrants = [], TargetObjectKeyFormat: format } = logging;
  if (TargetGrants.length > 0) throw unsupported('grants on the objects of access logs (TargetGrants)');
  if (format?.SimplePrefix && format.PartitionedPrefix) {
    throw malformedXml();
  }
  const target = await ctx.parts.buckets.get(TargetBucket);
  if (!target) throw invalidTarget('The target bucket for logging does not exist', TargetBucket);
  if (target.record.accountId !== source.record.accountId) {
    const words = 'The owner for the bucket to be logged and the target bucket must be the same.';
    throw invalidTarget(words, TargetBucket);
  }
  if (target.record.region === source.record.region) return;
  const fields = { TargetBucketLocation: target.record.region };
  throw new WireError('CrossLocationLoggingProhibitted', 403, 'Cross S3 location logging not allowed. ', fields);
}

function invalidTarget(message: string, TargetBucket: string): WireError {
  return new WireError('InvalidTargetBucketForLogging', 400, message, { TargetBucket });
}
