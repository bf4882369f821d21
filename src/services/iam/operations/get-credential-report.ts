/** GetCredentialReport. */
import { findReport, isFresh, reportText } from '../credential-report.ts';
import {
  CredentialReportExpiredException,
  CredentialReportNotPresentException,
  type GetCredentialReportResponse,
} from '../model.ts';
import type { IamContext } from '../parts.ts';

export async function getCredentialReport(ctx: IamContext): Promise<GetCredentialReportResponse> {
  const report = await findReport(ctx);
  // Both as the API reference describes them (2026-11-24).
  if (!report) throw new CredentialReportNotPresentException('No report exists.');
  if (!isFresh(ctx, report)) {
    throw new CredentialReportExpiredException(
      'The most recent credential report has expired. To generate a new credential report, use GenerateCredentialReport.',
    );
  }
  return { Content: reportText(report), ReportFormat: 'text/csv', GeneratedTime: report.generatedAtMs };
}
