/**
 * What S3 and S3 Control answer where all is well: 200, or 204 where the API reference says so. Every operation is
 * replaced by one that answers nothing, and called through the official SDK.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { loadServices } from '../../tools/services.ts';
import { sampleInput } from '../access/inputs.ts';
import { isDataService, type ServiceName } from './data-cloud.ts';
import { type ReplacedServices, startReplaced } from './replaced-operations.ts';

/** PutBucketPolicy and PutBucketTagging: recorded from AWS in public snapshots, 2023-10-20 and 2025-01-21. */
const NO_CONTENT: Partial<Readonly<Record<ServiceName, RegExp>>> = {
  s3: /^(AbortMultipartUpload|PutBucketPolicy|PutBucketTagging|Delete(?!Objects$)\w+)$/,
  's3-control': /^(TagResource|UntagResource)$/,
};

interface Answer {
  readonly $metadata: { readonly httpStatusCode?: number };
}

const services = await loadServices();

let replaced: ReplacedServices;

before(async () => {
  const ours = services.filter(({ service }) => service.name.startsWith('s3'));
  replaced = await startReplaced(ours, () => Promise.resolve({}));
});

after(() => replaced.close());

for (const { service, model, operations } of services) {
  const { name } = service;
  const noContent = isDataService(name) ? NO_CONTENT[name] : undefined;
  if (!isDataService(name) || !noContent) continue;
  test(`${name} answers 200 or 204`, async () => {
    for (const operation of Object.keys(operations)) {
      // It is always refused, and what it streams cannot be nothing.
      if (operation === 'SelectObjectContent') continue;
      const answer: Answer = await replaced.sdk.send(name, operation, sampleInput(name, operation, model));
      assert.equal(answer.$metadata.httpStatusCode, noContent.test(operation) ? 204 : 200, operation);
    }
  });
}
