/** The condition keys that every request has, of itself; those of the principal are auth's. */
import type { ConditionContext } from '../auth/policy/policy.ts';
import type { Clock } from '../kit/clock.ts';
import type { Call } from './call.ts';

export function conditionKeys(call: Call, clock: Clock): ConditionContext {
  const { headers } = call.head;
  const nowMs = clock.nowMs();
  return {
    'aws:SourceIp': call.sourceIp,
    'aws:SecureTransport': String(isSecure(call)),
    'aws:UserAgent': headers['user-agent'],
    'aws:Referer': headers['referer'],
    'aws:RequestedRegion': call.region,
    'aws:CurrentTime': `${new Date(nowMs).toISOString().slice(0, 19)}Z`,
    'aws:EpochTime': String(Math.floor(nowMs / 1000)),
    'aws:ViaAWSService': 'false',
  };
}

/** Loopback counts as secure: the policies of deployment tools deny plain http. */
function isSecure({ req, sourceIp, fromSandbox }: Call): boolean {
  if (fromSandbox || sourceIp === '::1' || sourceIp.startsWith('127.')) return true;
  return 'encrypted' in req.socket && req.socket.encrypted === true;
}
