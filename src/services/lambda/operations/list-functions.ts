/** ListFunctions, in the order of their names; with FunctionVersion=ALL their $LATEST versions, the only ones there are. */
import { describeFunction } from '../configuration.ts';
import { invalidParameter } from '../errors.ts';
import { LIST_MAX } from '../limits.ts';
import type { ListFunctionsRequest, ListFunctionsResponse } from '../model.ts';
import { LATEST } from '../names.ts';
import type { LambdaContext } from '../parts.ts';
import { functionRecord, keys } from '../store.ts';

export async function listFunctions(ctx: LambdaContext, input: ListFunctionsRequest): Promise<ListFunctionsResponse> {
  // There are no replicas of functions of other regions: whoever asks for those of another one finds none.
  if (input.MasterRegion !== undefined && input.MasterRegion !== 'ALL' && input.MasterRegion !== ctx.region) {
    return { Functions: [] };
  }
  const page = await ctx.store.range({
    prefix: keys.functions(ctx),
    limit: Math.min(input.MaxItems ?? LIST_MAX, LIST_MAX),
    ...(input.Marker && { after: [...keys.functions(ctx), nameOf(input.Marker)] }),
  });
  const records = page.entries.map((entry) => functionRecord.decode(entry.value));
  const last = records.at(-1);
  const qualifier = input.FunctionVersion === 'ALL' ? LATEST : undefined;
  return {
    Functions: records.map((record) => describeFunction(ctx.parts, record, qualifier, 'list')),
    ...(page.next && last && { NextMarker: Buffer.from(last.name).toString('base64url') }),
  };
}

function nameOf(marker: string): string {
  const name = Buffer.from(marker, 'base64url').toString();
  if (/^[a-zA-Z0-9-_]+$/.test(name)) return name;
  throw invalidParameter('The Marker is not one that ListFunctions has answered.');
}
