import { type ExplainRequestRequest, type ExplainRequestResponse, RequestNotFoundException } from '../model.ts';
import type { VirgaContext } from '../parts.ts';

/** The policies that were looked at when a request was denied, and the smallest statement that would allow it. */
export async function explainRequest(ctx: VirgaContext, input: ExplainRequestRequest): Promise<ExplainRequestResponse> {
  const explanation = await ctx.parts.findDenial(ctx.accountId, input.RequestId);
  if (!explanation) {
    throw new RequestNotFoundException(
      `No denied request ${input.RequestId} is known in account ${ctx.accountId}; the request id stands in the answer's x-amzn-RequestId header.`,
    );
  }
  return { Explanation: explanation };
}
