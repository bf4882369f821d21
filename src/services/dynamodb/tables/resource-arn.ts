/** A table named by its ARN, as the operations on tags and resource policies take it. */
import { parseArn } from '../../../kit/arn.ts';
import { invalidValues, unsupported, validationError } from '../errors.ts';
import type { Place } from '../store.ts';
import { checkedName, type TableName } from './names.ts';

/** Throws in AWS's words, recorded on 2026-10-09 (ack-api-quirks, DDB-TABLE-442 and DDB-TABLE-212). */
export function parseTableArn(place: Place, text: string): TableName {
  if (!text.startsWith('arn:')) throw invalidValues(`ARNs must start with 'arn:': ${text}`);
  const arn = parseArn(text);
  if (arn?.service !== 'dynamodb') throw invalidValues(`Provided Arn is not a DynamoDB resource arn: ${text}`);
  const [, name, more] = /^table\/([^/]+)(\/.*)?$/.exec(arn.resource) ?? [];
  if (more?.startsWith('/stream/')) throw unsupported('A stream as the resource');
  if (name === undefined || more !== undefined) {
    throw invalidValues(
      `Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${text}`,
    );
  }
  if (arn.region !== place.region) throw invalidValues(`Invalid resource Arn: ${text}`);
  if (arn.account !== place.accountId) {
    throw validationError('This action is only supported by accounts that match the resource owner’s account.');
  }
  return { accountId: arn.account, region: arn.region, name: checkedName(name) };
}
