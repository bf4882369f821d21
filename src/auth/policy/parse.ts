/** Policy documents from their text: what AWS refuses when it is written is refused here, in its words. */
import type { CompiledPolicy } from './policy.ts';

/** `identity` also for boundaries and session policies. */
export type PolicyKind = 'identity' | 'resource' | 'trust';

/** The message is AWS's. */
export class MalformedPolicyError extends Error {
  override readonly name = 'MalformedPolicyError';
}

/** Throws MalformedPolicyError. */
export function parsePolicy(_text: string, _kind: PolicyKind): CompiledPolicy {
  throw new Error('The policy parser is being written');
}
