/** Members that the operations on items do not take yet. */
import { unsupported } from '../errors.ts';

const MEMBERS = [
  'ConditionExpression',
  'Expected',
  'ProjectionExpression',
  'AttributesToGet',
  'ReturnConsumedCapacity',
  'ReturnItemCollectionMetrics',
];

export function refuseMembers(input: object): void {
  for (const name of MEMBERS) if (Object.hasOwn(input, name)) throw unsupported(name);
}
