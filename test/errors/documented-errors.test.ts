/** Every error that the documentation of an operation names is produced here, or cannot be and says why (issue 5, C4). */
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { ErrorCase, ErrorCases } from './cases.ts';
import { type DataCloud, openDataCloud, type ServiceName } from './data-cloud.ts';
import { type DocumentedError, documentedErrors } from './documented.ts';
import { dynamodbCases, prepareTables } from './dynamodb-cases.ts';
import { EXEMPTIONS, type Exemption } from './exemptions.ts';
import { heldDynamodbCases } from './held-dynamodb-cases.ts';
import { INTERNAL_CODES } from './internal-errors.ts';
import { prepareBuckets } from './s3-buckets.ts';
import { s3Cases, s3ControlCases } from './s3-cases.ts';
import { ANSWERED_ELSEWHERE, NEVER_ANSWERED, S3_ERROR_CODES } from './s3-error-codes.ts';
import { prepareStream, streamsCases } from './streams-cases.ts';

const TOP = path.join(import.meta.dirname, '../..');

interface Run {
  readonly service: ServiceName;
  readonly cases: ErrorCases;
}

/** In this order: the streams' move the clock. */
const RUNNING: readonly Run[] = [
  { service: 's3', cases: s3Cases },
  { service: 's3-control', cases: s3ControlCases },
  { service: 'dynamodb', cases: dynamodbCases },
  { service: 'dynamodb-streams', cases: streamsCases },
];
const HELD: readonly Run[] = [{ service: 'dynamodb', cases: heldDynamodbCases }];

const documented = await documentedErrors();
const byName = new Map(documented.map((pair) => [nameOf(pair), pair]));
const caseNames = [...RUNNING, ...HELD].flatMap(({ service, cases }) =>
  Object.keys(cases).map((name) => `${service} ${name}`),
);

function nameOf({ service, operation, code }: Omit<DocumentedError, 'status'>): string {
  return `${service} ${operation} ${code}`;
}

function covers({ service, code, operations }: Exemption, pair: DocumentedError): boolean {
  return service === pair.service && code === pair.code && (operations?.includes(pair.operation) ?? true);
}

const isExempt = (pair: DocumentedError): boolean => EXEMPTIONS.some((exemption) => covers(exemption, pair));

describe('the lists', () => {
  test('every documented error has a case or a reason why there is none, and not both', () => {
    const cases = new Set(caseNames);
    const wrong = documented.flatMap((pair) => {
      if (pair.code === INTERNAL_CODES[pair.service]) return [];
      const [hasCase, exempt] = [cases.has(nameOf(pair)), isExempt(pair)];
      return hasCase === exempt ? [`${nameOf(pair)}: ${hasCase ? 'both' : 'neither'}`] : [];
    });
    assert.deepEqual(wrong, []);
  });

  test('cases and exemptions are of documented errors alone', () => {
    assert.deepEqual(
      caseNames.filter((name) => !byName.has(name)),
      [],
    );
    const stale = EXEMPTIONS.flatMap((exemption) => {
      const { service, code, operations } = exemption;
      if (!operations) return documented.some((pair) => covers(exemption, pair)) ? [] : [`${service} ${code}`];
      return operations.map((operation) => nameOf({ service, operation, code })).filter((name) => !byName.has(name));
    });
    assert.deepEqual(stale, []);
  });

  test('what is exempt wherever it is documented is thrown nowhere', () => {
    const thrown = EXEMPTIONS.filter(({ operations }) => !operations).filter(({ service, code }) =>
      sourceOf(service).some((text) => text.includes(`new ${code}(`) || text.includes(`WireError('${code}'`)),
    );
    assert.deepEqual(thrown, []);
  });
});

describe("S3's list of error codes", () => {
  const withCase = new Set(Object.keys(s3Cases).map((name) => name.split(' ')[1] ?? ''));

  test('each is answered in a case or another test, or never', () => {
    const wrong = S3_ERROR_CODES.flatMap((code) => {
      const places = [withCase.has(code), Object.hasOwn(ANSWERED_ELSEWHERE, code), NEVER_ANSWERED.includes(code)];
      const count = places.filter(Boolean).length;
      return count === 1 ? [] : [`${code}: ${count} places`];
    });
    assert.deepEqual(wrong, []);
  });

  test('other tests have them', () => {
    const missing = Object.entries(ANSWERED_ELSEWHERE).filter(
      ([code, file]) => !readFileSync(path.join(TOP, file), 'utf8').includes(code),
    );
    assert.deepEqual(missing, []);
  });

  test('what is never answered is in no code', () => {
    const text = ['services/s3', 'pipeline', 'auth', 'wire'].flatMap((folder) => sourceIn(folder)).join('\n');
    assert.deepEqual(
      NEVER_ANSWERED.filter((code) => text.includes(`WireError('${code}'`)),
      [],
    );
  });
});

/** Of a service, without what is generated and what only reads errors. */
function sourceOf(service: ServiceName): readonly string[] {
  return sourceIn(`services/${service}`);
}

function sourceIn(room: string): readonly string[] {
  const folder = path.join(TOP, 'src', room);
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return files
    .filter((name) => name.endsWith('.ts') && !/(^|\/)model\.ts$|\.(test|fixture)\.ts$/.test(name))
    .map((name) => readFileSync(path.join(folder, name), 'utf8'));
}

let cloud: DataCloud;

before(async () => {
  cloud = await openDataCloud();
  await prepareBuckets(cloud);
  await prepareTables(cloud);
  await prepareStream(cloud);
});

after(async () => {
  await cloud[Symbol.asyncDispose]();
});

for (const run of RUNNING) describe(run.service, () => runCases(run));

describe('while the background stands still', () => {
  before(() => cloud.holdBackground());
  for (const run of HELD) runCases(run);
});

test('nothing that is exempt was answered', () => {
  const answered = documented.filter((pair) => cloud.seen.has(nameOf(pair)) && isExempt(pair));
  assert.deepEqual(answered.map(nameOf), []);
});

function runCases({ service, cases }: Run): void {
  for (const [name, one] of Object.entries(cases)) {
    test(name, () => check(service, name, one));
  }
}

async function check(
  service: ServiceName,
  name: string,
  { input, answer, message, seenAs, ...as }: ErrorCase,
): Promise<void> {
  const [operation = '', code] = name.split(' ');
  const made = typeof input === 'function' ? await input(cloud) : input;
  const error = answer ? await answer(cloud) : await cloud.errorOf(service, operation, made, as);
  assert.equal(error.code, seenAs ?? code, error.message);
  assert.equal(error.status, byName.get(`${service} ${name}`)?.status);
  if (typeof message === 'string') assert.equal(error.message, message);
  else assert.match(error.message, message);
}
