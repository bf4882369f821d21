/** Pagination tokens: opaque to clients, valid for 24 hours, useless for anything but going on. */
import { eventIdOf, type Position, positionOf } from './events/position.ts';
import { TOKEN_LIFE_MS } from './limits.ts';
import { InvalidParameterException } from './model.ts';

/** "The specified nextToken is invalid." (InvalidParameterException, recorded from AWS, 2026-11-23). */
export function invalidToken(): InvalidParameterException {
  return new InvalidParameterException('The specified nextToken is invalid.');
}

export interface EventToken {
  readonly reverse: boolean;
  readonly position: Position;
}

/** FilterLogEvents: `<direction>.<issued ms, base 36>.<event id>`, in base64url. */
export function encodeEventToken(token: EventToken, nowMs: number): string {
  const text = `${token.reverse ? 'b' : 'f'}.${nowMs.toString(36)}.${eventIdOf(token.position)}`;
  return Buffer.from(text).toString('base64url');
}

export function decodeEventToken(token: string, nowMs: number): EventToken {
  const parts = /^([fb])\.([0-9a-z]{1,9})\.([0-9]+)$/.exec(Buffer.from(token, 'base64url').toString('latin1'));
  const position = positionOf(parts?.[3] ?? '');
  if (!position || nowMs - Number.parseInt(parts?.[2] ?? '', 36) > TOKEN_LIFE_MS) throw invalidToken();
  return { reverse: parts?.[1] === 'b', position };
}

/** GetLogEvents, as AWS writes them: `f/<event id>/s` goes forwards behind the event, `b/<event id>/s` before it. */
export function encodeStreamToken(token: EventToken): string {
  return `${token.reverse ? 'b' : 'f'}/${eventIdOf(token.position)}/s`;
}

export function decodeStreamToken(token: string): EventToken {
  const parts = /^([fb])\/([0-9]+)\/s$/.exec(token);
  const position = positionOf(parts?.[2] ?? '');
  if (!parts || !position) throw invalidToken();
  return { reverse: parts[1] === 'b', position };
}

/** Describe operations: the key to go on behind. */
export function encodeNameToken(parts: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

export function decodeNameToken(token: string): readonly (string | number)[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    if (Array.isArray(parts) && parts.every((part) => typeof part === 'string' || typeof part === 'number')) {
      return parts;
    }
  } catch {
    // Not one of ours: answered below.
  }
  throw invalidToken();
}
