import assert from 'node:assert/strict';
import test from 'node:test';
import { openBench, START_MS } from '../logs.fixture.ts';
import { createLogGroup } from './create-log-group.ts';
import { createLogStream } from './create-log-stream.ts';
import { deleteLogGroup } from './delete-log-group.ts';
import { describeLogGroups } from './describe-log-groups.ts';
import { getLogEvents } from './get-log-events.ts';
import { listTagsForResource } from './list-tags-for-resource.ts';
import { putLogEvents } from './put-log-events.ts';
import { putLogGroupDeletionProtection } from './put-log-group-deletion-protection.ts';

const GROUP = '/my/group';
const ARN = `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}`;

test('a group is made as asked, and described so', async () => {
  await using bench = await openBench();
  await createLogGroup(bench.context(), {
    logGroupName: GROUP,
    tags: { team: 'a' },
    logGroupClass: 'INFREQUENT_ACCESS',
  });
  assert.deepEqual((await describeLogGroups(bench.context(), {})).logGroups, [
    {
      logGroupName: GROUP,
      creationTime: START_MS,
      arn: `${ARN}:*`,
      metricFilterCount: 0,
      storedBytes: 0,
      logGroupClass: 'INFREQUENT_ACCESS',
      logGroupArn: ARN,
      deletionProtectionEnabled: false,
    },
  ]);
  assert.deepEqual(await listTagsForResource(bench.context(), { resourceArn: ARN }), { tags: { team: 'a' } });
});

test('a second group of the name is refused, in another region or account it is another group', async () => {
  await using bench = await openBench();
  await createLogGroup(bench.context(), { logGroupName: GROUP });
  await assert.rejects(createLogGroup(bench.context(), { logGroupName: GROUP }), {
    name: 'ResourceAlreadyExistsException',
    message: 'The specified log group already exists',
  });
  await createLogGroup(bench.context({ region: 'eu-west-1' }), { logGroupName: GROUP });
  await createLogGroup(bench.context({ accountId: '111111111111' }), { logGroupName: GROUP });
});

test('what cannot be kept is refused', async () => {
  await using bench = await openBench();
  const refused = { name: 'InvalidParameterException' };
  const create = (input: object): Promise<unknown> =>
    createLogGroup(bench.context(), { logGroupName: GROUP, ...input });
  await assert.rejects(create({ logGroupName: 'aws/lambda' }), refused);
  await assert.rejects(create({ kmsKeyId: 'arn:aws:kms:us-east-1:000000000000:key/1' }), refused);
  await assert.rejects(create({ logGroupClass: 'DELIVERY' }), refused);
  await assert.rejects(create({ tags: { 'aws:x': 'y' } }), refused);
  const tags = Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`k${at}`, 'v']));
  await assert.rejects(create({ tags }), { name: 'TooManyTagsException' });
  assert.deepEqual((await describeLogGroups(bench.context(), {})).logGroups, []);
});

test('a deleted group shows nothing of what it held, also when it is made again', async () => {
  await using bench = await openBench();
  const stream = { logGroupName: GROUP, logStreamName: 's' };
  await createLogGroup(bench.context(), { logGroupName: GROUP });
  await createLogStream(bench.context(), stream);
  await putLogEvents(bench.context(), { ...stream, logEvents: [{ timestamp: START_MS, message: 'old' }] });
  await deleteLogGroup(bench.context(), { logGroupName: GROUP });
  const gone = { name: 'ResourceNotFoundException', message: 'The specified log group does not exist.' };
  await assert.rejects(deleteLogGroup(bench.context(), { logGroupName: GROUP }), gone);
  await assert.rejects(getLogEvents(bench.context(), stream), gone);
  await createLogGroup(bench.context(), { logGroupName: GROUP });
  await assert.rejects(getLogEvents(bench.context(), stream), {
    name: 'ResourceNotFoundException',
    message: 'The specified log stream does not exist.',
  });
  await createLogStream(bench.context(), stream);
  assert.deepEqual((await getLogEvents(bench.context(), stream)).events, []);
});

test('a protected group is not deleted', async () => {
  await using bench = await openBench();
  await createLogGroup(bench.context(), { logGroupName: GROUP, deletionProtectionEnabled: true });
  await assert.rejects(deleteLogGroup(bench.context(), { logGroupName: GROUP }), { name: 'ValidationException' });
  const protection = { logGroupIdentifier: ARN, deletionProtectionEnabled: false };
  await putLogGroupDeletionProtection(bench.context(), protection);
  await deleteLogGroup(bench.context(), { logGroupName: GROUP });
});
