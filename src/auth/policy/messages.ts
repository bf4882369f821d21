/**
 * Denials in AWS's words.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
import type { EvaluationQuestion, Outcome } from './evaluate.ts';
import type { PolicyOrigin, PolicyType } from './policy.ts';

export function denialMessage(question: EvaluationQuestion, outcome: Outcome): string {
  const { principal, action, resource, resourceAccountId = principal.accountId } = question;
  // S3 says no more to strangers and across accounts, and quotes the resource (user guide, troubleshoot-403-errors).
  const isS3 = action.startsWith('s3:');
  const isStranger = principal.kind === 'anonymous' || resourceAccountId !== principal.accountId;
  if (isS3 && isStranger) return 'Access Denied';
  const who = principal.arn || principal.service || principal.userId;
  const what = isS3 && resource !== '*' ? `"${resource}"` : resource;
  const denied = `User: ${who} is not authorized to perform: ${action} on resource: ${what}`;
  if (outcome.by) return `${denied} with an explicit deny in ${explicitPlace(outcome.by.origin, principal.accountId)}`;
  // Where a trust policy is missing AWS gives no reason.
  if (question.resourcePolicyRequired || !outcome.missing) return denied;
  return `${denied} because no ${PLACES[outcome.missing]} allows the ${action} action`;
}

const PLACES: Readonly<Record<PolicyType, string>> = {
  'identity-based': 'identity-based policy',
  'resource-based': 'resource-based policy',
  'permissions boundary': 'permissions boundary',
  session: 'session policy',
  'service control': 'service control policy',
  'VPC endpoint': 'VPC endpoint policy',
};

/** The policy's ARN is said for managed policies of the caller's own account (rolled out in 2026). */
function explicitPlace({ type, arn }: PolicyOrigin, accountId: string): string {
  const place = `${type === 'identity-based' ? 'an' : 'a'} ${PLACES[type]}`;
  return arn?.split(':')[4] === accountId ? `${place}: ${arn}` : place;
}
