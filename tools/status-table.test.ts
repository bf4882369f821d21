import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadServices } from './services.ts';
import { readReadme, withStatusTable } from './status-table.ts';

test("the README's status table is today's (run: node tools/status-table.ts)", async () => {
  const readme = readReadme();
  assert.equal(await withStatusTable(readme), readme);
});

test('every implemented operation is in its model and states how it is authorized', async () => {
  for (const { service, model, operations, access } of await loadServices()) {
    for (const name of Object.keys(operations)) {
      assert.ok(Object.hasOwn(model.operations, name), `${service.name}: no operation ${name} in the model`);
      assert.ok(Object.hasOwn(access, name), `${service.name}: ${name} has no row in access.ts`);
    }
    assert.deepEqual(
      Object.keys(access).toSorted(),
      Object.keys(operations).toSorted(),
      `${service.name}: access.ts and the operation table differ`,
    );
  }
});
