/** The session token: everything about a session, compressed and sealed, in base64. Nothing of it is stored. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Session } from '../../auth/session.ts';
import { type Sealer, SealBrokenError } from '../../kit/seal.ts';
import { CorruptRecordError, jsonRecord } from '../../storage/record.ts';
import { TOKEN_MAX_CHARACTERS, TOKEN_PLAIN_MAX_BYTES } from './limits.ts';

/** A session as its token has it: with the inline policy as text. */
export type SealedSession = Omit<Session, 'policies'> & { readonly policy?: string };

const CONTEXT = 'sts.session';

const sessionRecord = jsonRecord<SealedSession>({ name: 'sts.session', version: 1 });

export function sealToken(sealer: Sealer, session: SealedSession): string {
  return Buffer.from(sealer.seal(deflateRawSync(sessionRecord.encode(session)), CONTEXT)).toString('base64');
}

/** Undefined where it is none of ours, or was made by a newer program. */
export function openToken(sealer: Sealer, token: string): SealedSession | undefined {
  if (token.length > TOKEN_MAX_CHARACTERS || !/^[A-Za-z0-9+/]+={0,2}$/.test(token)) return undefined;
  try {
    const packed = sealer.open(Buffer.from(token, 'base64'), CONTEXT);
    return sessionRecord.decode(inflateRawSync(packed, { maxOutputLength: TOKEN_PLAIN_MAX_BYTES }));
  } catch (error) {
    if (error instanceof SealBrokenError || error instanceof CorruptRecordError) return undefined;
    throw error;
  }
}
