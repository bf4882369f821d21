/** Verifies a data directory, at rest or beside the cloud that runs on it: reads everything, changes nothing. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { type BlobId, BlobMissingError } from '../blob/blobs.ts';
import { type BlobReader, readDiskBlobs } from '../blob/disk.ts';
import { LIST_MAX } from '../blob/limits.ts';
import { RandomIds } from '../kit/ids.ts';
import { openMasterKey, type Sealer } from '../kit/seal.ts';
import { encodeKey } from '../storage/key.ts';
import { inspectSpool } from '../storage/spool/inspect.ts';
import { findRow, inspectStore } from '../storage/sqlite/inspect.ts';
import { type Key, keyName } from '../storage/store.ts';
import { BLOBS, type BlobReferences, MASTER_KEY, SPOOL, STATE, TELEMETRY } from './layout.ts';

export interface Checked {
  readonly records: number;
  readonly blobs: number;
  readonly references: number;
  readonly spoolEntries: number;
  /** Blobs that nothing refers to; the sweeper removes them once they are old. */
  readonly orphans: number;
  /** One line each. */
  readonly damage: readonly string[];
}

interface Reference {
  readonly key: Key;
  readonly blobId: BlobId;
}

/** `onDamage` hears of each as it is found. */
export async function checkData(
  folder: string,
  referencesOf: BlobReferences,
  onDamage: (line: string) => void,
): Promise<Checked> {
  const damage: string[] = [];
  const found = (what: string): void => {
    damage.push(what);
    onDamage(what);
  };
  const references: Reference[] = [];
  let fingerprint: Uint8Array | undefined;
  const ofState = inspectStore(path.join(folder, STATE), {
    damage: (what) => found(`${STATE}: ${what}`),
    entry(key, value) {
      if (keyName(key) === 'system/master-key') fingerprint = value;
      try {
        references.push(...referencesOf(key, value).map((blobId) => ({ key, blobId })));
      } catch (error) {
        found(`${STATE}: record ${keyName(key)}: ${(error as Error).message}`);
      }
    },
  });
  const ofTelemetry = inspectStore(path.join(folder, TELEMETRY), {
    damage: (what) => found(`${TELEMETRY}: ${what}`),
    entry() {},
  });
  const spoolEntries = await inspectSpool(path.join(folder, SPOOL), (what) => found(`${SPOOL}: ${what}`));
  const sealer = await openKey(folder, fingerprint, found);
  const whole = new Set<BlobId>();
  let blobs = 0;
  if (sealer) {
    const reader = readDiskBlobs({
      folder: path.join(folder, BLOBS),
      key: sealer.derive('blob'),
      formerKeys: sealer.deriveFormer('blob'),
      ids: new RandomIds(),
    });
    blobs = await checkBlobs(reader, whole, found);
    for (const reference of references) {
      if (!whole.has(reference.blobId)) await checkReference(folder, reader, reference, referencesOf, found);
    }
  }
  const referenced = new Set(references.map(({ blobId }) => blobId));
  const orphans = [...whole].filter((id) => !referenced.has(id)).length;
  return { records: ofState + ofTelemetry, blobs, references: references.length, spoolEntries, orphans, damage };
}

/** Undefined where what was sealed cannot be opened. */
async function openKey(
  folder: string,
  fingerprint: Uint8Array | undefined,
  found: (what: string) => void,
): Promise<Sealer | undefined> {
  const file = path.join(folder, MASTER_KEY);
  if (!existsSync(file)) {
    found(`${MASTER_KEY} is missing: no secret and no blob can be opened, so blobs were not checked`);
    return undefined;
  }
  const sealer = await openMasterKey(file);
  // The file may hold keys that were added since.
  if (!fingerprint || sealer.fingerprints.some((known) => sameBytes(known, fingerprint))) return sealer;
  found(`${MASTER_KEY} is not the key that this data was sealed with, so blobs were not checked`);
  return undefined;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

async function checkBlobs(reader: BlobReader, whole: Set<BlobId>, found: (what: string) => void): Promise<number> {
  let count = 0;
  for (let after: BlobId | undefined; ; ) {
    const page = await reader.list(after, LIST_MAX).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return [];
    });
    for (const id of page) {
      count++;
      const wrong = await damageOf(reader, id);
      if (wrong === undefined) whole.add(id);
      // Deleted meanwhile, unless a record refers to it: that is looked at afterwards.
      else if (wrong !== 'missing') found(`${BLOBS}: ${wrong}`);
    }
    after = page.at(-1);
    if (after === undefined) return count;
  }
}

async function damageOf(reader: BlobReader, id: BlobId): Promise<string | undefined> {
  try {
    for await (const _ of reader.read(id));
    return undefined;
  } catch (error) {
    return error instanceof BlobMissingError ? 'missing' : (error as Error).message;
  }
}

/** What was changed while this ran is judged as it stands now. */
async function checkReference(
  folder: string,
  reader: BlobReader,
  { key, blobId }: Reference,
  referencesOf: BlobReferences,
  found: (what: string) => void,
): Promise<void> {
  const wrong = await damageOf(reader, blobId);
  if (wrong === undefined) return;
  const row = findRow(path.join(folder, STATE), encodeKey(key));
  if (!row || row.damaged || !referencesOf(key, row.value).includes(blobId)) return;
  found(
    `${STATE}: record ${keyName(key)} refers to blob ${blobId}, which is ${wrong === 'missing' ? wrong : 'damaged'}`,
  );
}
