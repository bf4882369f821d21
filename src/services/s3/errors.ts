/** S3's errors in AWS's words. Those that the model lacks are WireErrors; S3 says more in elements of their own. */
import { WireError } from '../../wire/error.ts';
import type { Context } from '../service.ts';
import { BucketAlreadyExists, BucketAlreadyOwnedByYou, NoSuchBucket, NoSuchKey, NoSuchUpload } from './model.ts';

/** Error responses of the API reference (ErrorResponses, 2026-11-27). */
export function noSuchBucket(name: string): NoSuchBucket {
  return new NoSuchBucket('The specified bucket does not exist', { BucketName: name });
}

export function noSuchKey(key: string): NoSuchKey {
  return new NoSuchKey('The specified key does not exist.', { Key: key });
}

export function noSuchVersion(key: string, versionId: string): WireError {
  return new WireError('NoSuchVersion', 404, 'The specified version does not exist.', {
    Key: key,
    VersionId: versionId,
  });
}

export function noSuchUpload(uploadId: string): NoSuchUpload {
  const words =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
  return new NoSuchUpload(words, { UploadId: uploadId });
}

export function bucketAlreadyOwned(name: string): BucketAlreadyOwnedByYou {
  const words = 'Your previous request to create the named bucket succeeded and you already own it.';
  return new BucketAlreadyOwnedByYou(words, { BucketName: name });
}

export function bucketAlreadyExists(name: string): BucketAlreadyExists {
  const words =
    'The requested bucket name is not available. The bucket namespace is shared by all users of the system. ' +
    'Please select a different name and try again.';
  return new BucketAlreadyExists(words, { BucketName: name });
}

export function bucketNotEmpty(name: string): WireError {
  return new WireError('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty', { BucketName: name });
}

export function invalidBucketName(name: string): WireError {
  return new WireError('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: name });
}

/** Its words as other implementations have them, 2026-11-27. */
export function noAccountId(owner: string): WireError {
  const words = `The value of the expected bucket owner parameter must be an AWS Account ID... [${owner}]`;
  return new WireError('InvalidBucketOwnerAWSAccountID', 400, words);
}

export function invalidArgument(message: string, name: string, value: string): WireError {
  return new WireError('InvalidArgument', 400, message, { ArgumentName: name, ArgumentValue: value });
}

export function invalidRequest(message: string): WireError {
  return new WireError('InvalidRequest', 400, message);
}

export function malformedXml(): WireError {
  const words = 'The XML you provided was not well-formed or did not validate against our published schema';
  return new WireError('MalformedXML', 400, words);
}

/** What AWS says of headers that have no meaning together: conditional ones among them. */
export function headerNotImplemented(header: string): WireError {
  const words = 'A header you provided implies functionality that is not implemented';
  return new WireError('NotImplemented', 501, words, { Header: header });
}

/** What AWS has and Virga has not: says so, rather than being accepted and ignored. */
export function unsupported(what: string): WireError {
  return new WireError('NotImplemented', 501, `Virga does not implement ${what}.`);
}

export function preconditionFailed(condition: string): WireError {
  const words = 'At least one of the pre-conditions you specified did not hold';
  return new WireError('PreconditionFailed', 412, words, { Condition: condition });
}

export function accessDenied(message = 'Access Denied'): WireError {
  return new WireError('AccessDenied', 403, message);
}

/** Of a conditional write that met another one (user guide, conditional-writes). */
export function conditionalConflict(): WireError {
  const words = 'The conditional request cannot succeed due to a conflicting operation against this resource.';
  return new WireError('ConditionalRequestConflict', 409, words);
}

/** Of a change that met another one too often. */
export function operationAborted(): WireError {
  const words = 'A conflicting conditional operation is currently in progress against this resource. Please try again.';
  return new WireError('OperationAborted', 409, words);
}

/** Recorded in public reports up to 2026-11. */
export function blockedByPublicAccess(
  { principal }: Pick<Context, 'principal'>,
  action: string,
  resource: string,
  setting: 'BlockPublicAcls' | 'BlockPublicPolicy',
): WireError {
  const what = setting === 'BlockPublicPolicy' ? 'public policies' : 'public access control lists (ACLs)';
  return accessDenied(
    `User: ${principal.arn} is not authorized to perform: ${action} on resource: "${resource}" ` +
      `because ${what} are blocked by the ${setting} block public access setting.`,
  );
}

/** Of an object that has neither (recorded from AWS, 2026-11-23). */
export function noLockConfiguration(): WireError {
  const words = 'The specified object does not have a ObjectLock configuration';
  return new WireError('NoSuchObjectLockConfiguration', 404, words);
}

/** Error responses of the API reference. */
export function methodNotAllowed(method: string, resourceType: string): WireError {
  const words = 'The specified method is not allowed against this resource.';
  return new WireError('MethodNotAllowed', 405, words, { Method: method, ResourceType: resourceType });
}
