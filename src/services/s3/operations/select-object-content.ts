/** SelectObjectContent: "no longer available to new customers" (user guide, since 2024-07): refused as it is to them. */
import { methodNotAllowed } from '../errors.ts';
import type { SelectObjectContentOutput, SelectObjectContentRequest } from '../model.ts';
import type { S3Context } from '../parts.ts';

export function selectObjectContent(
  _ctx: S3Context,
  _input: SelectObjectContentRequest,
): Promise<SelectObjectContentOutput> {
  return Promise.reject(methodNotAllowed('POST', 'OBJECT'));
}
