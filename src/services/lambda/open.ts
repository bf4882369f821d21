/** The room as a whole, as main.ts opens it: the service, the downloads of packages, and what was left unfinished. */
import process from 'node:process';
import type { BlobId, Blobs } from '../../blob/blobs.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { FunctionRunner } from '../../runtime/function-version.ts';
import type { Store } from '../../storage/store.ts';
import type { Service } from '../service.ts';
import { CODE_PATH, CodeDownloads, type Download } from './code-downloads.ts';
import { FunctionCache } from './function-cache.ts';
import type { CodeObjects, FunctionRoles, InvocationGate, LambdaParts } from './parts.ts';
import { Preparation } from './preparation.ts';
import { lambdaService } from './service.ts';
import { keys } from './store.ts';

export interface LambdaOptions {
  readonly store: Store;
  readonly blobs: Blobs;
  readonly sealer: Sealer;
  readonly runner: FunctionRunner;
  readonly roles: FunctionRoles;
  readonly objects: CodeObjects;
  /** Without it every invocation is let in. */
  readonly gate?: InvocationGate;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

/** As sent. */
interface RouteRequest {
  readonly rawPath: string;
  readonly rawQuery: string;
}

export interface Lambda {
  readonly service: Service<LambdaParts>;
  readonly codeDownloads: CodeDownloads;
  /** Paths of the platform's own, for the pipeline: the downloads. Unsigned requests, since the links are signed. */
  readonly platformRoutes: Readonly<Record<string, (request: RouteRequest) => Promise<Download>>>;
  /** Those of the blobs that functions refer to, for the sweeper; at most 1,000 at once. */
  referencedBlobs(ids: readonly BlobId[]): Promise<ReadonlySet<BlobId>>;
  /** Stops the background work; call it before the runtime and the store are closed. */
  close(): Promise<void>;
}

/** Functions that a crash left unfinished are prepared again, in the background. */
export async function openLambda(options: LambdaOptions): Promise<Lambda> {
  const { store, blobs, sealer, runner, roles, objects, gate } = options;
  const functions = new FunctionCache(store, sealer);
  const preparation = new Preparation({ ...options, functions });
  const downloads = new CodeDownloads(options);
  await preparation.resume();
  const architecture = process.arch === 'arm64' ? 'arm64' : 'x86_64';
  return {
    service: lambdaService({
      blobs,
      sealer,
      runner,
      roles,
      objects,
      gate,
      architecture,
      functions,
      preparation,
      downloads,
    }),
    codeDownloads: downloads,
    platformRoutes: { [CODE_PATH]: ({ rawPath, rawQuery }) => downloads.handle(`${rawPath}?${rawQuery}`) },
    referencedBlobs: async (ids) => {
      const entries = await store.getMany(ids.map(keys.package));
      return new Set(ids.filter((_, at) => entries[at] !== undefined));
    },
    close: () => preparation.close(),
  };
}
