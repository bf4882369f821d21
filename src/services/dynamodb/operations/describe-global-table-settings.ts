/** DescribeGlobalTableSettings: there is no global table of 2017. */
import { globalTableNotFound } from '../errors.ts';
import type { DescribeGlobalTableSettingsInput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';

export function describeGlobalTableSettings(
  _: DynamodbContext,
  input: DescribeGlobalTableSettingsInput,
): Promise<never> {
  return Promise.reject(globalTableNotFound(input.GlobalTableName));
}
