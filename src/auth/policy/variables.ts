/**
 * Policy variables: `${aws:username}`, with defaults `${aws:PrincipalTag/team, 'none'}`, and `${*}`, `${?}`, `${$}` for
 * the characters themselves. They mean something in version 2012-10-17 only.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
 */
import { contextValue } from './context.ts';
import { type Token, tokenize } from './match.ts';
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
 * Undefined where a variable has no value and no default: "if a key has no value in the request, the whole statement
 * might be invalid", that is, what it stands in matches nothing. Keys of several values are no variables.
 */
export function resolveTemplate(template: Template, request: AuthorizationRequest): readonly Token[] | undefined {
  const tokens: Token[] = [];
  for (const part of template.parts) {
    if (typeof part !== 'object' || !('key' in part)) {
      tokens.push(part);
      continue;
    }
    const found = contextValue(request, part.key);
    const value = typeof found === 'string' ? found : part.fallback;
    if (value === undefined) return undefined;
    tokens.push({ value });
  }
  return tokens;
}

/** Of templates parsed without wildcards. */
export function textOf(tokens: readonly Token[]): string {
  return tokens.map((token) => (typeof token === 'object' ? token.value : String(token))).join('');
}

/** Of templates without variables. */
export function staticTokens(template: Template): readonly Token[] | undefined {
  return template.keys.length > 0 ? undefined : (template.parts as readonly Token[]);
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
