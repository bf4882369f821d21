/** CreateLogGroup. */
import { groupArn, groupChanges, type LogsContext, newGroup } from '../groups.ts';
import { InvalidParameterException, ResourceAlreadyExistsException } from '../model.ts';
import type { CreateLogGroupRequest } from '../model.ts';
import { stateKeys } from '../store.ts';
import { checkTags } from '../tags.ts';

export async function createLogGroup(ctx: LogsContext, input: CreateLogGroupRequest): Promise<Record<string, never>> {
  const name = input.logGroupName;
  checkName(name);
  if (input.kmsKeyId !== undefined) throw keyRefused(input.kmsKeyId, groupArn(ctx, name));
  if (input.logGroupClass === 'DELIVERY') {
    throw new InvalidParameterException('The log group class DELIVERY is not supported here.');
  }
  const group = {
    ...newGroup(ctx.ids, ctx, name, ctx.clock.nowMs()),
    logGroupClass: input.logGroupClass ?? 'STANDARD',
    deletionProtected: input.deletionProtectionEnabled ?? false,
    tags: checkTags(input.tags ?? {}),
  };
  await ctx.transact([stateKeys.group(ctx, name)], ([present]) => {
    if (present) throw new ResourceAlreadyExistsException('The specified log group already exists');
    return { changes: groupChanges(group), result: undefined };
  });
  return {};
}

function checkName(name: string): void {
  if (/^aws\//i.test(name)) throw new InvalidParameterException('Log groups starting with AWS/ are reserved for AWS.');
}

/** There are no KMS keys here yet: each is one that does not exist. */
function keyRefused(key: string, arn: string): InvalidParameterException {
  return new InvalidParameterException(
    `The specified KMS key does not exist or is not allowed to be used with Arn '${arn}': ${key}`,
  );
}
