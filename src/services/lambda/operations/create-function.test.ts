import assert from 'node:assert/strict';
import test from 'node:test';
import { WireError } from '../../../wire/error.ts';
import { ACCOUNT, newFunction, openBench, PACKAGE, ROLE, zipOf } from '../lambda.fixture.ts';
import type { CreateFunctionRequest } from '../model.ts';
import { createFunction } from './create-function.ts';
import { getAccountSettings } from './get-account-settings.ts';
import { getFunction } from './get-function.ts';

const ARN = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:hello`;

test('a new function is Pending, then Active, and is shown whole', async () => {
  await using bench = await openBench();
  const { promise: ready, resolve } = Promise.withResolvers<void>();
  bench.runner.prepare = () => ready;
  const created = await createFunction(bench.context(), newFunction({ Description: 'says hello' }));
  assert.match(created.RevisionId ?? '', /^[0-9a-f-]{36}$/);
  assert.match(created.CodeSha256 ?? '', /^[A-Za-z0-9+/]{43}=$/);
  const { RevisionId, CodeSha256, ...rest } = created;
  assert.deepEqual(rest, {
    FunctionName: 'hello',
    FunctionArn: ARN,
    Runtime: 'nodejs22.x',
    Role: ROLE,
    Handler: 'index.handler',
    CodeSize: PACKAGE.byteLength,
    Description: 'says hello',
    Timeout: 3,
    MemorySize: 128,
    LastModified: '2026-11-24T03:00:00.000+0000',
    Version: '$LATEST',
    TracingConfig: { Mode: 'PassThrough' },
    PackageType: 'Zip',
    Architectures: [process.arch === 'arm64' ? 'arm64' : 'x86_64'],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    RuntimeVersionConfig: { RuntimeVersionArn: 'arn:aws:lambda:us-east-1::runtime:nodejs22.x' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/hello' },
    State: 'Pending',
    StateReason: 'The function is being created.',
    StateReasonCode: 'Creating',
  });
  resolve();
  await bench.settled();
  const { Configuration: active } = await getFunction(bench.context(), { FunctionName: 'hello' });
  assert.equal(active?.State, 'Active');
  assert.equal(active.StateReason, undefined);
  assert.equal(active.LastUpdateStatus, 'Successful');
  assert.notEqual(active.RevisionId, RevisionId);
  assert.equal(active.CodeSha256, CodeSha256);
});

test('the runtime gets the environment opened; the record holds it sealed', async () => {
  await using bench = await openBench();
  const record = await bench.create({ Environment: { Variables: { TOKEN: 'geheim' } }, Timeout: 30, MemorySize: 256 });
  assert.doesNotMatch(JSON.stringify(record), /geheim/);
  const [fn] = bench.runner.updates;
  assert.deepEqual(fn?.environment, { TOKEN: 'geheim' });
  assert.deepEqual([fn.timeoutMs, fn.memoryMb, fn.version, fn.arn], [30_000, 256, '$LATEST', ARN]);
  const { Configuration } = await getFunction(bench.context(), { FunctionName: 'hello' });
  assert.deepEqual(Configuration?.Environment, { Variables: { TOKEN: 'geheim' } });
});

test('a function of the name must not be there; of two at once one is made, and one package is kept', async () => {
  await using bench = await openBench();
  const made = await Promise.allSettled([
    createFunction(bench.context(), newFunction()),
    createFunction(bench.context(), newFunction()),
  ]);
  assert.deepEqual(made.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  await assert.rejects(createFunction(bench.context(), newFunction()), {
    name: 'ResourceConflictException',
    message: 'Function already exist: hello',
    fields: { Type: 'User' },
  });
  await bench.settled();
  assert.equal((await bench.blobs.list(undefined, 10)).length, 1);
  const { AccountUsage } = await getAccountSettings(bench.context());
  assert.deepEqual(AccountUsage, { TotalCodeSize: PACKAGE.byteLength, FunctionCount: 1 });
});

// Messages: recorded from AWS in public snapshots and reports, 2026-11-23 and 24; "not supported by Virga" is ours.
const INVALID = 'InvalidParameterValueException';
const REFUSED: readonly [
  what: string,
  input: Partial<CreateFunctionRequest>,
  name: string,
  message: RegExp | string,
][] = [
  [
    'a role that Lambda may not take',
    { Role: `arn:aws:iam::${ACCOUNT}:role/untrusted` },
    INVALID,
    'The role defined for the function cannot be assumed by Lambda.',
  ],
  [
    'a role of another account',
    { Role: 'arn:aws:iam::111111111111:role/r' },
    'AccessDeniedException',
    'Cross-account pass role is not allowed.',
  ],
  [
    'a long name',
    { FunctionName: 'x'.repeat(65) },
    INVALID,
    /^1 validation error detected: Value 'x+' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64$/,
  ],
  [
    'no handler',
    { Handler: undefined },
    INVALID,
    'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
  ],
  [
    'a runtime that AWS has retired',
    { Runtime: 'nodejs14.x' },
    INVALID,
    'The runtime parameter of nodejs14.x is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.',
  ],
  [
    'a runtime that nobody knows',
    { Runtime: 'cobol' as 'java21' },
    INVALID,
    /^Value cobol at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \[nodejs16\.x, .+\] or be a valid ARN$/,
  ],
  ['a runtime that is not here', { Runtime: 'java21' }, INVALID, /java21 is not available here\. Available:/],
  [
    'a long timeout',
    { Timeout: 901 },
    'ValidationException',
    "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
  ],
  [
    'much memory',
    { MemorySize: 10_241 },
    'ValidationException',
    "1 validation error detected: Value '10241' at 'memorySize' failed to satisfy constraint: Member must have value less than or equal to 10240",
  ],
  ['no code', { Code: {} }, INVALID, 'Please provide a source for function code.'],
  ['an empty package', { Code: { ZipFile: new Uint8Array() } }, INVALID, 'Uploaded file must be a non-empty zip'],
  [
    'something else than a zip file',
    { Code: { ZipFile: Buffer.from('exports.handler = 1') } },
    INVALID,
    'Could not unzip uploaded file. Please check your file, then try to upload again.',
  ],
  [
    'a large zip file',
    { Code: { ZipFile: await padded() } },
    INVALID,
    'Zipped size must be smaller than 52428800 bytes',
  ],
  [
    'code of a key that is not there',
    { Code: { S3Bucket: 'code', S3Key: 'k' } },
    INVALID,
    'Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.',
  ],
  [
    'code of a bucket that is not there',
    { Code: { S3Bucket: 'none', S3Key: 'hello.zip' } },
    INVALID,
    'Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist',
  ],
  [
    'code given twice',
    { Code: { ZipFile: PACKAGE, S3Bucket: 'code', S3Key: 'hello.zip' } },
    INVALID,
    'Please do not provide other FunctionCode parameters when providing a ZipFile.',
  ],
  ['an image', { PackageType: 'Image', Code: { ImageUri: 'x' } }, INVALID, /not supported by Virga yet\.$/],
  ['layers', { Layers: ['arn'] }, INVALID, 'Layers is not supported by Virga yet.'],
  [
    'a VPC',
    { VpcConfig: { SubnetIds: ['s'], SecurityGroupIds: ['g'] } },
    INVALID,
    'VpcConfig is not supported by Virga yet.',
  ],
  ['tracing', { TracingConfig: { Mode: 'Active' } }, INVALID, 'TracingConfig is not supported by Virga yet.'],
  ['publishing', { Publish: true }, INVALID, 'Publish is not supported by Virga yet.'],
  [
    'JSON logs',
    { LoggingConfig: { LogFormat: 'JSON' } },
    INVALID,
    'LoggingConfig.LogFormat JSON is not supported by Virga yet.',
  ],
  ['tags of AWS', { Tags: { 'aws:x': 'y' } }, INVALID, 'Tag keys starting with aws: are reserved for AWS.'],
  [
    'reserved variables',
    { Environment: { Variables: { AWS_REGION: 'x' } } },
    INVALID,
    /Reserved keys used in this request: AWS_REGION$/,
  ],
  [
    'the other architecture',
    { Architectures: [process.arch === 'arm64' ? 'x86_64' : 'arm64'] },
    INVALID,
    /is not available on this machine/,
  ],
];

test('refused, without leaving anything', async (t) => {
  await using bench = await openBench();
  for (const [what, input, name, message] of REFUSED) {
    await t.test(what, () => assert.rejects(createFunction(bench.context(), newFunction(input)), { name, message }));
  }
  assert.deepEqual(await bench.blobs.list(undefined, 10), []);
});

test('code that lies in a bucket is taken from there, with the rights of the caller', async () => {
  await using bench = await openBench();
  const { latest } = await bench.create({ Code: { S3Bucket: 'code', S3Key: 'hello.zip' } });
  assert.equal(latest.code.sizeBytes, PACKAGE.length);
  const authorize = (): Promise<void> => Promise.reject(new WireError('AccessDeniedException', 403, 'who said what'));
  const input = newFunction({ FunctionName: 'other', Code: { S3Bucket: 'code', S3Key: 'hello.zip' } });
  await assert.rejects(createFunction(bench.context({ authorize }), input), {
    code: 'AccessDeniedException',
    message:
      'Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ' +
      'code/hello.zip. S3 Error Code: AccessDenied. S3 Error Message: who said what',
  });
  await assert.rejects(createFunction(bench.context({ region: 'eu-west-1' }), input), {
    message:
      'Error occurred while GetObject. S3 Error Code: PermanentRedirect. S3 Error Message: The bucket is in this ' +
      'region: us-east-1. Please use this region to retry the request',
  });
});

test('parameters that ask for nothing are accepted', async () => {
  await using bench = await openBench();
  const record = await bench.create({
    VpcConfig: { SubnetIds: [], SecurityGroupIds: [], Ipv6AllowedForDualStack: false },
    TracingConfig: { Mode: 'PassThrough' },
    SnapStart: { ApplyOn: 'None' },
    Layers: [],
    DeadLetterConfig: {},
    FileSystemConfigs: [],
    KMSKeyArn: '',
    Publish: false,
    LoggingConfig: { LogFormat: 'Text', LogGroup: '/my/group' },
  });
  assert.equal(record.latest.logGroup, '/my/group');
});

/** A zip file with 50 MB of nothing in front, which is still one. */
async function padded(): Promise<Uint8Array> {
  return Buffer.concat([Buffer.alloc(52_428_800), await zipOf({ a: 'b' })]);
}
