/** Tokens of web identities: whether an issuer that the account knows has signed one, for it, and what it claims. */
import { decodeJwt, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { WEB_TOKEN_SKEW_SECONDS } from './limits.ts';
import { type IssuerKeys, noKeys } from './issuer-keys.ts';
import { ExpiredTokenException, InvalidIdentityTokenException } from './model.ts';
import type { OidcProvider } from './parts.ts';

/** "RSA (RS256, RS384, RS512) and ECDSA (ES256, ES384, ES512)" (IAM user guide, OIDC prerequisites, 2026-11-24). */
const ALGORITHMS = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

export interface WebIdentity {
  readonly provider: OidcProvider;
  /** The issuer without `https://`: what condition keys begin with. */
  readonly issuer: string;
  readonly subject: string;
  readonly audience: string;
  readonly claims: JWTPayload;
}

/** Throws InvalidIdentityToken, ExpiredToken and IDPCommunicationError, in AWS's words (public reports up to 2026, 2026-11-24). */
export async function verifyWebToken(
  token: string,
  parts: {
    readonly keys: IssuerKeys;
    readonly nowMs: number;
    findProvider(url: string): Promise<OidcProvider | undefined>;
  },
): Promise<WebIdentity> {
  const issuer = issuerOf(token);
  const url = issuer.replace(/^https:\/\//, '').replace(/\/$/, '');
  const provider = issuer.startsWith('https://') ? await parts.findProvider(url) : undefined;
  if (!provider) throw invalid(`No OpenIDConnect provider found in your account for ${issuer}`);
  const claims = await verified(token, issuer, parts.keys, parts.nowMs);
  const { sub: subject, aud, exp, iat } = claims;
  if (subject === undefined) throw invalid('Missing a required claim: sub');
  if (exp === undefined) throw invalid('Missing a required claim: exp');
  if (iat === undefined) throw invalid('Missing a required claim: iat');
  if (aud === undefined) throw invalid('Missing a required claim: aud');
  return { provider, issuer: url, subject, audience: audienceOf(provider, claims, aud), claims };
}

/** Read before anything is believed: it only says whom to ask. */
function issuerOf(token: string): string {
  try {
    const { iss } = decodeJwt(token);
    if (typeof iss === 'string') return iss;
  } catch {
    // Answered below.
  }
  throw invalid('The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)');
}

async function verified(token: string, issuer: string, keys: IssuerKeys, nowMs: number): Promise<JWTPayload> {
  try {
    return await verifiedWith(token, issuer, await keys.of(issuer), nowMs);
  } catch (error) {
    if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
    const newer = await keys.again(issuer);
    if (!newer) throw noKeys();
    return verifiedWith(token, issuer, newer, nowMs).catch((second: unknown) => {
      throw second instanceof errors.JWKSNoMatchingKey ? noKeys() : second;
    });
  }
}

async function verifiedWith(token: string, issuer: string, key: JWTVerifyGetKey, nowMs: number): Promise<JWTPayload> {
  try {
    const options = {
      algorithms: ALGORITHMS,
      issuer,
      currentDate: new Date(nowMs),
      clockTolerance: WEB_TOKEN_SKEW_SECONDS,
    };
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey) throw error;
    if (error instanceof errors.JWTExpired) {
      const now = Math.floor(nowMs / 1000);
      throw new ExpiredTokenException(
        `Token expired: current date/time ${now} must be before the expiration date/time ${error.payload.exp ?? 0}`,
      );
    }
    if (error instanceof errors.JWTClaimValidationFailed) throw invalid(`The claim ${error.claim} is not valid`);
    if (error instanceof errors.JOSEError || error instanceof TypeError) throw invalid('JWT signature is invalid');
    throw error;
  }
}

/** "If azp is set, its value is used for aud" (IAM user guide, keys for web identity federation, 2026-11-24). */
function audienceOf({ clientIds }: OidcProvider, { azp }: JWTPayload, aud: string | readonly string[]): string {
  const audiences = typeof azp === 'string' ? [azp] : typeof aud === 'string' ? [aud] : aud;
  const found = audiences.find((one) => clientIds.includes(one));
  if (found === undefined) throw invalid('Incorrect token audience');
  return found;
}

const invalid = (message: string): Error => new InvalidIdentityTokenException(message);
