/** What the operations of this service share: its parts, and changes that everybody sees at once. */
import type { Sealer } from '../../kit/seal.ts';
import type { Changes, Entry, Key, Transaction } from '../../storage/store.ts';
import type { Context } from '../service.ts';
import type { Generation } from './generation.ts';
import type { KeyUses } from './key-uses.ts';
import type { ServiceUses } from './service-uses.ts';

export interface IamParts {
  readonly sealer: Sealer;
  readonly generation: Generation;
  readonly keyUses: KeyUses;
  readonly serviceUses: ServiceUses;
}

export type IamContext = Context<IamParts>;

/** The only way in which operations write: what is cached of identities is dropped before the caller is answered. */
export async function change<T>(
  ctx: IamContext,
  changedKeys: readonly Key[],
  decide: (entries: readonly (Entry | undefined)[]) => Transaction<T> | Promise<Transaction<T>>,
): Promise<T> {
  let writing = false;
  try {
    return await ctx.transact(changedKeys, async (entries) => {
      const transaction = await decide(entries);
      writing ||= transaction.changes !== undefined;
      return transaction;
    });
  } finally {
    // Also where the outcome is unknown: reading again is always right.
    if (writing) ctx.parts.generation.next();
  }
}

/** Several changes as one. */
export function together(...parts: readonly Changes[]): Changes {
  return {
    sets: parts.flatMap(({ sets }) => sets ?? []),
    deletes: parts.flatMap(({ deletes }) => deletes ?? []),
    adds: parts.flatMap(({ adds }) => adds ?? []),
  };
}
