/** Client tokens: a request that comes again within eight hours gets the answer of the first. */
import { createHash } from 'node:crypto';
import type { Changes, Entry } from '../../../storage/store.ts';
import {
  transferExpiryRecord,
  type TransferJob,
  transferJobRecord,
  transferKeys,
  transferTokenRecord,
} from '../store-transfers.ts';
import { TRANSFER_KEPT_MS, TRANSFER_TOKEN_MS } from './limits.ts';

/** Of everything but the token. */
export function digestOf(input: { readonly ClientToken?: string | undefined }): string {
  const rest = JSON.stringify({ ...input, ClientToken: undefined });
  return createHash('sha256').update(rest).digest('hex');
}

/** The id of what was made by the same request; `conflict` is thrown where it was another one. */
export function madeBefore(
  entry: Entry | undefined,
  digest: string,
  nowMs: number,
  conflict: () => Error,
): string | undefined {
  const known = entry && transferTokenRecord.decode(entry.value);
  if (!known || nowMs - known.atMs > TRANSFER_TOKEN_MS) return undefined;
  if (known.digest !== digest) throw conflict();
  return known.id;
}

/** What is noted with each that is begun; `isOver`: it has failed already. */
export function noteSets(
  job: TransferJob,
  { token, digest, nowMs, isOver }: { token: string | undefined; digest: string; nowMs: number; isOver: boolean },
): NonNullable<Changes['sets']> {
  const expiry = { ...job, ...(token !== undefined && { token }) };
  return [
    { key: transferKeys.expiry(nowMs + TRANSFER_KEPT_MS, job.id), value: transferExpiryRecord.encode(expiry) },
    ...(isOver ? [] : [{ key: transferKeys.job(job), value: transferJobRecord.encode(job) }]),
    ...(token === undefined
      ? []
      : [
          {
            key: transferKeys.token(job, job.kind, token),
            value: transferTokenRecord.encode({ digest, id: job.id, atMs: nowMs }),
          },
        ]),
  ];
}
