/** The resource policy of a function: its statements as AddPermission makes them, and the document they make up. */
import { invalidParameter } from './errors.ts';
import type { AddPermissionRequest } from './model.ts';
import type { PolicyStatement } from './store.ts';

/** As GetPolicy answers it; undefined where no statement is there. */
export function policyDocument(statements: readonly PolicyStatement[]): string | undefined {
  if (statements.length === 0) return undefined;
  return `{"Version":"2012-10-17","Id":"default","Statement":[${statements.map((statement) => statement.json).join(',')}]}`;
}

/** Members in the order in which AWS writes them. */
export function makeStatement(resource: string, input: AddPermissionRequest): PolicyStatement {
  if (input.FunctionUrlAuthType !== undefined && input.Action !== 'lambda:InvokeFunctionUrl') {
    throw invalidParameter('FunctionUrlAuthType is only supported for lambda:InvokeFunctionUrl action');
  }
  const condition = conditionOf(input);
  const json = JSON.stringify({
    Sid: input.StatementId,
    Effect: 'Allow',
    Principal: principalOf(input.Principal),
    Action: input.Action,
    Resource: resource,
    ...(Object.keys(condition).length > 0 && { Condition: condition }),
  });
  return {
    sid: input.StatementId,
    principal: input.Principal,
    ...(input.FunctionUrlAuthType !== undefined && { functionUrlAuthType: input.FunctionUrlAuthType }),
    json,
  };
}

/** A service, an account, an IAM principal's ARN, or everybody. */
function principalOf(principal: string): string | Record<string, string> {
  if (principal === '*') return '*';
  if (/^\d{12}$/.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (/^arn:aws[a-z-]*:(?:iam|sts)::\d{12}:.+$/.test(principal)) return { AWS: principal };
  if (/^[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazon\.com)$/.test(principal))
    return { Service: principal };
  throw invalidParameter('The provided principal was invalid. Please check the principal and try again.');
}

type Condition = Record<string, Record<string, string>>;

function conditionOf(input: AddPermissionRequest): Condition {
  const equals: Record<string, string> = {
    ...(input.FunctionUrlAuthType !== undefined && { 'lambda:FunctionUrlAuthType': input.FunctionUrlAuthType }),
    ...(input.PrincipalOrgID !== undefined && { 'aws:PrincipalOrgID': input.PrincipalOrgID }),
    ...(input.SourceAccount !== undefined && { 'AWS:SourceAccount': input.SourceAccount }),
    ...(input.EventSourceToken !== undefined && { 'lambda:EventSourceToken': input.EventSourceToken }),
  };
  return {
    ...(Object.keys(equals).length > 0 && { StringEquals: equals }),
    ...(input.SourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': input.SourceArn } }),
    ...(input.InvokedViaFunctionUrl === true && { Bool: { 'lambda:InvokedViaFunctionUrl': 'true' } }),
  };
}
