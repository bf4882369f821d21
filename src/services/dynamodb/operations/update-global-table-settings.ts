/** UpdateGlobalTableSettings: there is no global table of 2017. */
import { globalTableNotFound } from '../errors.ts';
import type { UpdateGlobalTableSettingsInput } from '../model.ts';
import type { DynamodbContext } from '../parts.ts';

export function updateGlobalTableSettings(_: DynamodbContext, input: UpdateGlobalTableSettingsInput): Promise<never> {
  return Promise.reject(globalTableNotFound(input.GlobalTableName));
}
