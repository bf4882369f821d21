/**
 * Whatever breaks inside an operation is answered as the service's internal error, without its insides: every operation
 * of the data services is replaced by one that breaks, and called through the official SDK.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { loadServices } from '../../tools/services.ts';
import { sampleInput } from '../access/inputs.ts';
import { startWireServer, type WireServer } from '../wire/wire-server.ts';
import { callerOf, errorOf, isDataService, type SdkCaller } from './data-cloud.ts';
import { INTERNAL_CODES } from './internal-errors.ts';

const services = await loadServices();

let server: WireServer;
let sdk: SdkCaller;

function breaks(): Promise<never> {
  return Promise.reject(new Error('the secret of the house'));
}

before(async () => {
  const all = services.flatMap(({ service, operations }) => {
    if (!isDataService(service.name)) return [];
    const broken = Object.fromEntries(Object.keys(operations).map((name) => [name, breaks]));
    return [[service.name, { operations: broken, ...(service.quirks && { quirks: service.quirks }) }] as const];
  });
  server = await startWireServer(Object.fromEntries(all));
  sdk = callerOf(server.url, new Set());
});

after(async () => {
  sdk.close();
  await server[Symbol.asyncDispose]();
});

for (const { service, model, operations } of services) {
  const { name } = service;
  if (!isDataService(name)) continue;
  test(`a fault of each of ${name}'s operations is an internal error`, async () => {
    for (const operation of Object.keys(operations)) {
      const error = await errorOf(sdk.send(name, operation, sampleInput(name, operation, model)));
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
