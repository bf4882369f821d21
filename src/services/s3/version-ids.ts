/** Version ids: opaque to clients, and to us the sequence that finds the version, hidden under what makes them unique. */
import type { Ids } from '../../kit/ids.ts';
import { invalidArgument } from './errors.ts';

/** Of versions that were made while versioning was not enabled. */
export const NULL_VERSION = 'null';

/** Whether it can be one. */
export function isVersionId(text: string): boolean {
  return text === NULL_VERSION || VERSION_ID.test(text);
}

const VERSION_ID = /^[A-Za-z0-9._]{32}$/;
const SEQUENCE_BYTES = 6;
const ID_BYTES = 24;

/** 32 characters, as AWS's. */
export function makeVersionId(ids: Pick<Ids, 'bytes'>, sequence: number): string {
  const bytes = Buffer.from(ids.bytes(ID_BYTES));
  const hidden = bytes.readUIntBE(SEQUENCE_BYTES, SEQUENCE_BYTES);
  bytes.writeUIntBE(xor(sequence, hidden), 0, SEQUENCE_BYTES);
  return bytes.toString('base64').replaceAll('+', '.').replaceAll('/', '_');
}

/** Throws InvalidArgument on what can be no version id ("Invalid version id specified", recorded from AWS, 2026-11-23). */
export function sequenceOf(versionId: string): number {
  if (!VERSION_ID.test(versionId)) {
    throw invalidArgument('Invalid version id specified', 'versionId', versionId);
  }
  const bytes = Buffer.from(versionId.replaceAll('.', '+').replaceAll('_', '/'), 'base64');
  return xor(bytes.readUIntBE(0, SEQUENCE_BYTES), bytes.readUIntBE(SEQUENCE_BYTES, SEQUENCE_BYTES));
}

/** Of 48 bits, which the operator for 32 cannot do. */
function xor(a: number, b: number): number {
  const half = 2 ** 24;
  const high = Math.floor(a / half) ^ Math.floor(b / half);
  return high * half + ((a % half) ^ (b % half));
}
