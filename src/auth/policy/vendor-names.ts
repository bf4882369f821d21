/** What AWS checks of the actions and resources in a policy when it is written, without knowing the service. */
import { MalformedPolicyError } from './malformed.ts';

export function checkAction(action: string): void {
  if (action === '*') return;
  const [vendor = '', ...rest] = action.split(':');
  if (rest.length === 0) {
    throw new MalformedPolicyError('Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.');
  }
  if (rest.length > 1) throw new MalformedPolicyError('Actions/Condition can contain only one colon.');
  // A vendor of `*` alone is in policies that AWS itself publishes.
  if (vendor !== '*' && !/^[a-zA-Z0-9\-.]+$/.test(vendor)) {
    throw new MalformedPolicyError(`Vendor ${vendor} is not valid`);
  }
}

export function checkResource(resource: string): void {
  if (resource === '*') return;
  const [head, partition, vendor, region, account, ...rest] = resource.split(':');
  if (partition === undefined) throw new MalformedPolicyError(`Resource ${resource} must be in ARN format or "*".`);
  if (!PARTITION.test(partition)) {
    const shown = [vendor, region, account].map((part) => part ?? '*').join(':');
    const path = rest.length > 0 ? rest.join(':') : '*';
    throw new MalformedPolicyError(
      `Partition "${partition}" is not valid for resource "arn:${partition}:${shown}:${path}".`,
    );
  }
  if (head !== 'arn') throw new MalformedPolicyError(`Resource ${resource} must be in ARN format or "*".`);
  if (vendor === undefined || /[*?]/.test(vendor)) {
    throw new MalformedPolicyError('Resource vendor must be fully qualified and cannot contain regexes.');
  }
  if (vendor === '' || (rest.length === 0 && resource.includes('::'))) {
    throw new MalformedPolicyError('The policy failed legacy parsing');
  }
  const path = rest.join(':');
  if (vendor === 'iam') checkIamResource(resource, region ?? '', path);
  if (vendor === 's3' && region && !S3_REGIONAL_PATH.test(path)) {
    throw new MalformedPolicyError(`Resource ${resource} can not contain region information.`);
  }
}

/** Buckets and objects have no region in their ARN; these have. */
const S3_REGIONAL_PATH = /^(?:accesspoint|access-grants|job|storage-lens|storage-lens-group|async-request)\//;
const PARTITION = /^(?:\*|aws(?:-[a-z]+)*)$/;

// biome-ignore format: one list
const IAM_PATHS = ['user/', 'federated-user/', 'role/', 'group/', 'instance-profile/', 'mfa/', 'server-certificate/', 'policy/', 'sms-mfa/', 'saml-provider/', 'oidc-provider/', 'report/', 'access-report/'];

function checkIamResource(resource: string, region: string, path: string): void {
  if (region !== '') throw new MalformedPolicyError(`IAM resource ${resource} cannot contain region information.`);
  // `root` is what sts:AssumeRoot acts on.
  if (path === '*' || path === 'root' || IAM_PATHS.some((start) => path.startsWith(start))) return;
  throw new MalformedPolicyError(`IAM resource path must either be "*" or start with ${IAM_PATHS.join(', ')}.`);
}
