import type { GetStatusRequest, GetStatusResponse } from '../model.ts';
import type { VirgaContext } from '../parts.ts';

export async function getStatus(ctx: VirgaContext, _input: GetStatusRequest): Promise<GetStatusResponse> {
  return { Status: await ctx.parts.status() };
}
