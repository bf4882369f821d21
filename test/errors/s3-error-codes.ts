/** S3's whole list of error codes, with those that no case of one operation answers. */

/** "List of error codes" of the page "Error responses" of the API reference (2026-11-27), without those of SOAP. */
export const S3_ERROR_CODES: readonly string[] = `
  AccessControlListNotSupported AccessDenied AccessPointAlreadyOwnedByYou AccountProblem AllAccessDisabled
  AmbiguousGrantByEmailAddress AuthorizationHeaderMalformed AuthorizationQueryParametersError BadDigest
  BucketAlreadyExists BucketAlreadyOwnedByYou BucketHasAccessPointsAttached BucketNotEmpty ClientTokenConflict
  ConnectionClosedByRequester ConditionalRequestConflict CredentialsNotSupported CrossLocationLoggingProhibited
  DeviceNotActiveError EndpointNotFound EntityTooSmall EntityTooLarge ExpiredToken IllegalLocationConstraintException
  IllegalVersioningConfigurationException IncompleteBody IncorrectEndpoint IncorrectNumberOfFilesInPostRequest
  InlineDataTooLarge InternalError InvalidAccessKeyId InvalidAccessPoint InvalidAccessPointAliasError InvalidArgument
  InvalidBucketAclWithObjectOwnership InvalidBucketName InvalidBucketOwnerAWSAccountID InvalidBucketState InvalidDigest
  InvalidEncryptionAlgorithmError InvalidHostHeader InvalidHttpMethod InvalidLocationConstraint InvalidObjectState
  InvalidPart InvalidPartOrder InvalidPayer InvalidPolicyDocument InvalidRange InvalidRegion InvalidRequest
  InvalidSessionException InvalidSignature InvalidSecurity InvalidStorageClass InvalidTargetBucketForLogging InvalidToken
  InvalidURI KeyTooLongError KMS.DisabledException KMS.InvalidKeyUsageException KMS.KMSInvalidStateException
  KMS.NotFoundException MalformedACLError MalformedPOSTRequest MalformedXML MaxMessageLengthExceeded
  MaxPostPreDataLengthExceededError MetadataTooLarge MethodNotAllowed MissingAuthenticationToken MissingContentLength
  MissingRequestBodyError MissingSecurityHeader NoLoggingStatusForKey NoSuchAsyncRequest NoSuchBucket NoSuchBucketPolicy
  NoSuchCORSConfiguration NoSuchKey NoSuchLifecycleConfiguration NoSuchMultiRegionAccessPoint
  NoSuchObjectLockConfiguration NoSuchWebsiteConfiguration NoSuchTagSet NoSuchUpload NoSuchVersion NotDeviceOwnerError
  NotImplemented NotModified NoTransformationDefined NotSignedUp ObjectLockConfigurationNotFoundError
  OwnershipControlsNotFoundError OperationAborted PermanentRedirect PermanentRedirectControlError PreconditionFailed
  Redirect RequestHeaderSectionTooLarge RequestIsNotMultiPartContent RequestTimeout RequestTimeTooSkewed
  RequestTorrentOfBucketError ResponseInterrupted RestoreAlreadyInProgress
  ServerSideEncryptionConfigurationNotFoundError ServiceUnavailable SignatureDoesNotMatch SlowDown TagPolicyException
  TemporaryRedirect TokenCodeInvalidError TokenRefreshRequired TooManyAccessPoints TooManyBuckets
  TooManyMultiRegionAccessPointregionsError TooManyMultiRegionAccessPoints UnauthorizedAccessError UnexpectedContent
  UnexpectedIPError UnsupportedArgument UnsupportedSignature UnresolvableGrantByEmailAddress UserKeyMustBeSpecified
  NoSuchAccessPoint InvalidTag MalformedPolicy
`
  .trim()
  .split(/\s+/);

/** Of no operation, but of signatures, forms and the wire: the test that has them. */
export const ANSWERED_ELSEWHERE: Readonly<Record<string, string>> = {
  AuthorizationHeaderMalformed: 'src/auth/authenticator.test.ts',
  AuthorizationQueryParametersError: 'test/wire/s3-browsers.test.ts',
  ConditionalRequestConflict: 'src/services/s3/races.test.ts',
  ExpiredToken: 'src/auth/authenticator.test.ts',
  InternalError: 'test/errors/internal-errors.ts',
  InvalidAccessKeyId: 'src/auth/authenticator.test.ts',
  InvalidArgument: 'src/services/s3/operations/refused-configurations.test.ts',
  InvalidObjectState: 'src/services/s3/operations/object-errors.test.ts',
  InvalidPolicyDocument: 'src/auth/post-policy.test.ts',
  InvalidToken: 'src/auth/authenticator.test.ts',
  InvalidURI: 'test/wire/s3-browsers.test.ts',
  MalformedPOSTRequest: 'test/wire/s3-browsers.test.ts',
  MaxMessageLengthExceeded: 'test/e2e/s3-web.test.ts',
  MaxPostPreDataLengthExceededError: 'test/wire/s3-browsers.test.ts',
  MissingAuthenticationToken: 'src/auth/authenticator.test.ts',
  MissingSecurityHeader: 'src/services/s3/acl/acl.test.ts',
  NotImplemented: 'src/services/s3/operations/refused-configurations.test.ts',
  OperationAborted: 'src/services/s3/races.test.ts',
  RequestHeaderSectionTooLarge: 'test/wire/bad-input.test.ts',
  RequestTimeout: 'src/wire/http-flow.test.ts',
  RequestTimeTooSkewed: 'src/auth/authenticator.test.ts',
  ServiceUnavailable: 'test/faults/disk-full.test.ts',
  SignatureDoesNotMatch: 'src/auth/authenticator.test.ts',
  UnexpectedContent: 'src/services/s3/acl/acl.test.ts',
};

const ACCESS_POINTS =
  'AccessPointAlreadyOwnedByYou BucketHasAccessPointsAttached InvalidAccessPoint InvalidAccessPointAliasError NoSuchAccessPoint TooManyAccessPoints';
const MULTI_REGION =
  'ClientTokenConflict InvalidRegion NoSuchAsyncRequest NoSuchMultiRegionAccessPoint TooManyMultiRegionAccessPointregionsError TooManyMultiRegionAccessPoints';
const AWS_ITSELF =
  'AccountProblem AllAccessDisabled InvalidPayer InvalidSecurity NotSignedUp UnauthorizedAccessError UnexpectedIPError';
const REGIONS =
  'EndpointNotFound IncorrectEndpoint PermanentRedirect PermanentRedirectControlError Redirect TemporaryRedirect';
const OTHER_SERVICES =
  'ConnectionClosedByRequester DeviceNotActiveError InvalidSessionException NoTransformationDefined NotDeviceOwnerError ResponseInterrupted';
const FORMS = 'IncorrectNumberOfFilesInPostRequest RequestIsNotMultiPartContent UserKeyMustBeSpecified';
const OLD =
  'CredentialsNotSupported InlineDataTooLarge InvalidSignature NoLoggingStatusForKey RequestTorrentOfBucketError';

/** By reason. */
const NEVER: Readonly<Record<string, string>> = {
  [ACCESS_POINTS]: 'there are no access points (README, Gaps)',
  [MULTI_REGION]: 'there are no multi-region access points (README of S3 Control, Gaps)',
  [AWS_ITSELF]: 'what AWS says of its customers and their bills',
  [REGIONS]: 'a bucket is found from any region (README)',
  [OTHER_SERVICES]: 'of Object Lambda, directory buckets (README, Gaps) and other services',
  [FORMS]: 'AWS says InvalidArgument and PreconditionFailed, and so does this (test/wire/s3-browsers.test.ts)',
  [OLD]: 'of what S3 had once, or never of requests in Signature Version 4',
  AmbiguousGrantByEmailAddress: 'accounts have no addresses: UnresolvableGrantByEmailAddress',
  CrossLocationLoggingProhibited: 'AWS spells it CrossLocationLoggingProhibitted (test/wire/access-logs.test.ts)',
  'InvalidHostHeader InvalidHttpMethod UnsupportedArgument':
    'AWS does not say of which request; MethodNotAllowed and InvalidArgument here',
  'KMS.DisabledException KMS.InvalidKeyUsageException KMS.KMSInvalidStateException KMS.NotFoundException':
    'keys of KMS are refused (README, Gaps)',
  RestoreAlreadyInProgress: 'nothing is archived (README, Gaps)',
  ServerSideEncryptionConfigurationNotFoundError: 'every bucket is encrypted, as on AWS since 2023-01',
  'SlowDown TooManyBuckets': 'there is no such quota (README, Gaps)',
  TagPolicyException: 'there are no tag policies',
  'TokenCodeInvalidError TokenRefreshRequired UnsupportedSignature':
    'InvalidToken and ExpiredToken here; MFA delete is refused',
};

export const NEVER_ANSWERED: readonly string[] = Object.keys(NEVER).flatMap((codes) => codes.split(' '));
