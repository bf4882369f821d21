/** botocore signs, this room verifies: every request is accepted, and refused with any one part changed. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { clockAt, joinHeaders, KEY_ID, request, TestPrincipals } from './auth.fixture.ts';
import { createAuthenticator, type Identified, type SignedRequest } from './authenticator.ts';
import { sha256Hex } from './canonical.ts';
import { WireError } from '../wire/error.ts';

interface Sent {
  readonly method: string;
  readonly rawPath: string;
  readonly rawQuery: string;
  readonly rawHeaders: readonly [string, string][];
  readonly body: string;
  readonly service: string;
  readonly token: string | null;
  readonly presigned: boolean;
}

const COUNT = 400;
const hasBotocore = spawnSync('python3', ['-c', 'import botocore'], { timeout: 30_000 }).status === 0;
const skip = hasBotocore ? false : 'python3 has no botocore here';

test(`what botocore signs is accepted, and nothing else: ${COUNT} requests`, { skip }, async () => {
  const script = path.join(import.meta.dirname, 'vectors', 'botocore-signs.py');
  const seed = '20261124';
  const lines = execFileSync('python3', [script, seed, String(COUNT)], { timeout: 60_000, maxBuffer: 1 << 26 });
  const all = lines
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Sent);
  assert.equal(all.length, COUNT);
  let changes = 0;
  for (const sent of all) {
    const name = JSON.stringify(sent);
    await verify(sent).catch((error: unknown) => assert.fail(`${(error as Error).message}\n${name}`));
    for (const [what, changed] of changesOf(sent)) {
      changes++;
      await assert.rejects(verify(changed), WireError, `${what}: ${name}`);
    }
  }
  assert(changes > COUNT * 5, `${changes}`);
});

async function verify(sent: Sent): Promise<void> {
  const principals = new TestPrincipals().add(sent.token === null ? {} : { sessionToken: sent.token });
  const authenticator = createAuthenticator({ principals, clock: clockAt() });
  const identified = await authenticator.identify(asSigned(sent));
  identified.verify(hashOf(identified, sent));
  assert.equal(identified.principal.accessKeyId, KEY_ID);
}

function hashOf({ bodyHash }: Identified, sent: Sent): string | undefined {
  return bodyHash === 'needed' ? sha256Hex(Buffer.from(sent.body, 'base64')) : undefined;
}

function asSigned(sent: Sent): SignedRequest {
  return request({
    method: sent.method,
    rawPath: sent.rawPath,
    rawQuery: sent.rawQuery,
    headers: joinHeaders(sent.rawHeaders),
    rawHeaders: sent.rawHeaders.flat(),
    service: sent.service,
    signingName: sent.service,
    errorStyle: sent.service === 's3' ? 'rest-xml' : 'json',
  });
}

/** One byte of each signed part. */
function changesOf(sent: Sent): [string, Sent][] {
  const changed: [string, Sent][] = [
    ['method', { ...sent, method: sent.method === 'GET' ? 'PUT' : 'GET' }],
    [
      'path',
      { ...sent, rawPath: `${sent.rawPath === '/' ? '' : sent.rawPath}${sent.rawPath.endsWith('/') ? 'z' : '/z'}` },
    ],
    ['another parameter', { ...sent, rawQuery: sent.rawQuery === '' ? 'z=1' : `${sent.rawQuery}&z=1` }],
  ];
  // What `..` takes away can be anything.
  const at = sent.rawPath.search(/[a-z](?!\/\.\.)/);
  if (at !== -1) changed.push(['a letter of the path', { ...sent, rawPath: flip(sent.rawPath, at) }]);
  if (!sent.presigned || sent.service !== 's3') {
    const body = Buffer.concat([Buffer.from(sent.body, 'base64'), Buffer.from('x')]);
    changed.push(['body', { ...sent, body: body.toString('base64') }]);
  }
  const signed = signedNames(sent);
  for (const [index, [name, value]] of sent.rawHeaders.entries()) {
    if (!signed.has(name.toLowerCase())) continue;
    const headers = sent.rawHeaders.map((header, other): [string, string] =>
      other === index ? [name, flip(value, value.length >> 1)] : header,
    );
    changed.push([`header ${name}`, { ...sent, rawHeaders: headers }]);
  }
  for (const found of sent.rawQuery.matchAll(/=[^&]+/g)) {
    changed.push([`query at ${found.index}`, { ...sent, rawQuery: flip(sent.rawQuery, found.index + 1) }]);
  }
  return changed;
}

function signedNames(sent: Sent): ReadonlySet<string> {
  const text = sent.presigned
    ? decodeURIComponent(sent.rawQuery)
    : (joinHeaders(sent.rawHeaders)['authorization'] ?? '');
  return new Set([...(/SignedHeaders=([^,&\s]+)/.exec(text)?.[1] ?? '').split(';'), 'authorization']);
}

/** Another letter or digit in its place; what is no such is left to a neighbour. */
function flip(text: string, from: number): string {
  for (let step = 0; step < text.length; step++) {
    const at = (from + step) % text.length;
    const character = text[at] ?? '';
    if (!/[A-Za-z0-9]/.test(character) || /%.?$/.test(text.slice(0, at))) continue;
    return (
      text.slice(0, at) +
      (character === 'b' ? 'c' : /\d/.test(character) ? String((Number(character) + 1) % 10) : 'b') +
      text.slice(at + 1)
    );
  }
  return `${text}b`;
}
