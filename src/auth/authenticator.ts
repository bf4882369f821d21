/** Who sends a request: SigV4 in headers or query against the keys that a PrincipalSource knows. */
import type { Clock } from '../kit/clock.ts';
import type { Principal, PrincipalSource } from './principal.ts';

/** What is signed, as it came off the socket. */
export interface SignedRequest {
  readonly method: string;
  /** As sent, still encoded, without the query. */
  readonly rawPath: string;
  /** As sent, without the question mark. */
  readonly rawQuery: string;
  /** Lower-case names; values of repeated headers joined by commas, as node's `req.headers` has them. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The service that was routed to: `lambda`. */
  readonly service: string;
  /** Its name in a credential scope. */
  readonly signingName: string;
  readonly errorStyle: ErrorStyle;
  /** Came in through the endpoint that functions reach. */
  readonly fromSandbox: boolean;
}

export type ErrorStyle = 'query' | 'json' | 'rest-json' | 'rest-xml';

/** The key is known, in use and in time; the signature itself is checked once the body's hash is there. */
export interface Identified {
  readonly principal: Principal;
  readonly credentialScope: CredentialScope;
  /** `needed`: verify wants the SHA-256 of the body; `unsigned` and `streaming`: it can be called before the body. */
  readonly bodyHash: 'needed' | 'unsigned' | 'streaming';
  /** Throws WireError where the signature is not that of this request; `bodySha256Hex` in lower-case hexadecimal. */
  verify(bodySha256Hex: string | undefined): void;
}

export interface CredentialScope {
  readonly date: string;
  readonly region: string;
  readonly service: string;
}

export interface Authenticator {
  /** Before a byte of body is read. Throws WireError. */
  identify(request: SignedRequest): Promise<Identified>;
}

export interface DevKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly principal: Principal;
}

export interface AuthenticatorParts {
  readonly principals: PrincipalSource;
  readonly clock: Clock;
  /** Well-known keys of `--dev`: root, and never from a sandbox. */
  readonly devKeys?: DevKeys;
}

export function createAuthenticator(_parts: AuthenticatorParts): Authenticator {
  return {
    identify: () => Promise.reject(new Error('The authenticator is being written')),
  };
}
