/**
 * Whatever breaks inside an operation is answered as the service's internal error, without its insides: every operation
 * of the data services is replaced by one that breaks, and called through the official SDK.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { loadServices } from '../../tools/services.ts';
import { sampleInput } from '../access/inputs.ts';
import { errorOf, isDataService } from './data-cloud.ts';
import { INTERNAL_CODES } from './internal-errors.ts';
import { type ReplacedServices, startReplaced } from './replaced-operations.ts';

const services = await loadServices();

let replaced: ReplacedServices;

before(async () => {
  const ours = services.filter(({ service }) => isDataService(service.name));
  replaced = await startReplaced(ours, () => Promise.reject(new Error('the secret of the house')));
});

after(() => replaced.close());

for (const { service, model, operations } of services) {
  const { name } = service;
  if (!isDataService(name)) continue;
  test(`a fault of each of ${name}'s operations is an internal error`, async () => {
    for (const operation of Object.keys(operations)) {
      const error = await errorOf(replaced.sdk.send(name, operation, sampleInput(name, operation, model)));
      assert.equal(error.status, 500, operation);
      // An answer to HEAD has no words.
      if (operation.startsWith('Head')) continue;
      assert.equal(error.code, INTERNAL_CODES[name], `${operation}: ${error.message}`);
      assert.equal(
        error.message,
        'The request processing has failed because of an unknown error, exception or failure.',
      );
    }
  });
}
