/** Policy documents: what is refused when one is written, how they are answered, and their compiled form. */
import { MalformedPolicyError, type ParseOptions, type PolicyKind, parsePolicy } from '../../auth/policy/parse.ts';
import type { CompiledPolicy } from '../../auth/policy/policy.ts';
import { dropOldest } from '../../kit/drop-oldest.ts';
import { COMPILED_DOCUMENTS_MAX } from './limits.ts';
import { MalformedPolicyDocumentException } from './model.ts';

/** Throws MalformedPolicyDocumentException, in the words of the parser, which are AWS's. */
export function checkDocument(text: string, kind: PolicyKind, options?: ParseOptions): void {
  try {
    parsePolicy(text, kind, options);
  } catch (error) {
    if (error instanceof MalformedPolicyError) throw new MalformedPolicyDocumentException(error.message);
    throw error;
  }
}

/** "IAM does not count white space when calculating the size of a policy." */
export function sizeOf(document: string): number {
  return document.replace(/\s/g, '').length;
}

/** "URL-encoded compliant with RFC 3986" (GetRolePolicy, API reference, 2026-11-24). */
export function urlEncoded(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Compiled once for each text, whoever uses it; a text never changes its meaning, so nothing drops but the oldest. */
export class CompiledDocuments {
  readonly #compiled = new Map<string, CompiledPolicy>();

  get(text: string, kind: PolicyKind): CompiledPolicy {
    const key = kind + text;
    const found = this.#compiled.get(key);
    if (found) return found;
    const policy = parsePolicy(text, kind);
    this.#compiled.set(key, policy);
    if (this.#compiled.size > COMPILED_DOCUMENTS_MAX) dropOldest(this.#compiled);
    return policy;
  }
}
