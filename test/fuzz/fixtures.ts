/** What valid requests find in the cloud: a role, a user, a group, a policy, a log group and a function. */
import { loadServices } from '../../tools/services.ts';
import { Connection } from './connection.ts';
import { draftOf } from './draft.ts';
import { FIXED, SECRET } from './inputs.ts';
import { sampleInput } from '../access/inputs.ts';
import { properlySigned, type Signer } from './signatures.ts';
import { shown } from './verdict.ts';

const MADE: readonly (readonly [service: string, operation: string])[] = [
  ['iam', 'CreateRole'],
  ['iam', 'CreateUser'],
  ['iam', 'CreateGroup'],
  ['iam', 'CreatePolicy'],
  ['logs', 'CreateLogGroup'],
  ['logs', 'CreateLogStream'],
  ['lambda', 'CreateFunction'],
];

const DEADLINE_MS = 30_000;

export async function prepare(signer: Signer, port: number): Promise<void> {
  const services = await loadServices();
  const connection = new Connection(port);
  for (const [name, operation] of MADE) {
    const model = services.find(({ service }) => service.name === name)?.model;
    if (!model) throw new Error(`there is no service ${name}`);
    const input = {
      ...sampleInput(name, operation, model),
      ...(name === 'lambda' && { ...FIXED, Environment: { Variables: { TOKEN: SECRET } } }),
    };
    const bytes = properlySigned(draftOf(model, operation, model.metadata.protocol, input), signer);
    const answer = await connection.ask(bytes, DEADLINE_MS);
    if (typeof answer === 'string') throw new Error(`${operation}: ${answer}`);
    if (answer.status >= 300) throw new Error(`${operation}: ${answer.status} ${shown(answer)}`);
  }
  connection.close();
}
