/** The room as a whole, as main.ts opens it: the service, and what cleans up behind it. */
import type { BlobId, Blobs } from '../../blob/blobs.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import { later } from '../../kit/later.ts';
import type { Log } from '../../kit/log.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Store } from '../../storage/store.ts';
import type { AccessLog, Service } from '../service.ts';
import { AccessLogDelivery, type DeliveryOptions } from './access-logs/delivery.ts';
import { type AccessSpool, openAccessLog } from './access-logs/log.ts';
import { BucketCache } from './bucket-cache.ts';
import type { NamedPrincipals } from './bucket-policy/stored-policy.ts';
import type { BucketControl } from './control.ts';
import { Digests } from './digests/digests.ts';
import { type BucketFront, bucketFront } from './front.ts';
import { Garbage } from './garbage.ts';
import { LifecycleWorker } from './lifecycle/worker.ts';
import type { S3Parts } from './parts.ts';
import type { Caller, MeantObject, ReadObject } from './read-for-others.ts';
import { s3Service } from './service.ts';
import { keys } from './store.ts';
import type { ObjectTransfers } from './transfer-for-others.ts';

export interface S3Options {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly sealer: Sealer;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Users, roles and accounts that the policies of buckets name. */
  readonly identities: NamedPrincipals;
}

export interface S3 {
  readonly service: Service<S3Parts>;
  readonly garbage: Garbage;
  /** For what stands in front of the operations. */
  readonly front: BucketFront;
  /** Does what the rules of buckets say. */
  readonly lifecycle: LifecycleWorker;
  /** Begins to take and to deliver the access logs of buckets. `telemetry`: where their lines wait; the spool brings them there. */
  openAccessLogs(where: { readonly telemetry: Store; readonly spool: AccessSpool }): AccessLogs;
  /** For S3 Control. */
  readonly control: Methods<BucketControl>;
  /** For services that read objects for their callers. */
  readonly objects: ObjectReader;
  /** For services that move objects in the background. */
  readonly transfers: Methods<ObjectTransfers>;
  /** Those of the blobs that objects refer to, for the sweeper; at most 1,000 at once. */
  referencedBlobs(ids: readonly BlobId[]): Promise<ReadonlySet<BlobId>>;
  /** Stops the background work; call it before the store is closed. */
  close(): Promise<void>;
}

export interface AccessLogs {
  readonly log: AccessLog;
  /** Close it before the stores. */
  readonly delivery: AccessLogDelivery;
}

/** Without what only the class itself can see. */
type Methods<T> = Pick<T, keyof T>;

export interface ObjectReader {
  /** Undefined bytes where it has more than `limitBytes`. Throws S3's errors, and what the caller's `authorize` throws. */
  read(caller: Caller, object: MeantObject, limitBytes: number): Promise<ReadObject>;
}

/** What a crash left of the garbage is collected in the background. */
export function openS3(options: S3Options): S3 {
  const { store, blobs, sealer, identities } = options;
  const garbage = new Garbage(options);
  garbage.collect();
  const buckets = new BucketCache(store);
  const digests = new Digests(options);
  const parts: S3Parts = { blobs, sealer, buckets, garbage, digests, identities };
  const lifecycle = new LifecycleWorker({ ...options, parts });
  lifecycle.start();
  const transfers = laterTransfers(parts, options);
  return {
    openAccessLogs(where) {
      const put: DeliveryOptions['put'] = (bucket, key, bytes) => transfers.put(bucket, key, bytes);
      const delivery = new AccessLogDelivery({ ...options, ...where, buckets, put });
      delivery.start();
      return { log: openAccessLog({ ...options, ...where, buckets }), delivery };
    },
    front: bucketFront(buckets),
    control: laterControl(buckets),
    service: s3Service(parts),
    garbage,
    objects: laterReader(parts),
    transfers,
    referencedBlobs: async (ids) => {
      const entries = await store.getMany(ids.map(keys.blob));
      return new Set(ids.filter((_, at) => entries[at] !== undefined));
    },
    lifecycle,
    close: async () => {
      await lifecycle.close();
      await garbage.close();
      digests.close();
    },
  };
}

function laterControl(buckets: BucketCache): S3['control'] {
  const methods = {
    ownerOf: true,
    accessCheck: true,
    tags: true,
    changeTags: true,
    publicAccess: true,
    setPublicAccess: true,
  } as const;
  return later(methods, async () => new (await import('./control.ts')).BucketControl(buckets));
}

function laterReader(parts: S3Parts): ObjectReader {
  return later<ObjectReader>({ read: true }, async () => {
    const { readForOthers } = await import('./read-for-others.ts');
    return { read: (caller, object, limitBytes) => readForOthers(parts, caller, object, limitBytes) };
  });
}

function laterTransfers(parts: S3Parts, options: S3Options): S3['transfers'] {
  const methods = {
    requirePut: true,
    requireList: true,
    requireRead: true,
    put: true,
    list: true,
    read: true,
  } as const;
  const load = async (): Promise<ObjectTransfers> => {
    const { ObjectTransfers: Transfers } = await import('./transfer-for-others.ts');
    return new Transfers(parts, options);
  };
  return later<S3['transfers']>(methods, load);
}
