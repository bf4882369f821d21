/** GetServiceLastAccessedDetails. */
import { requireJob, servicesAllowed } from '../access-reports.ts';
import type { GetServiceLastAccessedDetailsRequest, GetServiceLastAccessedDetailsResponse } from '../model.ts';
import { pageOfList } from '../pages.ts';
import type { IamContext } from '../parts.ts';

export async function getServiceLastAccessedDetails(
  ctx: IamContext,
  input: GetServiceLastAccessedDetailsRequest,
): Promise<GetServiceLastAccessedDetailsResponse> {
  const job = await requireJob(ctx, input.JobId);
  await ctx.parts.serviceUses.flush();
  const services = await servicesAllowed(ctx, job.arn);
  const { items, ...rest } = pageOfList(services, ({ ServiceNamespace: namespace }) => namespace, input);
  return {
    JobStatus: 'COMPLETED',
    JobType: 'SERVICE_LEVEL',
    JobCreationDate: job.createdAtMs,
    JobCompletionDate: job.createdAtMs,
    ServicesLastAccessed: items,
    ...rest,
  };
}
