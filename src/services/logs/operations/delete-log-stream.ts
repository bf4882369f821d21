/** DeleteLogStream. What was logged before, and is still in the spool, goes with it. */
import { deleteStream } from '../events/streams.ts';
import { type LogsContext, requireGroup, streamNotFound } from '../groups.ts';
import type { DeleteLogStreamRequest } from '../model.ts';

export async function deleteLogStream(ctx: LogsContext, input: DeleteLogStreamRequest): Promise<Record<string, never>> {
  await ctx.parts.spool.drain();
  const group = await requireGroup(ctx, input.logGroupName);
  const deleted = await deleteStream(ctx.parts.telemetry, ctx.ids.uuid(), group, input.logStreamName);
  if (!deleted) throw streamNotFound();
  return {};
}
