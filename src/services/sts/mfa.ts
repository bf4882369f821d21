/** SerialNumber and TokenCode of a request: a code that is right is used up. */
import { WireError } from '../../wire/error.ts';
import type { StsContext } from './parts.ts';

export interface MfaInput {
  readonly SerialNumber?: string | undefined;
  readonly TokenCode?: string | undefined;
}

/** Whether a code was given, and right. Throws AccessDenied in AWS's words, with their spaces (public reports up to 2026, 2026-11-24). */
export async function mfaGiven(ctx: StsContext, { SerialNumber: serial, TokenCode: code }: MfaInput): Promise<boolean> {
  if (serial === undefined && code === undefined) return false;
  if (serial === undefined || code === undefined) {
    throw denied('MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.');
  }
  switch (await ctx.parts.mfa.use(ctx.principal, serial, code)) {
    case 'right':
      return true;
    case 'wrong code':
      throw denied('MultiFactorAuthentication failed with invalid MFA one time pass code. ');
    case 'no such device':
      throw denied(
        'MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.',
      );
  }
}

const denied = (message: string): WireError => new WireError('AccessDenied', 403, message);
