/** Which parts an object is made of: pages of their records, so that a range finds its parts without reading all. */
import { BlobMissingError } from '../../../blob/blobs.ts';
import type { Changes, Store } from '../../../storage/store.ts';
import { PARTS_PAGE } from '../limits.ts';
import { type BucketPlace, keys, type PartRecord, type PartsContent, partsPageRecord } from '../store.ts';

/** What a commit writes so that an object may be made of these parts. */
export function makePartsContent(
  bucket: BucketPlace,
  id: string,
  parts: readonly PartRecord[],
): { readonly content: PartsContent; readonly sets: NonNullable<Changes['sets']> } {
  const pages: PartsContent['pages'][number][] = [];
  const sets: NonNullable<Changes['sets']>[number][] = [];
  let startByte = 0;
  for (let from = 0; from < parts.length; from += PARTS_PAGE) {
    const page = parts.slice(from, from + PARTS_PAGE);
    pages.push({ startByte, lastPartNumber: page.at(-1)?.number ?? 0 });
    sets.push({ key: keys.partsPage(bucket, id, pages.length - 1), value: partsPageRecord.encode(page) });
    startByte += page.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }
  return { content: { kind: 'parts', id, partsCount: parts.length, pages }, sets };
}

/** Throws BlobMissingError where it is gone: the object was replaced. */
export async function readPartsPage(
  store: Pick<Store, 'get'>,
  bucket: BucketPlace,
  partsId: string,
  index: number,
): Promise<readonly PartRecord[]> {
  const entry = await store.get(keys.partsPage(bucket, partsId, index));
  if (!entry) throw new BlobMissingError(`Page ${index} of the parts ${partsId} does not exist`);
  return partsPageRecord.decode(entry.value);
}

export interface FoundPart {
  readonly part: PartRecord;
  /** Where in the object it begins. */
  readonly startByte: number;
}

/** The first part is 1, whatever numbers they were put under: "the object has the parts 1, 2 and 3" of 1, 5 and 9. */
export async function findPart(
  store: Pick<Store, 'get'>,
  bucket: BucketPlace,
  { id, pages }: PartsContent,
  number: number,
): Promise<FoundPart | undefined> {
  const index = Math.floor((number - 1) / PARTS_PAGE);
  const page = pages[index] && (await readPartsPage(store, bucket, id, index));
  const at = (number - 1) % PARTS_PAGE;
  const part = page?.[at];
  if (!part) return undefined;
  const before = page.slice(0, at).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return { part, startByte: (pages[index]?.startByte ?? 0) + before };
}

/** The part that begins there. */
export async function findPartAt(
  store: Pick<Store, 'get'>,
  bucket: BucketPlace,
  { id, pages }: PartsContent,
  byte: number,
): Promise<FoundPart | undefined> {
  const index = pages.findLastIndex((page) => page.startByte <= byte);
  let startByte = pages[index]?.startByte ?? 0;
  for (const part of await readPartsPage(store, bucket, id, index)) {
    if (startByte === byte) return { part, startByte };
    startByte += part.sizeBytes;
  }
  return undefined;
}
