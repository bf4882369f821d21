/**
 * Credentials of functions' roles: what Lambda does with the role that a function was given, as the service principal
 * lambda.amazonaws.com, which the role's trust policy must let in.
 */
import type { Principal } from '../../auth/principal.ts';
import { parseArn } from '../../kit/arn.ts';
import {
  RoleNotAssumableError,
  type RoleCredentialSource,
  type RoleCredentials,
} from '../../runtime/function-version.ts';
import { FUNCTION_SECONDS } from './limits.ts';
import type { AssumableRole, Decider, Identities } from './parts.ts';
import type { Sessions } from './sessions.ts';

export const LAMBDA_SERVICE = 'lambda.amazonaws.com';

export interface RoleCredentialParts {
  readonly sessions: Sessions;
  readonly identities: Identities;
  readonly authorizer: Decider;
}

export class FunctionRoles implements RoleCredentialSource {
  readonly #parts: RoleCredentialParts;

  constructor(parts: RoleCredentialParts) {
    this.#parts = parts;
  }

  /** Throws RoleNotAssumableError. The session is named like the function, as on AWS. */
  async assumeForFunction(roleArn: string, functionName: string, functionArn: string): Promise<RoleCredentials> {
    const role = await this.#parts.identities.findRole(roleArn);
    const source = { 'aws:SourceArn': functionArn, 'aws:SourceAccount': parseArn(functionArn)?.account ?? '' };
    if (!role || !(await this.#trusts(role, LAMBDA_SERVICE, source))) throw new RoleNotAssumableError();
    const { accountId, name, arn, uniqueId } = role;
    const holder = { kind: 'role', accountId, name, arn, uniqueId, sessionName: functionName } as const;
    return this.#parts.sessions.issue({ holder, tags: {}, transitiveTagKeys: [] }, FUNCTION_SECONDS);
  }

  /** Whether a service may take on the role at all: asked when a function is made. */
  async canBeAssumedBy(roleArn: string, service: string): Promise<boolean> {
    const role = await this.#parts.identities.findRole(roleArn);
    return role !== undefined && (await this.#trusts(role, service, {}));
  }

  async #trusts(role: AssumableRole, service: string, context: Readonly<Record<string, string>>): Promise<boolean> {
    const decision = await this.#parts.authorizer.decide({
      principal: servicePrincipal(service),
      action: 'sts:AssumeRole',
      resource: role.arn,
      resourceAccountId: role.accountId,
      resourcePolicy: role.trust,
      resourcePolicyRequired: true,
      context,
    });
    return decision.allowed;
  }
}

/** Of no account: the trust policy alone decides. */
function servicePrincipal(service: string): Principal {
  return { kind: 'service', accountId: '', arn: service, userId: service, service, tags: {} };
}
