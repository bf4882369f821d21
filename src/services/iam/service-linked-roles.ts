/**
 * Service-linked roles: of which service, with which name, and what of one may be changed. What AWS's services do under
 * such a role the platform does itself; deployment tools make, read and delete them all the same.
 */
import { InvalidInputException, UnmodifiableEntityException } from './model.ts';
import type { IamContext } from './parts.ts';

export const SERVICE_ROLES_PATH = '/aws-service-role/';

/** Names as in "AWS services that work with IAM" and each service's guide (2026-11-24). */
const NAMES: Readonly<Record<string, string>> = {
  'apidestinations.events.amazonaws.com': 'AmazonEventBridgeApiDestinations',
  'cks.kms.amazonaws.com': 'KeyManagementServiceCustomKeyStores',
  'contributorinsights.dynamodb.amazonaws.com': 'DynamoDBCloudWatchContributorInsights',
  'delivery.logs.amazonaws.com': 'LogDelivery',
  'dynamodb.application-autoscaling.amazonaws.com': 'ApplicationAutoScaling_DynamoDBTable',
  'email.cognito-idp.amazonaws.com': 'AmazonCognitoIdpEmailService',
  'events.amazonaws.com': 'CloudWatchEvents',
  'kinesisreplication.dynamodb.amazonaws.com': 'DynamoDBKinesisDataStreamsReplication',
  'lambda.application-autoscaling.amazonaws.com': 'ApplicationAutoScaling_LambdaConcurrency',
  'mrk.kms.amazonaws.com': 'KeyManagementServiceMultiRegionKeys',
  'ops.apigateway.amazonaws.com': 'APIGateway',
  'replication.dynamodb.amazonaws.com': 'DynamoDBReplication',
  'replicator.lambda.amazonaws.com': 'LambdaReplicator',
  'ssm.amazonaws.com': 'AmazonSSM',
};

/** Throws InvalidInput for services that are not known here. */
export function serviceRoleName(service: string, customSuffix: string | undefined): string {
  const name = Object.hasOwn(NAMES, service) ? NAMES[service] : undefined;
  if (name === undefined) {
    throw new InvalidInputException(`There is no service-linked role of ${service} here.`);
  }
  // "Custom suffix is not allowed for …" (InvalidInput, public reports, 2026-11-24).
  if (customSuffix !== undefined) throw new InvalidInputException(`Custom suffix is not allowed for ${service}`);
  return `AWSServiceRoleFor${name}`;
}

export const isServiceLinked = ({ path }: { readonly path: string }): boolean => path.startsWith(SERVICE_ROLES_PATH);

/** Throws UnmodifiableEntity, in AWS's words (public reports, 2026-11-24). */
export function checkNotServiceLinked(holder: { readonly path: string; readonly name: string }): void {
  if (!isServiceLinked(holder)) return;
  throw new UnmodifiableEntityException(
    `Cannot perform the operation on the protected role '${holder.name}' - this role is only modifiable by AWS`,
  );
}

/** "You can edit only the description" (IAM user guide, service-linked roles, 2026-11-24), and the tags. */
const MAY_CHANGE: ReadonlySet<string> = new Set(['TagRole', 'UntagRole', 'UpdateRole', 'UpdateRoleDescription']);

export function checkModifiable(ctx: IamContext, holder: { readonly path: string; readonly name: string }): void {
  if (!MAY_CHANGE.has(ctx.operation)) checkNotServiceLinked(holder);
}
