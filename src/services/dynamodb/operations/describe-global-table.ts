/** DescribeGlobalTable: there is no global table of 2017. */
import { globalTableNotFound } from '../errors.ts';
import type { DescribeGlobalTableInput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';

export function describeGlobalTable(_: DynamodbContext, input: DescribeGlobalTableInput): Promise<never> {
  return Promise.reject(globalTableNotFound(input.GlobalTableName));
}
