/** GetFunction: the configuration, a link to the code, tags and reserved concurrency. */
import { describeFunction } from '../configuration.ts';
import { requireFunction } from '../functions.ts';
import type { GetFunctionRequest, GetFunctionResponse } from '../model.ts';
import { parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';

export async function getFunction(ctx: LambdaContext, input: GetFunctionRequest): Promise<GetFunctionResponse> {
  const ref = parseFunctionName(ctx, input.FunctionName, input.Qualifier);
  const { record } = await requireFunction(ctx, ref);
  const { tags, reservedConcurrency } = record;
  return {
    Configuration: describeFunction(ctx.parts, record, ref.qualifier),
    Code: { RepositoryType: 'S3', Location: ctx.parts.downloads.urlOf(ctx.endpointUrl, record) },
    ...(Object.keys(tags).length > 0 && { Tags: tags }),
    ...(reservedConcurrency !== undefined && { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
  };
}
