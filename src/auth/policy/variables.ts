/**
 * Policy variables: `${aws:username}`, with defaults `${aws:PrincipalTag/team, 'none'}`, and `${*}`, `${?}`, `${$}` for
 * the characters themselves. They mean something in version 2012-10-17 only.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
import { contextReader } from './context.ts';
import { type Matcher, type Token, tokenize } from './match.ts';
import type { AuthorizationRequest } from './policy.ts';

export interface Variable {
  /** Lower case. */
  readonly key: string;
  readonly fallback: string | undefined;
}

export interface Template {
  readonly parts: readonly (Token | Variable)[];
  readonly keys: readonly string[];
}

export function parseTemplate(text: string, options: { variables: boolean; wildcards: boolean }): Template {
  const parts: (Token | Variable)[] = [];
  const keys: string[] = [];
  const plain = (piece: string): void => {
    if (piece === '') return;
    if (options.wildcards) parts.push(...tokenize(piece));
    else parts.push(piece);
  };
  let from = 0;
  for (const found of options.variables ? text.matchAll(VARIABLE) : []) {
    const part = readVariable(found[1] ?? '');
    if (!part) continue;
    plain(text.slice(from, found.index));
    from = found.index + found[0].length;
    parts.push(part);
    if ('key' in part) keys.push(part.key);
  }
  plain(text.slice(from));
  return { parts, keys };
}

/**
 * What the template means for each request. A variable without value and default matches nothing: "if a key has no value
 * in the request, the whole statement might be invalid". Keys of several values are no variables.
 */
export function templateMatcher(
  template: Template,
  compile: (tokens: readonly Token[]) => Matcher,
): (text: string, request: AuthorizationRequest) => boolean {
  if (template.keys.length === 0) return compile(template.parts as readonly Token[]);
  const readers = template.parts.filter(isVariable).map(variableReader);
  // The same caller asks again and again: what the last values made is kept.
  const values: string[] = [];
  let matcher: Matcher | undefined;
  return (text, request) => {
    for (let at = 0; at < readers.length; at++) {
      const value = readers[at]?.(request);
      if (value === undefined) return false;
      if (value === values[at]) continue;
      values[at] = value;
      matcher = undefined;
    }
    matcher ??= compile(filled(template, values));
    return matcher(text);
  };
}

/** Of templates parsed without wildcards. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map((token) => (typeof token === 'object' ? token.value : String(token))).join('');
}

function variableReader({ key, fallback }: Variable): (request: AuthorizationRequest) => string | undefined {
  const read = contextReader(key);
  return (request) => {
    const found = read(request);
    return typeof found === 'string' ? found : fallback;
  };
}

function filled(template: Template, values: readonly string[]): readonly Token[] {
  let at = 0;
  return template.parts.map((part) => (isVariable(part) ? { value: values[at++] ?? '' } : part));
}

function isVariable(part: Token | Variable): part is Variable {
  return typeof part === 'object' && 'key' in part;
}

/** Patterns here are linear: whoever may write a policy must not be able to stop the server with it. */
const VARIABLE = /\$\{([^{}]*)\}/g;

/** Undefined where it is no variable but just such characters. */
function readVariable(inside: string): Variable | { readonly value: string } | undefined {
  if (inside === '*' || inside === '?' || inside === '$') return { value: inside };
  const comma = inside.indexOf(',');
  const key = (comma === -1 ? inside : inside.slice(0, comma)).trim().toLowerCase();
  const fallback = comma === -1 ? undefined : inside.slice(comma + 1).trim();
  if (key === '' || key.includes("'")) return undefined;
  if (fallback === undefined) return { key, fallback };
  const isQuoted = fallback.length >= 2 && fallback.startsWith("'") && fallback.endsWith("'");
  return isQuoted ? { key, fallback: fallback.slice(1, -1) } : undefined;
}
