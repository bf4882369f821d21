/** Which runtimes a function may name, and how each kind of wrong one is refused. */
import { invalidParameter } from './errors.ts';
import type { LambdaParts } from './parts.ts';

/** What AWS accepts: doc lambda-runtimes and the models, 2026-11-24. Only some can be had here: the runner knows. */
const ACCEPTED: readonly string[] = [
  'nodejs16.x',
  'nodejs18.x',
  'nodejs20.x',
  'nodejs22.x',
  'nodejs24.x',
  'python3.8',
  'python3.9',
  'python3.10',
  'python3.11',
  'python3.12',
  'python3.13',
  'python3.14',
  'java8.al2',
  'java11',
  'java17',
  'java21',
  'java25',
  'dotnet6',
  'dotnet8',
  'dotnet10',
  'ruby3.2',
  'ruby3.3',
  'ruby3.4',
  'ruby4.0',
  'provided.al2',
  'provided.al2023',
];

/** In the model's list, and no longer accepted: doc lambda-runtimes, "Block function create" passed, 2026-11-24. */
const RETIRED: ReadonlySet<string> = new Set([
  'dotnetcore1.0',
  'dotnetcore2.0',
  'dotnetcore2.1',
  'dotnetcore3.1',
  'go1.x',
  'java8',
  'nodejs',
  'nodejs4.3',
  'nodejs4.3-edge',
  'nodejs6.10',
  'nodejs8.10',
  'nodejs10.x',
  'nodejs12.x',
  'nodejs14.x',
  'provided',
  'python2.7',
  'python3.6',
  'python3.7',
  'ruby2.5',
  'ruby2.7',
]);

export function checkRuntime(parts: Pick<LambdaParts, 'runner'>, runtime: string): void {
  const why = parts.runner.unavailable(runtime);
  if (why === undefined) return;
  if (RETIRED.has(runtime)) {
    throw invalidParameter(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
  if (!ACCEPTED.includes(runtime)) {
    throw invalidParameter(
      `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${ACCEPTED.join(', ')}] or be a valid ARN`,
    );
  }
  throw invalidParameter(why);
}
