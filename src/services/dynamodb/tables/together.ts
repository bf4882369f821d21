/** UpdateTable changes one thing at a time: which of its members may stand together (recorded from AWS, 2026-10-09). */
import { invalidValues, validationError } from '../errors.ts';
import type { UpdateTableInput } from '../model.ts';

type Member = keyof UpdateTableInput;

const CHANGES: readonly Member[] = [
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexUpdates',
  'StreamSpecification',
  'SSESpecification',
  'TableClass',
  'DeletionProtectionEnabled',
  'OnDemandThroughput',
  'WarmThroughput',
];

/** The first of them that is there is the one that AWS names. */
const ALONE: readonly (readonly [Member, string])[] = [
  ['SSESpecification', 'Server-Side Encryption modification'],
  ['TableClass', 'TableClass modification'],
  ['DeletionProtectionEnabled', 'DeletionProtection modification'],
  ['WarmThroughput', 'WarmThroughput'],
];

/** Throws ValidationException. */
export function checkTogether(input: UpdateTableInput): void {
  const given = CHANGES.filter((name) => input[name] !== undefined);
  const noIndexes = input.GlobalSecondaryIndexUpdates?.length === 0;
  // An empty list alone counts as none (ack-api-quirks, DDB-TABLE-359, 2026-10-09).
  if (given.length === (noIndexes ? 1 : 0)) {
    throw validationError(
      'At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, WarmThroughput or TableClass is required',
    );
  }
  if (noIndexes) throw invalidValues('List of GlobalSecondaryIndexUpdates is empty');
  const alone = ALONE.find(([name]) => input[name] !== undefined);
  if (alone && given.length > 1) throw invalidValues(`${alone[1]} must be the only operation in the request`);
  const others = given.filter((name) => name !== 'BillingMode' && name !== 'OnDemandThroughput');
  if (input.OnDemandThroughput && others.length > 0)
    throw invalidValues('OnDemandThroughput can only be combined with BillingMode in an UpdateTable request');
  checkCapacityChange(input);
}

function checkCapacityChange(input: UpdateTableInput): void {
  const { ProvisionedThroughput, BillingMode, StreamSpecification, GlobalSecondaryIndexUpdates: updates = [] } = input;
  const online = updates.some(({ Create, Delete }) => Create ?? Delete);
  if (online && ProvisionedThroughput)
    throw invalidValues('You cannot create or delete index while updating table IOPS');
  if (!StreamSpecification) return;
  if (online) throw invalidValues('You cannot create or delete index while changing stream status');
  if (ProvisionedThroughput ?? (BillingMode === 'PROVISIONED' ? BillingMode : undefined))
    throw invalidValues('You cannot modify stream status while updating table IOPS');
}
