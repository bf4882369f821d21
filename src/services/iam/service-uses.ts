/** When each user and role last called each service: gathered in memory from what is authenticated, written in the background. */
import type { Principal } from '../../auth/principal.ts';
import type { Clock } from '../../kit/clock.ts';
import type { Ids } from '../../kit/ids.ts';
import type { Log } from '../../kit/log.ts';
import type { Key, Store } from '../../storage/store.ts';
import { holderRecords } from './holders.ts';
import { SERVICE_USES_EVERY_MS, SERVICE_USES_MAX, SERVICE_USES_PIECE, SERVICES_MAX } from './limits.ts';
import type { RoleLastUsed } from './model.ts';
import type { IamContext } from './parts.ts';
import { type Holder, keys, lastPart, type ServiceUse, serviceUseRecord } from './store.ts';

export interface ServiceUseParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
}

interface Waiting extends ServiceUse {
  readonly accountId: string;
  readonly kind: 'user' | 'role';
  readonly name: string;
  readonly uniqueId: string;
  readonly service: string;
}

export class ServiceUses {
  readonly #parts: ServiceUseParts;
  #waiting = new Map<string, Waiting>();
  #cancelTimer: (() => void) | undefined;
  #flushing: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(parts: ServiceUseParts) {
    this.#parts = parts;
  }

  /** Of users and roles; the root user and services have no access advisor. */
  used(principal: Principal, service: string, region: string): void {
    const { kind, accountId, userId, userName, session } = principal;
    const name = kind === 'user' ? userName : kind === 'assumed-role' ? session?.roleName : undefined;
    if (this.#closed || name === undefined) return;
    const end = userId.indexOf(':');
    const uniqueId = end === -1 ? userId : userId.slice(0, end);
    const of = kind === 'user' ? 'user' : 'role';
    const atMs = this.#parts.clock.nowMs();
    this.#waiting.set(`${uniqueId} ${service}`, { accountId, kind: of, name, uniqueId, service, atMs, region });
    if (this.#waiting.size >= SERVICE_USES_MAX) void this.flush();
    else this.#cancelTimer ??= this.#parts.clock.after(SERVICE_USES_EVERY_MS, () => void this.flush());
  }

  /** Resolves when all uses so far are written, or were given up with a line in the log. */
  flush(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const uses = [...this.#waiting.values()];
    this.#waiting = new Map();
    this.#flushing = this.#flushing.then(() => this.#write(uses));
    return this.#flushing;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.flush();
  }

  async #write(uses: readonly Waiting[]): Promise<void> {
    try {
      for (let at = 0; at < uses.length; at += SERVICE_USES_PIECE) {
        await Promise.all(uses.slice(at, at + SERVICE_USES_PIECE).map((use) => this.#writeOne(use)));
      }
    } catch (error) {
      this.#parts.log.error('The last uses of some services could not be written', error);
    }
  }

  /** Nothing is written of one that was deleted meanwhile. */
  #writeOne({ accountId, kind, name, uniqueId, service, atMs, region }: Waiting): Promise<void> {
    const { store, ids } = this.#parts;
    return store.transact(ids.uuid(), [keys.entity(accountId, kind, name)], ([entry]) => {
      const holder: Holder | undefined = entry && holderRecords[kind].decode(entry.value);
      if (holder?.id !== uniqueId) return { result: undefined };
      const value = serviceUseRecord.encode({ atMs, region });
      return { changes: { sets: [{ key: keys.serviceUse(accountId, uniqueId, service), value }] }, result: undefined };
    });
  }
}

/** By service; what waits in memory counts after the next flush, as on AWS after some hours. */
export async function serviceUsesOf(
  { store }: Pick<IamContext, 'store'>,
  accountId: string,
  uniqueId: string,
): Promise<ReadonlyMap<string, ServiceUse>> {
  const { entries } = await store.range({ prefix: keys.serviceUses(accountId, uniqueId), limit: SERVICES_MAX });
  return new Map(entries.map(({ key, value }) => [lastPart(key), serviceUseRecord.decode(value)]));
}

/** What goes with a user or role that is deleted. */
export async function serviceUseKeys(
  { store, accountId }: Pick<IamContext, 'store' | 'accountId'>,
  uniqueId: string,
): Promise<readonly Key[]> {
  const { entries } = await store.range({ prefix: keys.serviceUses(accountId, uniqueId), limit: SERVICES_MAX });
  return entries.map(({ key }) => key);
}

/** As GetRole shows it: empty where the role was not used. */
export async function roleLastUsed(ctx: IamContext, role: { readonly id: string }): Promise<RoleLastUsed> {
  const uses = [...(await serviceUsesOf(ctx, ctx.accountId, role.id)).values()];
  const last = uses.toSorted((a, b) => b.atMs - a.atMs)[0];
  return last ? { LastUsedDate: last.atMs, Region: last.region } : {};
}
