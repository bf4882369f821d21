/** CreateLogStream. */
import { createStream } from '../events/streams.ts';
import { groupNotFound, type LogsContext, requireGroup } from '../groups.ts';
import { type CreateLogStreamRequest, ResourceAlreadyExistsException } from '../model.ts';

export async function createLogStream(ctx: LogsContext, input: CreateLogStreamRequest): Promise<Record<string, never>> {
  const group = await requireGroup(ctx, input.logGroupName);
  const stream = { id: ctx.ids.timeOrdered(), name: input.logStreamName, createdAtMs: ctx.clock.nowMs() };
  const outcome = await createStream(ctx.parts.telemetry, ctx.ids.uuid(), group, stream);
  if (outcome === 'closed') throw groupNotFound();
  if (outcome === 'exists') throw new ResourceAlreadyExistsException('The specified log stream already exists');
  return {};
}
