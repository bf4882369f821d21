/**
 * What S3 and S3 Control answer where all is well: 200, or 204 where the API reference says so. Every operation is
 * replaced by one that answers nothing, and called through the official SDK.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { loadServices } from '../../tools/services.ts';
import { sampleInput } from '../access/inputs.ts';
import { startWireServer, type WireServer } from '../wire/wire-server.ts';
import { callerOf, isDataService, type SdkCaller, type ServiceName } from './data-cloud.ts';

/** PutBucketPolicy and PutBucketTagging: recorded from AWS in public snapshots, 2023-10-20 and 2025-01-21. */
const NO_CONTENT: Partial<Readonly<Record<ServiceName, RegExp>>> = {
  s3: /^(AbortMultipartUpload|PutBucketPolicy|PutBucketTagging|Delete(?!Objects$)\w+)$/,
  's3-control': /^(TagResource|UntagResource)$/,
};

interface Answer {
  readonly $metadata: { readonly httpStatusCode?: number };
}

const services = await loadServices();

let server: WireServer;
let sdk: SdkCaller;

function nothing(): Promise<object> {
  return Promise.resolve({});
}

before(async () => {
  const silent = services
    .filter(({ service }) => service.name.startsWith('s3'))
    .map(({ service, operations }) => {
      const silenced = Object.fromEntries(Object.keys(operations).map((name) => [name, nothing]));
      return [service.name, { operations: silenced, ...(service.quirks && { quirks: service.quirks }) }] as const;
    });
  server = await startWireServer(Object.fromEntries(silent));
  sdk = callerOf(server.url, new Set());
});

after(async () => {
  sdk.close();
  await server[Symbol.asyncDispose]();
});

for (const { service, model, operations } of services) {
  const { name } = service;
  const noContent = isDataService(name) ? NO_CONTENT[name] : undefined;
  if (!isDataService(name) || !noContent) continue;
  test(`${name} answers 200 or 204`, async () => {
    for (const operation of Object.keys(operations)) {
      // It is always refused, and what it streams cannot be nothing.
      if (operation === 'SelectObjectContent') continue;
      const answer: Answer = await sdk.send(name, operation, sampleInput(name, operation, model));
      assert.equal(answer.$metadata.httpStatusCode, noContent.test(operation) ? 204 : 200, operation);
    }
  });
}
