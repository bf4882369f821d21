/**
 * Functions held open in memory, so that a warm invoke reads no store: the record, its settings as the runtime takes
 * them (environment opened), and its resource policy compiled. Whoever changes a record drops it here before it
 * answers; with several processes, Store.watch on `keys.functions` would do that for the changes of others.
 */
import { parsePolicy } from '../../auth/policy/parse.ts';
import type { CompiledPolicy } from '../../auth/policy/policy.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { FunctionVersion } from '../../runtime/function-version.ts';
import type { Store } from '../../storage/store.ts';
import { openVariables } from './environment.ts';
import { CACHED_FUNCTIONS_MAX } from './limits.ts';
import { functionArn, LATEST } from './names.ts';
import { policyDocument } from './resource-policy.ts';
import { type FunctionId, type FunctionRecord, type FunctionSettings, functionRecord, keys } from './store.ts';

export interface LoadedFunction {
  readonly record: FunctionRecord;
  /** What invocations run. */
  readonly version: FunctionVersion;
  /** Undefined where there is none. */
  readonly policy: CompiledPolicy | undefined;
}

export class FunctionCache {
  readonly #store: Pick<Store, 'get'>;
  readonly #sealer: Sealer;
  /** The least recently loaded first. */
  readonly #loaded = new Map<string, LoadedFunction>();
  /** Grows with every drop, so that what was read before a change is not kept after it. */
  #drops = 0;

  constructor(store: Pick<Store, 'get'>, sealer: Sealer) {
    this.#store = store;
    this.#sealer = sealer;
  }

  /** A promise only where the store has to be asked; undefined where there is no such function. */
  get(id: FunctionId): LoadedFunction | undefined | Promise<LoadedFunction | undefined> {
    return this.#loaded.get(nameOf(id)) ?? this.#load(id);
  }

  drop(id: FunctionId): void {
    this.#drops++;
    this.#loaded.delete(nameOf(id));
  }

  async #load(id: FunctionId): Promise<LoadedFunction | undefined> {
    const drops = this.#drops;
    const entry = await this.#store.get(keys.function(id));
    if (!entry) return undefined;
    const record = functionRecord.decode(entry.value);
    const document = policyDocument(record.statements);
    const loaded: LoadedFunction = {
      record,
      version: runnable(this.#sealer, record, record.running ?? record.latest),
      policy: document === undefined ? undefined : parsePolicy(document, 'resource'),
    };
    if (drops === this.#drops) this.#keep(nameOf(id), loaded);
    return loaded;
  }

  #keep(name: string, loaded: LoadedFunction): void {
    this.#loaded.set(name, loaded);
    if (this.#loaded.size <= CACHED_FUNCTIONS_MAX) return;
    const oldest = this.#loaded.keys().next();
    if (!oldest.done) this.#loaded.delete(oldest.value);
  }
}

/** One of a record's settings, as the runtime takes them. */
export function runnable(sealer: Sealer, record: FunctionRecord, settings: FunctionSettings): FunctionVersion {
  const { accountId, region, name, reservedConcurrency } = record;
  const arn = functionArn(record);
  return {
    accountId,
    region,
    name,
    version: LATEST,
    arn,
    revisionId: settings.buildId,
    runtime: settings.runtime,
    handler: settings.handler,
    memoryMb: settings.memoryMb,
    timeoutMs: settings.timeoutSeconds * 1000,
    ephemeralStorageMb: settings.ephemeralStorageMb,
    environment: openVariables(sealer, arn, settings),
    roleArn: settings.roleArn,
    code: settings.code,
    logGroup: settings.logGroup,
    ...(reservedConcurrency !== undefined && { reservedConcurrency }),
  };
}

function nameOf(id: FunctionId): string {
  return `${id.accountId}/${id.region}/${id.name}`;
}
