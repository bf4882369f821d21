/** Whatever a client sends to whichever operation: an input, or a WireError; nothing else is ever thrown. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { WireError } from './error.ts';
import type { OperationModel } from './model.ts';
import { json } from './protocols/json.ts';
import type { Protocol, WireRequest } from './protocols/protocol.ts';
import { query } from './protocols/query.ts';
import { restJson } from './protocols/rest-json.ts';
import { compileRedactor } from './redact.ts';
import { loadSchema, type ServiceSchema } from './schema.ts';
import { compileValidator } from './validate.ts';

const SERVICES: readonly [name: string, protocol: Protocol][] = [
  ['lambda', restJson],
  ['logs', json],
  ['iam', query],
  ['sts', query],
];

const TRIES_EACH = 40;

// biome-ignore format: a list of odd values
const SCALARS: readonly unknown[] = [
  null, true, false, 0, -1, 1.5, 2 ** 31, 2 ** 63, 1e300, '', 'a', 'true', '1', '-', '\u0000', '\ud800', '__proto__', 'constructor',
  'x'.repeat(3_000), 'arn:aws:lambda:us-east-1:000000000000:function:f', 'YWI=', '2026-11-24T00:00:00Z', [], {}, [null], { a: null }, JSON.parse('{"__proto__":1}'),
];

/** Park and Miller's generator: the same values in each run. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

class Inputs {
  readonly #random: () => number;
  readonly #schema: ServiceSchema;

  constructor(schema: ServiceSchema, seed: number) {
    this.#schema = schema;
    this.#random = randomOf(seed);
  }

  /** Mostly of the shape's type, so that it gets deep into the operation's input. */
  value(shapeName: string, depth = 0): unknown {
    const shape = this.#schema.shape({ shape: shapeName });
    if (depth > 6 || this.#random() < 0.15) return this.scalar();
    const inner = (ref: { shape: string } | undefined): unknown => this.value(ref?.shape ?? '', depth + 1);
    if (shape.type === 'list') return Array.from({ length: Math.floor(this.#random() * 3) }, () => inner(shape.member));
    if (shape.type === 'map') return { [String(this.scalar())]: inner(shape.value) };
    if (shape.type !== 'structure') return this.scalar();
    const members = Object.entries(shape.members ?? {}).filter(() => this.#random() < 0.6);
    return Object.fromEntries(members.map(([name, ref]) => [ref.locationName ?? name, inner(ref)]));
  }

  scalar(): unknown {
    return SCALARS[Math.floor(this.#random() * SCALARS.length)];
  }
}

function requestOf(protocol: Protocol, operation: OperationModel, inputs: Inputs, value: unknown): WireRequest {
  const texts = (): string => encodeURIComponent(String(inputs.scalar()).toWellFormed());
  const labels = Object.fromEntries(
    [...operation.http.requestUri.matchAll(/\{(\w+)\+?\}/g)].map(([, name]) => [name ?? '', String(inputs.scalar())]),
  );
  const body = protocol === query ? formOf(value) : JSON.stringify(value);
  const rawQuery = `Marker=${texts()}&MaxItems=${texts()}&tagKeys=${texts()}&Qualifier=${texts()}`;
  const headers = { 'x-amz-invocation-type': String(inputs.scalar()), 'x-amz-log-type': String(inputs.scalar()) };
  return { method: operation.http.method, rawQuery, headers, labels, body: Buffer.from(body) };
}

function formOf(value: unknown, prefix = ''): string {
  if (Array.isArray(value)) return value.map((item, at) => formOf(item, `${prefix}.member.${at + 1}`)).join('&');
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([key, item]) => formOf(item, prefix === '' ? key : `${prefix}.${key}`))
      .join('&');
  }
  return `${encodeURIComponent(prefix.toWellFormed())}=${encodeURIComponent(String(value).toWellFormed())}`;
}

/** Answers that are event streams have no codec yet. */
function withoutOutput({ name, http, input }: OperationModel): OperationModel {
  return { name, http, ...(input && { input }) };
}

suite('hostile input', () => {
  for (const [name, protocol] of SERVICES) {
    test(name, () => {
      const schema = loadSchema(new URL(`../services/${name}/model.json`, import.meta.url));
      let [parsed, valid] = [0, 0];
      for (const [index, operation] of [...schema.operations.values()].entries()) {
        if (!operation.input) continue;
        const codec = protocol.compile(schema, withoutOutput(operation));
        const [validate, redact] = [compileValidator(schema, operation), compileRedactor(schema, operation)];
        const inputs = new Inputs(schema, index + 1);
        for (let count = 0; count < TRIES_EACH; count++) {
          const request = requestOf(protocol, operation, inputs, inputs.value(operation.input.shape));
          try {
            const input = codec.parse(request);
            parsed++;
            assert.doesNotThrow(() => JSON.stringify(redact(input)));
            validate(input);
            valid++;
          } catch (error) {
            if (!(error instanceof WireError)) throw new Error(`${operation.name}, try ${count}`, { cause: error });
            assert.ok(error.message.length < 100_000);
          }
        }
      }
      assert.ok(parsed > 100, `${parsed} were parsed`);
      assert.ok(valid > 10, `${valid} were valid`);
    });
  }
});
