/** GenerateCredentialReport: made at once; one that is younger than four hours is kept. */
import { findReport, isFresh, makeReport } from '../credential-report.ts';
import type { GenerateCredentialReportResponse } from '../model.ts';
import type { IamContext } from '../parts.ts';
import { credentialReportRecord, keys } from '../store.ts';

export async function generateCredentialReport(ctx: IamContext): Promise<GenerateCredentialReportResponse> {
  const present = await findReport(ctx);
  if (present && isFresh(ctx, present)) return { State: 'COMPLETE' };
  const value = credentialReportRecord.encode(await makeReport(ctx));
  await ctx.commit({ sets: [{ key: keys.credentialReport(ctx.accountId), value }] });
  // Verbatim from AWS (public reports, 2026-11-24): clients ask again until it is COMPLETE.
  return { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' };
}
