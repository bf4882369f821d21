/** Signs a draft: mostly as it should be, now and then not at all, half, or in nonsense. */
import { presignQuery, type RequestToSign, type SigningCredentials, signRequest } from '../../src/auth/sign-request.ts';
import type { Draft } from './draft.ts';
import { oddString } from './odd-values.ts';
import type { Random } from './random.ts';

export interface Signer {
  readonly host: string;
  readonly region: string;
  readonly credentials: SigningCredentials;
}

/** As the server wants it. */
export function properlySigned(draft: Draft, signer: Signer): Buffer {
  return bytesOf({ ...draft, headers: signRequest(toSign(draft, signer)) });
}

/** Mostly properly. */
export function signedBytes(draft: Draft, signer: Signer, random: Random): Buffer {
  if (random.chance(0.9)) return properlySigned(draft, signer);
  const request = toSign(draft, signer);
  const { headers } = request;
  if (random.chance(0.3)) {
    const rawQuery = spoilt(presignQuery(request, random.pick([0, 1, 60, -1, 604_801, 1e21])), random);
    return bytesOf({ ...draft, headers, rawQuery });
  }
  const signed = signRequest(request);
  const spoil = random.pick(SPOILED);
  return bytesOf({ ...draft, headers: spoil(signed, random) });
}

function toSign(draft: Draft, { host, region, credentials }: Signer): RequestToSign {
  const headers = { ...draft.headers, host };
  return { ...draft, headers, credentials, region, service: draft.signingName, nowMs: Date.now() };
}

const SPOILED: readonly ((headers: Record<string, string>, random: Random) => Record<string, string>)[] = [
  (headers) => without(headers, 'authorization'),
  (headers) => without(headers, 'x-amz-date'),
  (headers, random) => ({ ...headers, authorization: spoilt(headers['authorization'] ?? '', random) }),
  (headers, random) => ({ ...headers, authorization: plain(oddString(random)) }),
  (headers, random) => ({
    ...headers,
    'x-amz-date': random.pick(['', '20260230T000000Z', '99999999T999999Z', '20150830T123600Z', 'x']),
  }),
  (headers, random) => ({
    ...headers,
    'x-amz-security-token': random.pick(['', 'x', 'A'.repeat(4_000), plain(oddString(random))]),
  }),
  (headers) => ({
    ...headers,
    authorization: (headers['authorization'] ?? '').replace(/SignedHeaders=[^,]+/, 'SignedHeaders='),
  }),
  (headers) => ({
    ...headers,
    authorization: (headers['authorization'] ?? '').replace(/Credential=[^/]+/, 'Credential=AKIAIOSFODNN7EXAMPLE'),
  }),
  (headers) => ({ ...headers, 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' }),
  (headers) => ({ ...headers, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' }),
];

function without(headers: Readonly<Record<string, string>>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([other]) => other !== name));
}

/** Cut, with something doubled, or with a character changed. */
function spoilt(text: string, random: Random): string {
  const at = random.below(text.length);
  const kept = text.slice(0, at);
  return random.pick([
    kept,
    kept + text.slice(at + 1),
    `${kept}/${text.slice(at)}`,
    text + text,
    `${kept}=${text.slice(at)}`,
    text.replaceAll('/', ''),
  ]);
}

function plain(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '').trim();
}

export function bytesOf({ method, rawPath, rawQuery, headers, body }: Omit<Draft, 'signingName'>): Buffer {
  const target = rawQuery === '' ? rawPath : `${rawPath}?${rawQuery}`;
  const lines = [
    `${method} ${target} HTTP/1.1`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  const head = `${lines.join('\r\n')}\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), body]);
}
