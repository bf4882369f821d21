/**
 * Unstructured patterns: terms that must all occur, `-term` that must not, `?term` of which one must, `"phrases"` and
 * `%regular expressions%`. Question marks beside other terms are ignored, as documented.
 */
import { PATTERN_REGEX_MAX } from '../limits.ts';
import { invalidPattern } from './invalid.ts';
import type { Matcher } from './pattern.ts';
import { compileRegex } from './regex.ts';

interface Term {
  readonly sign: '' | '-' | '?';
  readonly matches: Matcher;
  readonly regex: boolean;
}

const TERM = /\s*([-?]?)\s*(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"]+))(?=\s|$)/y;

/** Throws InvalidParameterException. */
export function parseTermPattern(pattern: string): Matcher {
  const terms = termsOf(pattern);
  if (terms.filter((term) => term.regex).length > PATTERN_REGEX_MAX) throw invalidPattern();
  const all = terms.filter((term) => term.sign === '');
  const none = terms.filter((term) => term.sign === '-');
  const any = all.length + none.length > 0 ? [] : terms;
  return (message) =>
    all.every((term) => term.matches(message)) &&
    !none.some((term) => term.matches(message)) &&
    (any.length === 0 || any.some((term) => term.matches(message)));
}

function termsOf(pattern: string): readonly Term[] {
  const terms: Term[] = [];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < pattern.length) {
    const found = TERM.exec(pattern);
    if (!found) throw invalidPattern();
    terms.push(termOf(found));
  }
  return terms;
}

function termOf([, sign, phrase, regex, word]: RegExpExecArray): Term {
  const signed = { sign: sign === '-' || sign === '?' ? sign : '' } as const;
  if (regex !== undefined) return { ...signed, matches: compileRegex(regex), regex: true };
  if (word !== undefined && !/^[A-Za-z0-9_]+$/.test(word)) throw invalidCharacters(word);
  if (phrase === '') throw invalidCharacters('""');
  const text = word ?? (phrase ?? '').replace(/\\(.)/g, '$1');
  return { ...signed, matches: (message) => message.includes(text), regex: false };
}

/** "Invalid filter pattern: Invalid character(s) in term '""'" (public report of 2025-02-14, read on 2026-11-23). */
function invalidCharacters(term: string): Error {
  return invalidPattern(`Invalid character(s) in term '${term}'`);
}
