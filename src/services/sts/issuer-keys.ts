/** The keys of OIDC issuers: fetched through the egress client as OpenID Connect Discovery has it, and remembered for a while. */
import type { JSONWebKeySet, JWTVerifyGetKey } from 'jose';
import { EgressError } from '../../egress/client.ts';
import type { Clock } from '../../kit/clock.ts';
import { ISSUERS_MAX, KEYS_AGAIN_MS, KEYS_FAILED_MS, KEYS_KEPT_MS, KEYS_PER_ISSUER_MAX } from './limits.ts';
import { IDPCommunicationErrorException, InvalidIdentityTokenException } from './model.ts';

/** What is needed of the egress client. */
export interface Fetcher {
  get(url: string): Promise<Uint8Array>;
}

interface Kept {
  readonly keys: Promise<JWTVerifyGetKey>;
  readonly fetchedAtMs: number;
  failed: boolean;
}

export class IssuerKeys {
  readonly #fetcher: Fetcher;
  readonly #clock: Clock;
  /** The oldest first. */
  readonly #kept = new Map<string, Kept>();

  constructor(fetcher: Fetcher, clock: Clock) {
    this.#fetcher = fetcher;
    this.#clock = clock;
  }

  /** Throws IDPCommunicationError, and InvalidIdentityToken where the issuer's answers are no keys. */
  of(issuer: string): Promise<JWTVerifyGetKey> {
    const kept = this.#kept.get(issuer);
    const ageMs = kept ? this.#clock.monotonicMs() - kept.fetchedAtMs : 0;
    // A failure is remembered too, so that strangers cannot make the platform knock at somebody's door again and again.
    if (kept && ageMs < (kept.failed ? KEYS_FAILED_MS : KEYS_KEPT_MS)) return kept.keys;
    return this.#fetch(issuer);
  }

  /** After a key that was not among them: the issuer may have a new one. Undefined where they were just fetched. */
  again(issuer: string): Promise<JWTVerifyGetKey> | undefined {
    const kept = this.#kept.get(issuer);
    if (kept && this.#clock.monotonicMs() - kept.fetchedAtMs < KEYS_AGAIN_MS) return undefined;
    return this.#fetch(issuer);
  }

  #fetch(issuer: string): Promise<JWTVerifyGetKey> {
    const kept: Kept = { keys: this.#read(issuer), fetchedAtMs: this.#clock.monotonicMs(), failed: false };
    kept.keys.catch(() => {
      kept.failed = true;
    });
    this.#kept.delete(issuer);
    if (this.#kept.size >= ISSUERS_MAX) this.#kept.delete(this.#kept.keys().next().value ?? '');
    this.#kept.set(issuer, kept);
    return kept.keys;
  }

  async #read(issuer: string): Promise<JWTVerifyGetKey> {
    const { createLocalJWKSet, errors } = await import('jose');
    try {
      const configuration = await this.#json(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
      const { issuer: named, jwks_uri: uri } = configuration as { issuer?: unknown; jwks_uri?: unknown };
      if (named !== issuer || typeof uri !== 'string') throw noKeys();
      const set = (await this.#json(uri)) as JSONWebKeySet;
      if (!Array.isArray(set.keys) || set.keys.length > KEYS_PER_ISSUER_MAX) throw noKeys();
      return createLocalJWKSet(set);
    } catch (error) {
      if (error instanceof EgressError) {
        throw new IDPCommunicationErrorException(
          'The identity provider that was asked to verify the incoming identity token could not be reached.',
        );
      }
      throw error instanceof SyntaxError || error instanceof errors.JOSEError ? noKeys() : error;
    }
  }

  async #json(url: string): Promise<object> {
    const value: unknown = JSON.parse(Buffer.from(await this.#fetcher.get(url)).toString());
    if (typeof value !== 'object' || value === null) throw noKeys();
    return value;
  }
}

/** Verbatim from AWS, with its two spaces (InvalidIdentityToken, public reports up to 2026, read on 2026-11-24). */
export const noKeys = (): Error =>
  new InvalidIdentityTokenException(
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
  );
