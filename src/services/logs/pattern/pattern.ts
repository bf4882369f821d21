/**
 * Filter patterns of CloudWatch Logs: terms, `%regex%`, `{ JSON }` and `[space, delimited]`, as documented in "Filter
 * pattern syntax for metric filters, subscription filters, filter log events, and Live Tail" (read on 2026-11-23).
 */
import { parseFieldPattern } from './fields.ts';
import { parseJsonPattern } from './json.ts';
import { parseTermPattern } from './terms.ts';

export type Matcher = (message: string) => boolean;

/** Throws InvalidParameterException where the text is no pattern. The empty one matches everything. */
export function compilePattern(text: string): Matcher {
  const pattern = text.trim();
  if (pattern === '') return () => true;
  if (pattern.startsWith('{')) return parseJsonPattern(pattern);
  if (pattern.startsWith('[')) return parseFieldPattern(pattern);
  return parseTermPattern(pattern);
}
