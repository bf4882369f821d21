/** Whether a Signature Version 4 is that of its request; what the caller is told where it is not. */
import type { Identified, SignedRequest } from './authenticator.ts';
import { canonicalRequest, encodeUri, signsAsS3, stringToSign, TERMINATOR, UNSIGNED_PAYLOAD } from './canonical.ts';
import { authError, speaksS3 } from './errors.ts';
import type { RequestSignature } from './signature-parts.ts';
import { sameText, signatureOf } from './signing-key.ts';

/** What was signed as the hash of the body. */
export function payloadHashOf(
  request: SignedRequest,
  signature: RequestSignature,
  bodyHash: Identified['bodyHash'],
  bodySha256Hex: string | undefined,
): string {
  if (bodyHash !== 'needed') return signature.payloadHash ?? UNSIGNED_PAYLOAD;
  if (bodySha256Hex === undefined) throw new Error('This signature needs the hash of the body');
  if (signsAsS3(request.signingName) && signature.payloadHash !== bodySha256Hex) {
    const fields = { ClientComputedContentSHA256: signature.payloadHash, S3ComputedContentSHA256: bodySha256Hex };
    throw authError('payload-mismatch', request, 'The SHA-256 of the body is not the one that was signed.', fields);
  }
  return bodySha256Hex;
}

/** Throws WireError. */
export function checkSignature(
  request: SignedRequest,
  signature: RequestSignature,
  payloadHash: string,
  signingKey: Uint8Array,
): void {
  const { date, region, service } = signature.scope;
  const canonical = canonicalRequest({
    method: request.method,
    rawPath: request.rawPath,
    rawQuery: request.rawQuery,
    headers: signedValues(request, signature.signedHeaders),
    payloadHash,
    s3: signsAsS3(request.signingName),
  });
  const toSign = stringToSign(signature.timestamp, `${date}/${region}/${service}/${TERMINATOR}`, canonical);
  if (sameText(signatureOf(signingKey, toSign), signature.signature)) return;
  throw mismatch(request, signature, canonical, toSign);
}

/** Repeated headers are signed with a comma between; node joins them with a comma and a space, so the raw ones count. */
export function signedValues(request: SignedRequest, names: readonly string[]): [name: string, value: string][] {
  const { headers, rawHeaders } = request;
  if (!rawHeaders || !isRepeated(headers, rawHeaders)) return names.map((name) => [name, headers[name] ?? '']);
  const values = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase();
    const value = rawHeaders[at + 1] ?? '';
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before.trim()},${value.trim()}`);
  }
  return names.map((name) => [name, values.get(name) ?? '']);
}

/** Node has one header for each name. */
function isRepeated(headers: SignedRequest['headers'], rawHeaders: readonly string[]): boolean {
  let count = 0;
  for (const _name in headers) count++;
  return count !== rawHeaders.length / 2;
}

function mismatch(request: SignedRequest, signature: RequestSignature, canonical: string, toSign: string): Error {
  const shown = withoutToken(canonical, signature.sessionToken);
  if (speaksS3(request)) {
    const fields = {
      AWSAccessKeyId: signature.accessKeyId,
      StringToSign: toSign,
      SignatureProvided: signature.signature,
      CanonicalRequest: shown,
    };
    return authError('mismatch', request, '', fields);
  }
  const words = `\n\nThe Canonical String for this request should have been\n'${shown}'\n\nThe String-to-Sign should have been\n'${toSign}'\n`;
  return authError('mismatch', request, words);
}

/** A session token is as good as a password while it lasts: answers are logged in many places. */
export function withoutToken(text: string, token: string | undefined): string {
  return token ? text.replaceAll(token, '(not shown)').replaceAll(encodeUri(token), '(not shown)') : text;
}
