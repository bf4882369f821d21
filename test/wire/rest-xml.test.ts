/**
 * restXml against botocore, over every operation of S3 and CloudFront: what its serializer writes we read, and what we
 * write its parser reads.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { suite, test } from 'node:test';
import type { ServiceModel, Shape } from '../../src/wire/model.ts';
import { restXml } from '../../src/wire/protocols/rest-xml.ts';
import { ServiceSchema } from '../../src/wire/schema.ts';
import { compileUris } from '../../src/wire/uri-trie.ts';

interface Case {
  readonly operation: string;
  readonly input?: object;
  readonly output?: object;
  readonly request?: { method: string; path: string; query: string; headers: Record<string, string>; body: string };
}

const SCRIPT = path.join(import.meta.dirname, 'rest_xml_cases.py');

function python(args: readonly string[], input = ''): unknown {
  const options = { encoding: 'utf8', input, maxBuffer: 64 * 1024 * 1024, timeout: 60_000 } as const;
  return JSON.parse(execFileSync('python3', args, options));
}

/** Bytes as the script writes them. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** What the script wrote, as the wire has it. */
function revive(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  if ('$time' in value) return value.$time;
  if ('$bytes' in value) return Buffer.from(String(value.$bytes), 'base64');
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revive(item)]));
}

/** Of operations with the same method, path and parameters the implemented ones come first, which these are not. */
const SUPERSEDED = /^(?:(?:Get|Put)Bucket(?:Lifecycle|Notification)|ListDirectoryBuckets)$/;

for (const service of ['s3', 'cloudfront']) {
  suite(service, () => {
    const { model, cases } = python([SCRIPT, 'make', service]) as { model: ServiceModel; cases: Case[] };
    const schema = new ServiceSchema(model);
    const inputOf = (name: string): Shape | undefined => {
      const input = schema.operations.get(name)?.input;
      return input && schema.shape(input);
    };
    const operations = [...schema.operations.values()].toSorted(
      (a, b) => Number(SUPERSEDED.test(a.name)) - Number(SUPERSEDED.test(b.name)),
    );
    const match = compileUris(operations, ({ name }) => inputOf(name));

    for (const { operation, input, request } of cases) {
      if (!request || SUPERSEDED.test(operation)) continue;
      test(`request of ${operation}`, () => {
        const operationModel = schema.operations.get(operation);
        assert.ok(operationModel);
        const { method, query: rawQuery, headers } = request;
        const found = match(method, request.path, rawQuery, headers);
        assert.equal(found?.operation, operationModel.name);
        const body = Buffer.from(request.body, 'base64');
        const labels = found?.labels ?? {};
        const got = restXml.compile(schema, operationModel).parse({ method, rawQuery, headers, labels, body });
        assert.deepEqual(plain(got), plain(revive(input)));
      });
    }

    const written = cases.filter(({ operation, output }) => output !== undefined && !SUPERSEDED.test(operation));
    const answers = written.map(({ operation, output }) => {
      const operationModel = schema.operations.get(operation);
      assert.ok(operationModel);
      const { status, headers, body } = restXml.compile(schema, operationModel).serialize(revive(output), 'id');
      return { operation, status, headers, body: Buffer.from(body as string).toString('base64') };
    });
    const read = python([SCRIPT, 'parse', service], JSON.stringify(answers)) as unknown[];
    for (const [index, { operation, output }] of written.entries()) {
      test(`answer of ${operation}`, () => assert.deepEqual(read[index], output));
    }
  });
}
