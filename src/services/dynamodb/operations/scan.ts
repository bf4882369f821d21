/** Scan: all of a table or an index, in the order of the hashes of the hash keys, or one of up to 1,000,000 segments. */
import { validationError } from '../errors.ts';
import { readScan } from '../inputs/reads.ts';
import type { ScanInput, ScanOutput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';
import { pageAnswer } from '../reads/answer.ts';
import { allOf, segmentOf } from '../reads/bounds.ts';
import { readPage } from '../reads/page.ts';
import { checkSelect, sourceOf } from '../reads/source.ts';
import { isWithin, startAfter } from '../reads/start-key.ts';
import { requireTable } from '../tables/cache.ts';

export async function scan(ctx: DynamodbContext, input: ScanInput): Promise<ScanOutput> {
  checkSegment(input);
  const request = readScan(input);
  checkSelect(input);
  const source = sourceOf(await requireTable(ctx, input.TableName), input, request);
  const prefix = source.index?.key ?? source.table.items;
  const { Segment: segment, TotalSegments: total } = input;
  const bounds = segment === undefined || total === undefined ? allOf(prefix) : segmentOf(prefix, segment, total);
  const after = input.ExclusiveStartKey && startAfter(source, input.ExclusiveStartKey);
  if (after && !isWithin(bounds, after)) {
    throw validationError(
      `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${total} Segment: ${segment}`,
    );
  }
  const page = await readPage(ctx, {
    source,
    bounds,
    after,
    reverse: false,
    limit: input.Limit,
    filter: request.filter,
    consistent: input.ConsistentRead,
  });
  return pageAnswer(input, source, page, request.projection);
}

function checkSegment({ Segment: segment, TotalSegments: total }: ScanInput): void {
  if (segment === undefined && total === undefined) return;
  if (total === undefined) {
    throw validationError(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (segment === undefined) {
    throw validationError(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (segment >= total) {
    throw validationError(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  }
}
