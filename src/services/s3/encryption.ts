/** A bucket's default encryption: AES256 with the platform's keys, always. */
import { invalidArgument, malformedXml, unsupported } from './errors.ts';
import type { ServerSideEncryptionRule } from './model.ts';
import type { BucketRecord } from './store.ts';

export interface StoredEncryption {
  readonly bucketKeyEnabled: boolean;
}

export interface ReadEncryption extends StoredEncryption {
  /** Undefined where nothing is said of it. */
  readonly blocksCustomerKeys: boolean | undefined;
}

/** Those of the model's list: a word that it lacks is no valid document, as with its other lists. */
const ALGORITHMS: ReadonlySet<string> = new Set(['AES256', 'aws:kms', 'aws:kms:dsse', 'aws:fsx']);

export function readEncryption(rules: readonly ServerSideEncryptionRule[]): ReadEncryption {
  const [rule, ...others] = rules;
  if (!rule || others.length > 0) throw malformedXml();
  const { ApplyServerSideEncryptionByDefault: byDefault, BucketKeyEnabled, BlockedEncryptionTypes } = rule;
  if (!byDefault && BucketKeyEnabled === undefined && !BlockedEncryptionTypes) throw malformedXml();
  if (byDefault && !ALGORITHMS.has(byDefault.SSEAlgorithm)) throw malformedXml();
  if (byDefault && byDefault.SSEAlgorithm !== 'AES256') {
    throw unsupported(`the server-side encryption ${byDefault.SSEAlgorithm}: there is no KMS yet. Use AES256`);
  }
  if (byDefault?.KMSMasterKeyID !== undefined) {
    // Recorded from AWS, 2025-01-21.
    const words = 'a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse';
    throw invalidArgument(words, 'ApplyServerSideEncryptionByDefault', byDefault.KMSMasterKeyID);
  }
  return { bucketKeyEnabled: BucketKeyEnabled ?? false, blocksCustomerKeys: readBlocked(BlockedEncryptionTypes) };
}

function readBlocked(given: ServerSideEncryptionRule['BlockedEncryptionTypes']): boolean | undefined {
  if (!given) return undefined;
  const [type, ...others] = given.EncryptionType ?? [];
  if (type === undefined || others.length > 0) throw malformedXml();
  return type === 'SSE-C';
}

export function describeRule(
  { blocksCustomerKeys }: BucketRecord,
  stored: StoredEncryption | undefined,
): ServerSideEncryptionRule {
  return {
    ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' },
    BucketKeyEnabled: stored?.bucketKeyEnabled ?? false,
    BlockedEncryptionTypes: { EncryptionType: [blocksCustomerKeys ? 'SSE-C' : 'NONE'] },
  };
}
