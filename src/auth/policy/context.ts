/** The value of a condition key: what speaks of the principal comes from the principal, the rest from the request. */
import { MAX_CONTEXT_READERS } from '../limits.ts';
import type { Principal } from '../principal.ts';
import type { AuthorizationRequest, ConditionContext, ConditionValue } from './policy.ts';

export type ContextReader = (request: AuthorizationRequest) => ConditionValue | undefined;

/** `key` in lower case. */
export function contextValue(request: AuthorizationRequest, key: string): ConditionValue | undefined {
  return contextReader(key)(request);
}

/**
 * For who asks many requests for the same key. All who ask for one share its reader, which knows the value of the last
 * request: the statements of a decision ask one after another.
 */
export function contextReader(key: string): ContextReader {
  const known = readers.get(key);
  if (known) return known;
  const reader = remembering(readerOf(key));
  if (readers.size < MAX_CONTEXT_READERS) readers.set(key, reader);
  return reader;
}

const readers = new Map<string, ContextReader>();

function remembering(read: ContextReader): ContextReader {
  let last: AuthorizationRequest | undefined;
  let value: ConditionValue | undefined;
  return (request) => {
    if (request === last) return value;
    value = read(request);
    last = request;
    return value;
  };
}

function readerOf(key: string): ContextReader {
  if (isPrincipalKey(key)) {
    // Whether a code was given with this very request only the service can know that asked for it.
    const isAlwaysSaid = key === 'aws:multifactorauthpresent';
    return ({ simulated, context, principal }) => {
      const said = isAlwaysSaid || simulated === true ? lowered(context).get(key) : undefined;
      return said ?? principalValues(principal).get(key);
    };
  }
  const actions = OWNER_KEYS.get(key);
  if (actions === undefined) return ({ context }) => lowered(context).get(key);
  return ({ action, context, resourceAccountId, principal }) => {
    const owner = action.startsWith(actions) ? (resourceAccountId ?? principal.accountId) : '';
    return lowered(context).get(key) ?? (owner || undefined);
  };
}

/** What says whose the resource is, of all actions and of S3's: s3:ResourceAccount is older than the global key. */
const OWNER_KEYS: ReadonlyMap<string, string> = new Map([
  ['aws:resourceaccount', ''],
  ['s3:resourceaccount', 's3:'],
]);

/** Always the same for the same principal, so that a decision that reads nothing else may be remembered. */
export function isStableKey(key: string): boolean {
  return isPrincipalKey(key) && !SESSION_KEYS.has(key);
}

function isPrincipalKey(key: string): boolean {
  return PRINCIPAL_KEYS.has(key) || key.startsWith(PRINCIPAL_TAG);
}

const PRINCIPAL_TAG = 'aws:principaltag/';
const PRINCIPAL_KEYS: ReadonlySet<string> = new Set([
  'aws:principalarn',
  'aws:principalaccount',
  'aws:principaltype',
  'aws:principalisawsservice',
  'aws:principalservicename',
  'aws:userid',
  'aws:username',
  'aws:sourceidentity',
  'aws:tokenissuetime',
  'aws:multifactorauthpresent',
  'aws:federatedprovider',
]);

/** A session of the same name may be another one. */
const SESSION_KEYS: ReadonlySet<string> = new Set([
  'aws:sourceidentity',
  'aws:tokenissuetime',
  'aws:multifactorauthpresent',
  'aws:federatedprovider',
]);

const ofPrincipal = new WeakMap<Principal, ReadonlyMap<string, ConditionValue>>();

function principalValues(principal: Principal): ReadonlyMap<string, ConditionValue> {
  if (principal === lastPrincipal.principal) return lastPrincipal.values;
  const values = ofPrincipal.get(principal) ?? valuesOf(principal);
  lastPrincipal = { principal, values };
  return values;
}

function valuesOf(principal: Principal): ReadonlyMap<string, ConditionValue> {
  const values = new Map<string, ConditionValue>(Object.entries(keysOf(principal)));
  for (const [name, value] of Object.entries(principal.tags)) values.set(PRINCIPAL_TAG + name.toLowerCase(), value);
  ofPrincipal.set(principal, values);
  return values;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function keysOf(principal: Principal): Record<string, string> {
  const { kind, session } = principal;
  return {
    'aws:principalisawsservice': String(kind === 'service'),
    ...(principal.service !== undefined && { 'aws:principalservicename': principal.service }),
    ...(kind !== 'service' &&
      kind !== 'web-identity' && { 'aws:userid': principal.userId, 'aws:principaltype': TYPES[kind] }),
    ...(kind !== 'service' &&
      kind !== 'web-identity' &&
      kind !== 'anonymous' && {
        // "for assumed-role sessions the ARN of the role, not the ARN of the session"
        'aws:principalarn': session?.roleArn ?? principal.arn,
        'aws:principalaccount': principal.accountId,
      }),
    ...(principal.userName !== undefined && { 'aws:username': principal.userName }),
    ...(session?.sourceIdentity !== undefined && { 'aws:sourceidentity': session.sourceIdentity }),
    ...federatedProvider(principal),
    // Both are absent for long-term keys.
    ...(session && {
      'aws:tokenissuetime': new Date(session.issuedAtMs).toISOString(),
      'aws:multifactorauthpresent': String(session.mfaAuthenticated),
    }),
  };
}

/** Of a web identity, and of the role's session that it gets. */
function federatedProvider({ provider, session }: Principal): Record<string, string> {
  const found = provider ?? session?.federatedProvider;
  return found === undefined ? {} : { 'aws:federatedprovider': found };
}

const TYPES: Readonly<Record<Exclude<Principal['kind'], 'service' | 'web-identity'>, string>> = {
  root: 'Account',
  user: 'User',
  'assumed-role': 'AssumedRole',
  'federated-user': 'FederatedUser',
  anonymous: 'Anonymous',
};

function lowered(context: ConditionContext): ReadonlyMap<string, ConditionValue> {
  if (context === lastContext.context) return lastContext.values;
  const values = lowerCased(context);
  lastContext = { context, values };
  return values;
}

function lowerCased(context: ConditionContext): ReadonlyMap<string, ConditionValue> {
  const values = new Map<string, ConditionValue>();
  for (const [key, value] of Object.entries(context)) if (value !== undefined) values.set(key.toLowerCase(), value);
  return values;
}

/** The conditions of a decision all ask of one context and one principal, and a weak map takes longer than they do. */
let lastContext: Known<'context', ConditionContext> = { context: undefined, values: new Map() };
let lastPrincipal: Known<'principal', Principal> = { principal: undefined, values: new Map() };

type Known<Name extends string, Of> = { readonly [name in Name]: Of | undefined } & {
  readonly values: ReadonlyMap<string, ConditionValue>;
};
