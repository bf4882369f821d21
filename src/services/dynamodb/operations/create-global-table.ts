/** CreateGlobalTable: as AWS answers since global tables of 2017 can no longer be made (ack-api-quirks, DDB-TABLE-442, 2026-10-09). */
import { invalidValues } from '../errors.ts';

export function createGlobalTable(): Promise<never> {
  return Promise.reject(
    invalidValues(
      'DynamoDB global tables version 2017.11.29 is not supported. We recommend using DynamoDB global tables version 2019.11.21, instead of version 2017.11.29 (Legacy).',
    ),
  );
}
