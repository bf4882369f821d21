/** What S3 answers where a bucket has no configuration of a kind: each has a code and words of its own. */
import { WireError } from '../../wire/error.ts';

/** Recorded from AWS in public snapshots; the codes are those that Terraform's provider waits for (2026-11-27). */
const WORDS = {
  NoSuchBucketPolicy: 'The bucket policy does not exist',
  NoSuchCORSConfiguration: 'The CORS configuration does not exist',
  NoSuchConfiguration: 'The specified configuration does not exist.',
  NoSuchLifecycleConfiguration: 'The lifecycle configuration does not exist',
  NoSuchPublicAccessBlockConfiguration: 'The public access block configuration was not found',
  NoSuchTagSet: 'The TagSet does not exist',
  NoSuchWebsiteConfiguration: 'The specified bucket does not have a website configuration',
  MetadataConfigurationNotFound: 'The metadata configuration does not exist.',
  MetadataTableConfigurationNotFound: 'The metadata table configuration does not exist.',
  ObjectLockConfigurationNotFoundError: 'Object Lock configuration does not exist for this bucket',
  OwnershipControlsNotFoundError: 'The bucket ownership controls were not found',
  ReplicationConfigurationNotFoundError: 'The replication configuration was not found',
} as const;

export function notConfigured(code: keyof typeof WORDS, bucketName: string): WireError {
  return new WireError(code, 404, WORDS[code], { BucketName: bucketName });
}
