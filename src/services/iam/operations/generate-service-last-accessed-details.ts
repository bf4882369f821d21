/** GenerateServiceLastAccessedDetails: remembers what was asked; the report is made when it is read. */
import { checkReportedArn } from '../access-reports.ts';
import { ACCESS_REPORT_KEPT_MS, ACCESS_REPORTS_MAX } from '../limits.ts';
import {
  type GenerateServiceLastAccessedDetailsRequest,
  type GenerateServiceLastAccessedDetailsResponse,
  InvalidInputException,
} from '../model.ts';
import type { IamContext } from '../parts.ts';
import { accessReportsRecord, keys } from '../store.ts';

export async function generateServiceLastAccessedDetails(
  ctx: IamContext,
  { Arn: arn, Granularity }: GenerateServiceLastAccessedDetailsRequest,
): Promise<GenerateServiceLastAccessedDetailsResponse> {
  if (Granularity === 'ACTION_LEVEL') {
    throw new InvalidInputException('The granularity ACTION_LEVEL is not supported here.');
  }
  await checkReportedArn(ctx, arn);
  const job = { id: ctx.ids.uuid(), arn, createdAtMs: ctx.clock.nowMs() };
  const key = keys.accessReports(ctx.accountId);
  await ctx.transact([key], ([entry]) => {
    const present = entry ? accessReportsRecord.decode(entry.value).jobs : [];
    const kept = present.filter(({ createdAtMs }) => job.createdAtMs - createdAtMs < ACCESS_REPORT_KEPT_MS);
    const jobs = [...kept, job].slice(-ACCESS_REPORTS_MAX);
    return { changes: { sets: [{ key, value: accessReportsRecord.encode({ jobs }) }] }, result: undefined };
  });
  return { JobId: job.id };
}
