/**
 * Shard iterators: `<stream ARN>|1|<position>`. Whoever makes one up gains nothing: reading is authorized on the ARN in
 * it.
 */
import { validationError } from './errors.ts';
import { ITERATOR_LIFE_MS } from './limits.ts';
import { ExpiredIteratorException } from './model.ts';

export interface ShardIterator {
  readonly arn: string;
  /** The change that is read next; `oldest` is whichever is the oldest then. */
  readonly from: bigint | 'oldest';
}

export function encodeIterator({ arn, from }: ShardIterator, nowMs: number): string {
  return `${arn}|1|${Buffer.from(`${nowMs.toString(36)}.${from}`).toString('base64')}`;
}

/** Throws ValidationException, and ExpiredIteratorException for one that is too old. */
export function decodeIterator(text: string, nowMs: number): ShardIterator {
  const [arn = '', version, position = ''] = text.split('|');
  const parts = /^([0-9a-z]{1,10})\.(oldest|[0-9]{1,18})$/.exec(Buffer.from(position, 'base64').toString('latin1'));
  const [, madeAt, from] = parts ?? [];
  if (version !== '1' || madeAt === undefined || from === undefined) throw validationError('Invalid ShardIterator');
  if (nowMs - Number.parseInt(madeAt, 36) > ITERATOR_LIFE_MS) {
    // The model's documentation of the error: AWS's own text is not recorded anywhere.
    throw new ExpiredIteratorException(
      'The shard iterator has expired and can no longer be used to retrieve stream records.',
    );
  }
  return { arn, from: from === 'oldest' ? from : BigInt(from) };
}

/** For access.ts, which asks before the operation runs. */
export function arnOfIterator(text: string): string {
  return text.split('|')[0] ?? '';
}
