/** Where applications keep their data: blobs, and the services that stand on them and on the store. */
import path from 'node:path';
import type { BlobId, Blobs } from '../blob/blobs.ts';
import { openDiskBlobs } from '../blob/disk.ts';
import { BlobScrubber } from '../blob/scrubber.ts';
import { BlobSweeper } from '../blob/sweeper.ts';
import type { S3Front } from '../pipeline/s3-front.ts';
import { openDynamodb } from '../services/dynamodb/open.ts';
import { dynamodbStreamsService } from '../services/dynamodb-streams/service.ts';
import { s3ControlService } from '../services/s3-control/service.ts';
import { type ObjectReader, openS3 } from '../services/s3/open.ts';
import type { AccessLog, Service } from '../services/service.ts';
import type { Base } from './base.ts';
import type { Identity } from './identity.ts';
import type { Storage } from './storage.ts';

export interface Data {
  readonly blobs: Blobs;
  readonly scrubber: BlobScrubber;
  readonly services: readonly Service[];
  readonly blobOwners: readonly BlobOwner[];
  /** What buckets say to browsers. */
  readonly s3Front: S3Front;
  readonly s3AccessLog: AccessLog;
  /** For services that read objects for their callers. */
  readonly objects: ObjectReader;
}

export async function openData(
  dataFolder: string,
  base: Base,
  { store, telemetry, spool, sealer }: Storage,
  { iam }: Identity,
): Promise<Data> {
  const { ids, log, closers } = base;
  const folder = path.join(dataFolder, 'blobs');
  const [key, formerKeys] = [sealer.derive('blob'), sealer.deriveFormer('blob')];
  const blobs = await openDiskBlobs({ folder, key, formerKeys, ids, log });
  const scrubber = new BlobScrubber({ ...base, blobs });
  scrubber.start();
  closers.add('scrub', () => scrubber.close());
  const identities = {
    principalId: (arn: string) => iam.identities.principalId(arn),
    accountIds: async () => (await iam.accounts.list()).map(({ accountId }) => accountId),
  };
  const s3 = openS3({ ...base, store, blobs, sealer, identities });
  closers.add('s3', () => s3.close());
  const { log: s3AccessLog, delivery } = s3.openAccessLogs({ telemetry, spool });
  closers.add('s3-access-logs', () => delivery.close());
  const dynamodb = openDynamodb({ ...base, store, objects: s3.transfers });
  closers.add('dynamodb', () => dynamodb.close());
  const streams = dynamodbStreamsService({ source: dynamodb.streams });
  const services = [streams, dynamodb.service, s3.service, s3ControlService({ buckets: s3.control })];
  const blobOwners: readonly BlobOwner[] = [(some) => s3.referencedBlobs(some)];
  const { front: s3Front, objects } = s3;
  return { blobs, scrubber, services, blobOwners, s3Front, s3AccessLog, objects };
}

/** Says which of the blobs (at most 1,000) its records refer to. */
export type BlobOwner = (ids: readonly BlobId[]) => Promise<ReadonlySet<BlobId>>;

/** Removes blobs that no owner knows. Once all owners are open. */
export function sweepBlobs(blobs: Blobs, owners: readonly BlobOwner[], { clock, log, closers }: Base): void {
  const isReferenced: BlobOwner = async (ids) => {
    const known = await Promise.all(owners.map((owner) => owner(ids)));
    return new Set(known.flatMap((some) => [...some]));
  };
  const sweeper = new BlobSweeper({ blobs, isReferenced, clock, log });
  sweeper.start();
  closers.add('blobs', () => sweeper.close());
}
