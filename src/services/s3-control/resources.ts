/** What a request names: buckets by their ARNs, in the account that it says. */
import { WireError } from '../../wire/error.ts';
import { InvalidRequestException } from './model.ts';
import type { S3ControlContext } from './parts.ts';

export interface ResourceInput {
  readonly AccountId: string;
  readonly ResourceArn: string;
}

/** The bucket's name. Throws where the ARN is of something else. */
export function bucketOf({ ResourceArn: arn }: ResourceInput): string {
  const [, rest] = /^arn:aws:s3:[a-z0-9-]*:(?:\d{12})?:(.+)$/.exec(arn) ?? [];
  if (rest === undefined) throw new InvalidRequestException(`The resource ARN is not valid: ${arn.slice(0, 256)}`);
  if (rest.includes('/')) {
    throw new WireError('NotImplemented', 501, 'Virga does not implement tags of other resources than buckets.');
  }
  return rest;
}

/** The bucket's name. Throws AccessDenied where it is not of the account that the request says. */
export async function requireBucket({ parts }: S3ControlContext, input: ResourceInput): Promise<string> {
  const name = bucketOf(input);
  const owner = await parts.buckets.ownerOf(name);
  if (owner !== input.AccountId) throw new WireError('AccessDenied', 403, 'Access Denied');
  return name;
}
