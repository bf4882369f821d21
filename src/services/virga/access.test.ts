import assert from 'node:assert/strict';
import { test } from 'node:test';
import { virgaAccess } from './access.ts';
import type { GetCostRequest } from './model.ts';
import type { VirgaContext } from './parts.ts';

const OWNER = '000000000000';
const OTHER = '111111111111';

test("an account sees its own cost; another one's is the owner's to see", async () => {
  const checksOf = (accountId: string, input: GetCostRequest): unknown =>
    virgaAccess.GetCost?.checks({ accountId, parts: { ownerAccountId: OWNER } } as VirgaContext, input);
  const own = { action: 'virga:GetCost', resource: '*' };
  assert.deepEqual(await checksOf(OTHER, {}), [own]);
  assert.deepEqual(await checksOf(OTHER, { AccountId: OTHER }), [own]);
  // For principals of `other` that is another account's resource without a policy: denied.
  assert.deepEqual(await checksOf(OTHER, { AccountId: OWNER }), [{ ...own, resourceAccountId: OWNER }]);
  assert.deepEqual(await checksOf(OWNER, { AccountId: OTHER }), [{ ...own, resourceAccountId: OWNER }]);
});
