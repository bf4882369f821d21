/** Session policies as they are passed: an inline text, and managed ones by their ARNs. */
import { MalformedPolicyError, parsePolicy } from '../../auth/policy/parse.ts';
import { WireError } from '../../wire/error.ts';
import { MalformedPolicyDocumentException, type PolicyDescriptorType } from './model.ts';
import type { StsContext } from './parts.ts';

/** "The policies must exist in the same account as the role." Throws ValidationError. */
export async function managedPolicies(
  ctx: StsContext,
  accountId: string,
  { PolicyArns = [] }: { readonly PolicyArns?: readonly PolicyDescriptorType[] | undefined },
): Promise<readonly string[]> {
  const arns: string[] = [];
  for (const { arn } of PolicyArns) {
    if (arn === undefined || !(await ctx.parts.identities.managedPolicyExists(arn, accountId))) {
      throw new WireError('ValidationError', 400, `Policy ${arn ?? ''} does not exist or is not attachable.`);
    }
    arns.push(arn);
  }
  return arns;
}

/** Throws MalformedPolicyDocument. */
export function checkPolicy(policy: string | undefined): void {
  if (policy === undefined) return;
  try {
    parsePolicy(policy, 'identity');
  } catch (error) {
    if (error instanceof MalformedPolicyError) throw new MalformedPolicyDocumentException(error.message);
    throw error;
  }
}
