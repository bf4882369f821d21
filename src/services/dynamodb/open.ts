/** The room as a whole, as main.ts opens it: the service, and its background work. */
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Store } from '../../storage/store.ts';
import type { Service } from '../service.ts';
import { Throttle } from './capacity/throttle.ts';
import { Jobs } from './jobs/jobs.ts';
import { Copier } from './backups/copier.ts';
import { LogPruner } from './backups/pruner.ts';
import type { ObjectStore } from './object-store.ts';
import type { DynamodbParts } from './parts.ts';
import { dynamodbService } from './service.ts';
import { StreamReader } from './streams/reader.ts';
import { StreamTrimmer } from './streams/trimmer.ts';
import { TableCache } from './tables/cache.ts';
import { TokenSweeper } from './transactions/token-sweeper.ts';
import { TransferWorker } from './transfers/worker.ts';
import { TtlWorker } from './ttl/worker.ts';

export interface DynamodbOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  /** Buckets, for exports and imports. */
  readonly objects: ObjectStore;
}

export interface Dynamodb {
  readonly service: Service<DynamodbParts>;
  /** For DynamoDB Streams. */
  readonly streams: StreamReader;
  /** For tests: each runs by itself, on the clock. */
  readonly background: {
    readonly trimmer: StreamTrimmer;
    readonly tokens: TokenSweeper;
    readonly ttl: TtlWorker;
    readonly copier: Copier;
    readonly pruner: LogPruner;
    readonly transfers: TransferWorker;
  };
  /** What tables and indexes that were deleted have left, and the filling of new indexes. */
  readonly jobs: Jobs;
  /** Stops the background work; call it before the store is closed. */
  close(): Promise<void>;
}

export function openDynamodb(options: DynamodbOptions): Dynamodb {
  const { store, objects } = options;
  const tables = new TableCache(store);
  const jobs = new Jobs({ ...options, tables });
  const ttl = new TtlWorker({ ...options, tables });
  const copier = new Copier({ ...options, tables });
  const transfers = new TransferWorker({ ...options, tables, copier, jobs });
  const background = {
    trimmer: new StreamTrimmer(options),
    tokens: new TokenSweeper(options),
    ttl,
    copier,
    pruner: new LogPruner({ ...options, jobs }),
    transfers,
  };
  for (const work of Object.values(background)) work.start();
  jobs.wake();
  copier.wake();
  transfers.wake();
  return {
    service: dynamodbService({ tables, throttle: new Throttle(options.clock), jobs, ttl, copier, objects, transfers }),
    streams: new StreamReader(store),
    background,
    jobs,
    async close() {
      await Promise.all([jobs, ...Object.values(background)].map((work) => work.close()));
    },
  };
}
