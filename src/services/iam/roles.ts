/** What is asked of a role when it is made or its trust policy changes. */
import { checkDocument, sizeOf } from './documents.ts';
import { overQuota } from './errors.ts';
import { TRUST_POLICY_SIZE } from './limits.ts';
import { InvalidInputException } from './model.ts';

/** Throws MalformedPolicyDocument and LimitExceeded. */
export function checkTrust(document: string): void {
  checkDocument(document, 'trust');
  // "Cannot exceed quota for ACLSizePerRole: 2048" (public reports, 2026-11-24).
  if (sizeOf(document) > TRUST_POLICY_SIZE) throw overQuota('ACLSizePerRole', TRUST_POLICY_SIZE);
}

/** Only AWS makes roles below its own path. */
export function checkPath(path: string): void {
  if (!path.startsWith('/aws-service-role/')) return;
  throw new InvalidInputException(`The path ${path} is reserved for service-linked roles.`);
}
