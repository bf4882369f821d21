/** The examples of AWS's documentation: "Signature calculations for the Authorization header: multiple chunks". */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sha256Hex } from './canonical.ts';
import { type ChunkSignatures, chunkSignatures } from './chunk-signatures.ts';
import { deriveSigningKey } from './signing-key.ts';

const signingKey = deriveSigningKey('wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', '20130524', 'us-east-1', 's3');
const CHUNKS = ['a'.repeat(65_536), 'a'.repeat(1_024), ''].map((chunk) => sha256Hex(chunk));

function signaturesOf(seed: string): ChunkSignatures {
  const scope = '20130524/us-east-1/s3/aws4_request';
  return chunkSignatures({ signingKey, timestamp: '20130524T000000Z', scope, seed });
}

test('chunks', () => {
  const signatures = signaturesOf('4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9');
  const given = [
    'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
    '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
    'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
  ];
  for (const [at, signature] of given.entries()) assert.ok(signatures.isChunk(CHUNKS[at] ?? '', signature));
});

test('chunks and a trailer', () => {
  const signatures = signaturesOf('106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e');
  const given = [
    'b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2',
    '1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7',
    '2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992',
  ];
  for (const [at, signature] of given.entries()) assert.ok(signatures.isChunk(CHUNKS[at] ?? '', signature));
  const trailer = 'd81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435';
  assert.ok(signatures.isTrailer('x-amz-checksum-crc32c:sOO8/Q==\n', trailer));
});

test('another chunk, another place, another length', () => {
  const seed = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9';
  const first = 'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648';
  assert.ok(!signaturesOf(seed).isChunk(CHUNKS[1] ?? '', first));
  const signatures = signaturesOf(seed);
  assert.ok(signatures.isChunk(CHUNKS[0] ?? '', first));
  assert.ok(!signatures.isChunk(CHUNKS[0] ?? '', first));
  assert.ok(!signaturesOf(seed).isChunk(CHUNKS[0] ?? '', ''));
});
