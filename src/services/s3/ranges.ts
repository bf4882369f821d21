/** `Range` of a GET: one range of bytes, as S3 reads it. */
import { WireError, withHeaders } from '../../wire/error.ts';
import type { ByteRange } from './open-content.ts';

/**
 * Undefined for the whole object: also where the header is none that S3 knows (several ranges, another unit), which it
 * ignores. Throws InvalidRange where the range lies behind the end.
 */
export function readRange(header: string | undefined, sizeBytes: number): ByteRange | undefined {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? '') ?? [];
  if (header === undefined || (from === '' && to === '')) return undefined;
  if (from === '') {
    const start = Math.max(0, sizeBytes - Number(to));
    if (Number(to) === 0 || sizeBytes === 0) throw invalidRange(header, sizeBytes);
    return { start, end: sizeBytes };
  }
  const start = Number(from);
  const end = to === '' ? sizeBytes : Number(to) + 1;
  // A range that ends before it begins is no range.
  if (end <= start && to !== '') return undefined;
  if (start >= sizeBytes) throw invalidRange(header, sizeBytes);
  return { start, end: Math.min(end, sizeBytes) };
}

/** "The requested range is not satisfiable" (recorded from AWS, 2026-11-23). */
function invalidRange(header: string, sizeBytes: number): WireError {
  const fields = { RangeRequested: header, ActualObjectSize: String(sizeBytes) };
  const error = new WireError('InvalidRange', 416, 'The requested range is not satisfiable', fields);
  return withHeaders(error, { 'content-range': `bytes */${sizeBytes}` });
}

export function describeRange({ start, end }: ByteRange, sizeBytes: number): string {
  return `bytes ${start}-${end - 1}/${sizeBytes}`;
}
