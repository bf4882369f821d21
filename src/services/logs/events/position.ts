/**
 * Where an event stands in the order of all events: its time, then its block (time-ordered: the order of ingestion),
 * then its place in the block. The event id is that position as AWS writes it: 56 digits, the time above bit 144.
 */

export interface Position {
  readonly timestampMs: number;
  /** 32 hexadecimal digits. */
  readonly blockId: string;
  /** Place in the block, below 65,536. */
  readonly index: number;
}

const ID_DIGITS = 56;
const NO_BLOCK = '0'.repeat(32);

/** Before every event of this time. */
export function startOf(timestampMs: number): Position {
  return { timestampMs, blockId: NO_BLOCK, index: 0 };
}

export function comparePositions(a: Position, b: Position): number {
  if (a.timestampMs !== b.timestampMs) return a.timestampMs < b.timestampMs ? -1 : 1;
  if (a.blockId !== b.blockId) return a.blockId < b.blockId ? -1 : 1;
  return a.index - b.index;
}

export function eventIdOf(position: Position): string {
  const id = (BigInt(position.timestampMs) << 144n) | (BigInt(`0x${position.blockId}`) << 16n) | BigInt(position.index);
  return id.toString().padStart(ID_DIGITS, '0');
}

/** Undefined where the text is no event id. */
export function positionOf(eventId: string): Position | undefined {
  if (!/^[0-9]{56,58}$/.test(eventId)) return undefined;
  const id = BigInt(eventId);
  const timestampMs = Number(id >> 144n);
  if (!Number.isSafeInteger(timestampMs)) return undefined;
  const blockId = ((id >> 16n) & ((1n << 128n) - 1n)).toString(16).padStart(32, '0');
  return { timestampMs, blockId, index: Number(id & 0xffffn) };
}

/** The position directly behind this one. */
export function behind(position: Position): Position {
  const id = (BigInt(`0x${position.blockId}`) << 16n) | BigInt(position.index);
  const next = id + 1n;
  if (next >> 144n) return startOf(position.timestampMs + 1);
  return {
    timestampMs: position.timestampMs,
    blockId: (next >> 16n).toString(16).padStart(32, '0'),
    index: Number(next & 0xffffn),
  };
}
