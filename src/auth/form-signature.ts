/** Who signed the policy of a posted form: Signature Version 4, or 2, over the policy as it stands in the form. */
import { WireError } from '../wire/error.ts';
import type { AuthenticatorParts, CredentialScope } from './authenticator.ts';
import { ALGORITHM, parseBasicTimestamp } from './canonical.ts';
import { withoutToken } from './check-signature.ts';
import { findCredential } from './credentials.ts';
import { authError } from './errors.ts';
import type { ConditionContext } from './policy/policy.ts';
import type { FormFields } from './post-policy.ts';
import type { Principal } from './principal.ts';
import { oldSignatureOf } from './signature-v2.ts';
import { readCredential } from './scope.ts';
import { sameText, type SigningKeys, signatureOf } from './signing-key.ts';

export interface FormSigner {
  readonly principal: Principal;
  /** Empty where the signature says none. */
  readonly region: string;
  /** See Identified. */
  readonly signatureKeys: ConditionContext;
}

/** Undefined where nobody signed the form. Throws WireError. */
export async function identifyForm(
  parts: AuthenticatorParts,
  keys: SigningKeys,
  fields: FormFields,
  fromSandbox: boolean,
): Promise<FormSigner | undefined> {
  const policy = fields.get('policy');
  const version = VERSIONS.find(({ names }) => names.some((name) => fields.has(name.toLowerCase())));
  if (!version) {
    if (policy === undefined) return undefined;
    throw authError('missing', S3);
  }
  const missing = ['policy', ...version.names].find((name) => !fields.get(name.toLowerCase()));
  if (missing !== undefined) throw missingField(missing);
  const place = { ...S3, service: 's3', fromSandbox };
  return await version.identify({ parts, keys, fields, place, policy: policy ?? '' });
}

const S3 = { errorStyle: 'rest-xml', signingName: 's3' } as const;

interface SignedForm {
  readonly parts: AuthenticatorParts;
  readonly keys: SigningKeys;
  readonly fields: FormFields;
  readonly place: typeof S3 & { readonly fromSandbox: boolean };
  readonly policy: string;
}

const VERSIONS = [
  { names: ['X-Amz-Signature', 'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date'], identify: identifyV4 },
  { names: ['Signature', 'AWSAccessKeyId'], identify: identifyV2 },
];

/** S3's words of a field that should have come before the file. */
export function missingField(name: string): WireError {
  const words = 'If it is specified, please check the order of the fields.';
  const message = `Bucket POST must contain a field named '${name}'.  ${words}`;
  return new WireError('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: '' });
}

async function identifyV4({ parts, keys, fields, place, policy }: SignedForm): Promise<FormSigner> {
  const [algorithm = '', credentialText = '', timestamp = '', signature = ''] = [
    'algorithm',
    'credential',
    'date',
    'signature',
  ].map((name) => fields.get(`x-amz-${name}`));
  if (algorithm !== ALGORITHM)
    throw authError('incomplete-query', place, `X-Amz-Algorithm only supports "${ALGORITHM}"`);
  if (parseBasicTimestamp(timestamp) === undefined) {
    const words = `X-Amz-Date must be in the ISO8601 Long Format "yyyyMMdd'T'HHmmss'Z'"`;
    throw authError('incomplete-query', place, words);
  }
  const { accessKeyId, scope } = readCredential(place, credentialText, timestamp, true);
  const { credential, devKeys } = await findCredential(parts, place, keyOf(accessKeyId, fields));
  const signingKey = keys.get(credential.secretAccessKey, scope.date, scope.region, scope.service);
  checkForm(signatureOf(signingKey, policy), { accessKeyId, signature, policy, fields });
  return signer(parts, credential.principal, scope, devKeys ? undefined : accessKeyId);
}

async function identifyV2({ parts, fields, place, policy }: SignedForm): Promise<FormSigner> {
  const accessKeyId = fields.get('awsaccesskeyid') ?? '';
  const { credential, devKeys } = await findCredential(parts, place, keyOf(accessKeyId, fields));
  const signature = fields.get('signature') ?? '';
  checkForm(oldSignatureOf(credential.secretAccessKey, policy), { accessKeyId, signature, policy, fields });
  const scope = { date: '', region: '', service: 's3' };
  return signer(parts, credential.principal, scope, devKeys ? undefined : accessKeyId);
}

function keyOf(accessKeyId: string, fields: FormFields): { accessKeyId: string; sessionToken?: string } {
  const sessionToken = fields.get('x-amz-security-token');
  return { accessKeyId, ...(sessionToken !== undefined && { sessionToken }) };
}

interface FormSignature {
  readonly accessKeyId: string;
  readonly signature: string;
  readonly policy: string;
  readonly fields: FormFields;
}

function checkForm(expected: string, { accessKeyId, signature, policy, fields }: FormSignature): void {
  if (sameText(expected, signature)) return;
  throw authError('mismatch', S3, '', {
    AWSAccessKeyId: accessKeyId,
    StringToSign: withoutToken(policy, fields.get('x-amz-security-token')),
    SignatureProvided: signature,
  });
}

function signer(
  { principals }: AuthenticatorParts,
  principal: Principal,
  { service, region }: CredentialScope,
  usedKeyId: string | undefined,
): FormSigner {
  if (usedKeyId !== undefined) principals.keyUsed(usedKeyId, service, region, principal);
  const version = region === '' ? 'AWS' : ALGORITHM;
  return { principal, region, signatureKeys: { 's3:authType': 'POST', 's3:signatureversion': version } };
}
