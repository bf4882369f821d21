/** Which log groups a person may mean by a name, the likeliest first. */
import { parseArn } from '../../kit/arn.ts';
import { UserError } from '../../kit/user-error.ts';

/** A function's name or ARN, with or without its version, or a log group's. Throws UserError. */
export function logGroupsOf(name: string, region: string): readonly string[] {
  if (!name.startsWith('arn:')) return name.includes('/') ? [name] : [functionGroup(name), name];
  const arn = parseArn(name);
  const elsewhere = arn && arn.region !== region;
  if (elsewhere) throw new UserError(`${name} is of the region ${arn.region}: this cloud was started for ${region}`);
  const [kind, resource = ''] = arn?.resource.split(/:(.*)/s) ?? [];
  if (arn?.service === 'lambda' && kind === 'function') return [functionGroup(resource)];
  if (arn?.service === 'logs' && kind === 'log-group') return [resource.replace(/:.*$/s, '')];
  throw new UserError(`${name} is no ARN of a function or of a log group`);
}

const functionGroup = (name: string): string => `/aws/lambda/${name.replace(/:.*$/s, '')}`;
