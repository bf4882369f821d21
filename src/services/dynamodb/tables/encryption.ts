/** Encryption at rest: everything is encrypted with keys of the platform's own; customers' keys (KMS) do not exist here. */
import { invalidValues, unsupported } from '../errors.ts';
import type { SSESpecification } from '../model.ts';

/** Of a new table. Throws ValidationException. */
export function checkEncryption(specification: SSESpecification | undefined): void {
  if (!specification) return;
  const { Enabled: enabled, SSEType: type, KMSMasterKeyId: key } = specification;
  if (type === 'AES256') throw invalidValues('SSEType AES256 is not supported');
  if (enabled === false && type !== undefined) throw invalidValues('SSEType can not be specified if Enabled is false');
  if (enabled === false && key !== undefined)
    throw invalidValues('KMSMasterKeyId can not be specified if Enabled is false');
  if (enabled === true || type !== undefined || key !== undefined) throw unsupported('SSESpecification with a KMS key');
}

/** Of a table that is there, and encrypted as by default. */
export function checkEncryptionChange(specification: SSESpecification): void {
  checkEncryption(specification);
  throw invalidValues('Table is already encrypted by default');
}
