/** GetAccountSettings: limits and usage of the account in this region. */
import { ACCOUNT_CONCURRENCY } from '../../../runtime/limits.ts';
import { ACCOUNT_CODE_BYTES_MAX, UNZIPPED_BYTES_MAX, ZIPPED_BYTES_MAX } from '../limits.ts';
import type { GetAccountSettingsResponse } from '../model.ts';
import type { LambdaContext } from '../parts.ts';
import { decodeCounter, keys, reservedRecord } from '../store.ts';

export async function getAccountSettings(ctx: LambdaContext): Promise<GetAccountSettingsResponse> {
  const [count, bytes, reserved] = await ctx.store.getMany([
    keys.functionCount(ctx),
    keys.codeBytes(ctx),
    keys.reserved(ctx),
  ]);
  const taken = reserved ? reservedRecord.decode(reserved.value).concurrency : 0;
  return {
    AccountLimit: {
      TotalCodeSize: ACCOUNT_CODE_BYTES_MAX,
      CodeSizeUnzipped: UNZIPPED_BYTES_MAX,
      CodeSizeZipped: ZIPPED_BYTES_MAX,
      ConcurrentExecutions: ACCOUNT_CONCURRENCY,
      UnreservedConcurrentExecutions: ACCOUNT_CONCURRENCY - taken,
    },
    AccountUsage: { TotalCodeSize: decodeCounter(bytes?.value), FunctionCount: decodeCounter(count?.value) },
  };
}
