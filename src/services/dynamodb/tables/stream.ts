/** A table's stream as CreateTable and UpdateTable switch it on. */
import { invalidValues } from '../errors.ts';
import type { StreamSpecification } from '../model.ts';
import type { StreamState } from '../store.ts';

/** A new stream; its label is when it was made, as AWS has it. Throws where it does not say what it holds. */
export function streamLabel({ StreamViewType: viewType }: StreamSpecification, nowMs: number): StreamState {
  if (viewType === undefined) throw invalidValues('StreamViewType must be specified when StreamEnabled is true');
  return { label: new Date(nowMs).toISOString().slice(0, -1), viewType, enabled: true };
}
