/** Percent-encoding, query strings and forms. */
import { WireError } from './error.ts';
import { FORM_FIELDS_MAX } from './limits.ts';

/** Key and value pairs, decoded once each, `+` as a space. */
export function parsePairs(text: string): readonly (readonly [string, string])[] {
  const pairs: (readonly [string, string])[] = [];
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf('&', start);
    const end = found === -1 ? text.length : found;
    if (end > start) {
      const equals = text.indexOf('=', start);
      const keyEnd = equals === -1 || equals > end ? end : equals;
      pairs.push([decode(text.slice(start, keyEnd)), decode(text.slice(Math.min(keyEnd + 1, end), end))]);
      if (pairs.length > FORM_FIELDS_MAX) throw malformed(`more than ${FORM_FIELDS_MAX} fields`);
    }
    start = end + 1;
  }
  return pairs;
}

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return decodePercent(spaced) ?? fail(malformed('broken percent-encoding'));
}

/** Undefined where an escape is broken or its bytes are no UTF-8. */
export function decodePercent(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function malformed(why: string): WireError {
  return new WireError('MalformedQueryString', 400, `The query string contains a syntax error: ${why}`);
}

function fail(error: Error): never {
  throw error;
}
