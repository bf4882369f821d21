/**
 * The global condition keys of a request. Those of the principal (aws:PrincipalArn, aws:username, aws:PrincipalTag/…)
 * need not be here: the engine takes them from the principal itself, so that no service can say otherwise.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
import type { ConditionContext } from './policy/policy.ts';
import type { Principal } from './principal.ts';

export interface RequestFacts {
  readonly principal: Principal;
  /** The address that the request came from. */
  readonly sourceIp: string;
  /** TLS, or loopback: the bucket policies of deployment tools deny plain http. */
  readonly secure: boolean;
  readonly userAgent: string;
  readonly region: string;
  readonly nowMs: number;
  /** The `referer` header. */
  readonly referer?: string | undefined;
  /** Services that call on the principal's behalf, the first first: `cloudformation.amazonaws.com`. */
  readonly calledVia?: readonly string[];
}

export function requestContext(facts: RequestFacts): ConditionContext {
  const { principal, nowMs, calledVia } = facts;
  const session = principal.session;
  return {
    'aws:SourceIp': facts.sourceIp,
    'aws:SecureTransport': String(facts.secure),
    'aws:UserAgent': facts.userAgent,
    'aws:RequestedRegion': facts.region,
    'aws:CurrentTime': new Date(nowMs).toISOString(),
    'aws:EpochTime': String(Math.floor(nowMs / 1_000)),
    'aws:ViaAWSService': String(calledVia !== undefined && calledVia.length > 0),
    ...(facts.referer !== undefined && { 'aws:Referer': facts.referer }),
    ...(calledVia?.length && {
      'aws:CalledVia': calledVia,
      'aws:CalledViaFirst': calledVia[0],
      'aws:CalledViaLast': calledVia.at(-1),
    }),
    ...(session?.mfaAuthenticated && {
      'aws:MultiFactorAuthAge': String(Math.max(0, Math.floor((nowMs - session.issuedAtMs) / 1_000))),
    }),
  };
}

/** Whether an address is this machine itself. */
export function isLoopback(address: string): boolean {
  return /^(?:::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address) || address === '::1';
}
