/** AddPermission: one statement more in the function's resource policy. */
import { MalformedPolicyError, parsePolicy } from '../../../auth/policy/parse.ts';
import { conflict, invalidParameter } from '../errors.ts';
import { changeFunction, requireRevision } from '../functions.ts';
import { POLICY_BYTES_MAX } from '../limits.ts';
import { type AddPermissionRequest, type AddPermissionResponse, PolicyLengthExceededException } from '../model.ts';
import { functionArn, LATEST, parseFunctionName } from '../names.ts';
import type { LambdaContext } from '../parts.ts';
import { makeStatement, policyDocument } from '../resource-policy.ts';

export async function addPermission(ctx: LambdaContext, input: AddPermissionRequest): Promise<AddPermissionResponse> {
  const ref = parseFunctionName(ctx, input.FunctionName, input.Qualifier);
  if (ref.qualifier === LATEST) throw invalidParameter('We currently do not support adding policies for $LATEST.');
  const statement = makeStatement(functionArn(ref), input);
  const revisionId = ctx.ids.uuid();
  await changeFunction(ctx, ref, (record) => {
    requireRevision(record, input.RevisionId, 'GetPolicy');
    if (record.statements.some(({ sid }) => sid === statement.sid)) throw taken(statement.sid);
    const statements = [...record.statements, statement];
    checkDocument(policyDocument(statements) ?? '');
    return { ...record, statements, revisionId };
  });
  return { Statement: statement.json };
}

function taken(sid: string): Error {
  return conflict(
    `The statement id (${sid}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
  );
}

/** What cannot be read back must not be written: the function could not be called any more. */
function checkDocument(document: string): void {
  const sizeBytes = Buffer.byteLength(document);
  if (sizeBytes > POLICY_BYTES_MAX) {
    throw new PolicyLengthExceededException(
      `The final policy size (${sizeBytes}) is bigger than the limit (${POLICY_BYTES_MAX}).`,
      { Type: 'User' },
    );
  }
  try {
    parsePolicy(document, 'resource');
  } catch (error) {
    throw error instanceof MalformedPolicyError ? invalidParameter(error.message) : error;
  }
}
