/** Session tags: those passed, and the transitive ones that a chained session inherits and cannot change. */
import type { Principal } from '../../auth/principal.ts';
import { WireError } from '../../wire/error.ts';
import type { AssumeRoleRequest } from './model.ts';

export interface SessionTags {
  readonly tags: Readonly<Record<string, string>>;
  readonly transitiveTagKeys: readonly string[];
}

/** The transitive tags of the calling session. */
export function inheritedTags({ session }: Principal): SessionTags {
  const keys = new Set((session?.transitiveTagKeys ?? []).map((key) => key.toLowerCase()));
  const inherited = Object.entries(session?.tags ?? {}).filter(([key]) => keys.has(key.toLowerCase()));
  return { tags: Object.fromEntries(inherited), transitiveTagKeys: inherited.map(([key]) => key) };
}

/** Throws InvalidParameterValue, in AWS's words (recorded from AWS by public test suites, read on 2026-11-24). */
export function sessionTags(
  principal: Principal,
  { Tags: passed = [], TransitiveTagKeys: transitive = [] }: Pick<AssumeRoleRequest, 'Tags' | 'TransitiveTagKeys'>,
): SessionTags {
  const inherited = inheritedTags(principal);
  const inheritedKeys = new Set(inherited.transitiveTagKeys.map((key) => key.toLowerCase()));
  const passedKeys = new Set(passed.map(({ Key }) => Key.toLowerCase()));
  if (passedKeys.size < passed.length) {
    throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  }
  if ([...passedKeys].some((key) => inheritedKeys.has(key))) {
    throw invalid(
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
  }
  if (transitive.some((key) => !passedKeys.has(key.toLowerCase()))) {
    throw invalid('The specified transitive tag key must be included in the requested tags.');
  }
  if (passed.some(({ Key }) => /^aws:/i.test(Key))) throw invalid('Tag keys starting with aws: are reserved for AWS.');
  return {
    tags: { ...inherited.tags, ...Object.fromEntries(passed.map(({ Key, Value }) => [Key, Value])) },
    transitiveTagKeys: [...inherited.transitiveTagKeys, ...transitive],
  };
}

const invalid = (message: string): WireError => new WireError('InvalidParameterValue', 400, message);
