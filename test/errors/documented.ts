/** What the documentation says that an operation may answer besides success: read from the models, and for S3 told here. */
import type { ServiceModel } from '../../src/wire/model.ts';
import { loadServices } from '../../tools/services.ts';
import { isDataService, type ServiceName } from './data-cloud.ts';

export interface DocumentedError {
  readonly service: ServiceName;
  readonly operation: string;
  readonly code: string;
  readonly status: number;
}

/** Of every implemented operation. */
export async function documentedErrors(): Promise<readonly DocumentedError[]> {
  const pairs = new Map<string, DocumentedError>();
  for (const { service, model, operations } of await loadServices()) {
    const { name } = service;
    if (!isDataService(name)) continue;
    const add = (operation: string, code: string, status: number): void => {
      pairs.set(`${name} ${operation} ${code}`, { service: name, operation, code, status });
    };
    for (const operation of Object.keys(operations)) {
      for (const { shape } of model.operations[operation]?.errors ?? []) {
        const { error, fault } = model.shapes[shape] ?? {};
        const status = error?.httpStatusCode ?? (fault === true ? 500 : 400);
        add(operation, error?.code ?? shape, S3_STATUSES[shape] ?? status);
      }
      if (name !== 's3') continue;
      if (asksForBucket(model, operation)) add(operation, 'NoSuchBucket', 404);
      if (asksForOwner(model, operation)) add(operation, 'InvalidBucketOwnerAWSAccountID', 400);
      if (needsDocument(model, operation)) add(operation, 'MissingRequestBodyError', 400);
      for (const code of S3_ERRORS[operation]?.split(' ') ?? []) add(operation, code, S3_STATUSES[code] ?? 400);
    }
  }
  return [...pairs.values()];
}

/** "The specified bucket does not exist" (the same page): of everything but making it. */
export function asksForBucket(model: ServiceModel, operation: string): boolean {
  return operation !== 'CreateBucket' && asksFor(model, operation, 'Bucket');
}

/** "The value of the expected bucket owner parameter must be an AWS account ID" (the same page). */
export function asksForOwner(model: ServiceModel, operation: string): boolean {
  return asksFor(model, operation, 'ExpectedBucketOwner');
}

function asksFor({ operations, shapes }: ServiceModel, operation: string, member: string): boolean {
  return Object.hasOwn(shapes[operations[operation]?.input?.shape ?? '']?.members ?? {}, member);
}

/** "This happens when the user sends an empty XML document as a request" (the same page). */
export function needsDocument({ operations, shapes }: ServiceModel, operation: string): boolean {
  const { payload = '', members = {}, required = [] } = shapes[operations[operation]?.input?.shape ?? ''] ?? {};
  return required.includes(payload) && shapes[members[payload]?.shape ?? '']?.type === 'structure';
}

/** The page "Error responses" of S3's API reference (2026-11-27); 400 where nothing is said here. */
const S3_STATUSES: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  BucketAlreadyExists: 409,
  BucketAlreadyOwnedByYou: 409,
  BucketNotEmpty: 409,
  ConditionalRequestConflict: 409,
  GlacierExpeditedRetrievalNotAvailable: 503,
  InternalError: 500,
  InvalidBucketState: 409,
  InvalidObjectState: 403,
  InvalidRange: 416,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NoSuchBucket: 404,
  NoSuchBucketPolicy: 404,
  NoSuchConfiguration: 404,
  NoSuchCORSConfiguration: 404,
  NoSuchKey: 404,
  NoSuchLifecycleConfiguration: 404,
  NoSuchObjectLockConfiguration: 404,
  NoSuchPublicAccessBlockConfiguration: 404,
  NoSuchTagSet: 404,
  NoSuchUpload: 404,
  NoSuchVersion: 404,
  NoSuchWebsiteConfiguration: 404,
  NotModified: 304,
  ObjectAlreadyInActiveTierError: 403,
  ObjectLockConfigurationNotFoundError: 404,
  ObjectNotInActiveTierError: 403,
  OperationAborted: 409,
  OwnershipControlsNotFoundError: 404,
  PreconditionFailed: 412,
  ReplicationConfigurationNotFoundError: 404,
  RestoreAlreadyInProgress: 409,
};

/**
 * What S3's model does not say: the special errors of the operations' pages in the API reference (as botocore 1.43.11
 * carries their texts), and the codes of its page "Error responses" whose descriptions name what one operation does.
 */
const S3_ERRORS: Readonly<Record<string, string>> = {
  CompleteMultipartUpload: 'EntityTooSmall InvalidPart InvalidPartOrder NoSuchUpload PreconditionFailed',
  CopyObject: 'InvalidRequest NoSuchKey PreconditionFailed',
  CreateBucket:
    'IllegalLocationConstraintException InvalidBucketAclWithObjectOwnership InvalidBucketName InvalidLocationConstraint TooManyBuckets',
  DeleteBucket: 'BucketNotEmpty',
  DeleteBucketPolicy: 'AccessDenied MethodNotAllowed',
  GetBucketAcl: 'InvalidAccessPointAliasError',
  GetBucketAnalyticsConfiguration: 'NoSuchConfiguration',
  GetBucketCors: 'InvalidAccessPointAliasError NoSuchCORSConfiguration',
  GetBucketIntelligentTieringConfiguration: 'NoSuchConfiguration',
  GetBucketInventoryConfiguration: 'NoSuchConfiguration',
  GetBucketLifecycleConfiguration: 'NoSuchLifecycleConfiguration',
  GetBucketLocation: 'InvalidAccessPointAliasError',
  GetBucketMetricsConfiguration: 'NoSuchConfiguration',
  GetBucketNotificationConfiguration: 'InvalidAccessPointAliasError',
  GetBucketOwnershipControls: 'OwnershipControlsNotFoundError',
  GetBucketPolicy: 'AccessDenied MethodNotAllowed NoSuchBucketPolicy',
  GetBucketReplication: 'ReplicationConfigurationNotFoundError',
  GetBucketTagging: 'NoSuchTagSet',
  GetBucketWebsite: 'NoSuchWebsiteConfiguration',
  GetObject: 'AccessDenied InvalidRange MethodNotAllowed NoSuchVersion NotModified PreconditionFailed',
  GetObjectAttributes: 'AccessDenied',
  GetObjectLegalHold: 'NoSuchObjectLockConfiguration',
  GetObjectLockConfiguration: 'ObjectLockConfigurationNotFoundError',
  GetObjectRetention: 'NoSuchObjectLockConfiguration',
  GetPublicAccessBlock: 'NoSuchPublicAccessBlockConfiguration',
  HeadBucket: 'AccessDenied',
  HeadObject: 'AccessDenied MethodNotAllowed NotModified PreconditionFailed',
  ListParts: 'NoSuchUpload',
  PutBucketAcl: 'AccessControlListNotSupported MalformedACLError UnresolvableGrantByEmailAddress',
  PutBucketAnalyticsConfiguration: 'AccessDenied InvalidArgument TooManyConfigurations',
  PutBucketIntelligentTieringConfiguration: 'AccessDenied InvalidArgument TooManyConfigurations',
  PutBucketInventoryConfiguration: 'AccessDenied InvalidArgument TooManyConfigurations',
  PutBucketLogging: 'InvalidTargetBucketForLogging',
  PutBucketMetricsConfiguration: 'TooManyConfigurations',
  PutBucketPolicy: 'AccessDenied MalformedPolicy MethodNotAllowed',
  PutBucketTagging: 'InternalError InvalidTag MalformedXML OperationAborted',
  PutBucketVersioning: 'IllegalVersioningConfigurationException InvalidBucketState',
  PutObject:
    'BadDigest ConditionalRequestConflict EntityTooLarge IncompleteBody InvalidDigest InvalidEncryptionAlgorithmError InvalidStorageClass KeyTooLongError MetadataTooLarge MissingContentLength PreconditionFailed',
  PutObjectAcl: 'AccessControlListNotSupported MalformedACLError',
  PutObjectLockConfiguration: 'InvalidBucketState',
  PutObjectTagging: 'InternalError InvalidTag MalformedXML OperationAborted',
  RestoreObject: 'GlacierExpeditedRetrievalNotAvailable RestoreAlreadyInProgress',
  UploadPart: 'BadDigest NoSuchUpload',
  UploadPartCopy: 'InvalidRequest NoSuchUpload',
};
