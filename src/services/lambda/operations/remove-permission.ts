/** RemovePermission. */
import { notFound } from '../errors.ts';
import { changeFunction, requireRevision } from '../functions.ts';
import type { RemovePermissionRequest } from '../model.ts';
import { parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';

export async function removePermission(
  ctx: LambdaContext,
  input: RemovePermissionRequest,
): Promise<Record<string, never>> {
  const ref = parseFunctionName(ctx, input.FunctionName, input.Qualifier);
  const revisionId = ctx.ids.uuid();
  await changeFunction(ctx, ref, (record) => {
    if (record.statements.length === 0) throw notFound('No policy is associated with the given resource.');
    const statements = record.statements.filter(({ sid }) => sid !== input.StatementId);
    if (statements.length === record.statements.length) {
      throw notFound(`Statement ${input.StatementId} is not found in resource policy.`);
    }
    requireRevision(record, input.RevisionId, 'GetPolicy');
    return { ...record, statements, revisionId };
  });
  return {};
}
