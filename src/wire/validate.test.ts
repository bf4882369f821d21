/** AWS's words, as seen in public recordings of AWS (DynamoDB, Lambda, IAM; gathered 2026-11-24). */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { WireError } from './error.ts';
import type { Shape, ShapeRef } from './model.ts';
import type { WireQuirks } from './quirks.ts';
import { loadSchema } from './schema.ts';
import { operationOf, tinySchema } from './tiny-model.fixture.ts';
import { compileValidator } from './validate.ts';

const SHAPES: Record<string, Shape> = {
  Name: { type: 'string', min: 3, max: 5, pattern: '[a-z]+' },
  Size: { type: 'integer', min: 128, max: 10_240 },
  Weight: { type: 'double', min: 0, max: 1 },
  Kind: { type: 'string', enum: ['one', 'two'] },
  Secret: { type: 'string', min: 2, sensitive: true },
  Kinds: { type: 'list', member: { shape: 'Kind' }, max: 2 },
  Secrets: { type: 'map', key: { shape: 'Name' }, value: { shape: 'Secret' } },
  Weights: { type: 'map', key: { shape: 'Name' }, value: { shape: 'Weight' } },
  Tag: { type: 'structure', required: ['Key'], members: { Key: { shape: 'Name' }, Tags: { shape: 'Tags' } } },
  Tags: { type: 'list', member: { shape: 'Tag' } },
  TagMap: { type: 'map', key: { shape: 'String' }, value: { shape: 'Tag' } },
  Bytes: { type: 'blob', max: 2 },
};

interface Case {
  readonly name: string;
  readonly member: ShapeRef;
  readonly value: unknown;
  /** What stands behind "Value". */
  readonly says?: readonly string[];
  readonly quirks?: WireQuirks;
}

const NAME_RULES =
  'Member must have length less than or equal to 5, Member must have length greater than or equal to 3';
const PATTERN = 'Member must satisfy regular expression pattern: [a-z]+';

// biome-ignore format: one line a case
const CASES: readonly Case[] = [
  { name: 'a good value', member: { shape: 'Name' }, value: 'abc' },
  { name: 'the pattern before the length, one violation each', member: { shape: 'Name' }, value: 'A', says: [` 'A' at 'theMember' failed to satisfy constraint: ${PATTERN}`, " 'A' at 'theMember' failed to satisfy constraint: Member must have length greater than or equal to 3"] },
  { name: 'too long', member: { shape: 'Name' }, value: 'abcdef', says: [" 'abcdef' at 'theMember' failed to satisfy constraint: Member must have length less than or equal to 5"] },
  { name: 'a pattern holds for the whole text', member: { shape: 'Name' }, value: 'abc\n', says: [` 'abc\n' at 'theMember' failed to satisfy constraint: ${PATTERN}`] },
  { name: 'too small a number', member: { shape: 'Size' }, value: 1, says: [" '1' at 'theMember' failed to satisfy constraint: Member must have value greater than or equal to 128"] },
  { name: 'too large a number', member: { shape: 'Size' }, value: 20_000, says: [" '20000' at 'theMember' failed to satisfy constraint: Member must have value less than or equal to 10240"] },
  { name: 'doubles say .0', member: { shape: 'Weight' }, value: 1.5, says: [" '1.5' at 'theMember' failed to satisfy constraint: Member must have value less than or equal to 1.0"] },
  { name: 'a service that hides values', member: { shape: 'Size' }, value: 1, says: [" at 'theMember' failed to satisfy constraint: Member must have value greater than or equal to 128"], quirks: { hidesValues: true } },
  { name: 'an enum', member: { shape: 'Kind' }, value: 'three', says: [" 'three' at 'theMember' failed to satisfy constraint: Member must satisfy enum value set: [one, two]"] },
  { name: 'a secret is not shown', member: { shape: 'Secret' }, value: 'x', says: [" at 'theMember' failed to satisfy constraint: Member must have length greater than or equal to 2"] },
  { name: 'items of a list, all their constraints once', member: { shape: 'Kinds' }, value: ['three', 'four'], says: [" '[three, four]' at 'theMember' failed to satisfy constraint: Member must satisfy constraint: [Member must satisfy enum value set: [one, two], Member must not be null]"] },
  { name: 'a list that is too long', member: { shape: 'Kinds' }, value: ['one', 'one', 'one'], says: [" '[one, one, one]' at 'theMember' failed to satisfy constraint: Member must have length less than or equal to 2"] },
  { name: 'a null in a list', member: { shape: 'Strings' }, value: ['a', undefined], says: [" '[a, null]' at 'theMember' failed to satisfy constraint: Member must satisfy constraint: [Member must not be null]"] },
  { name: 'keys of a map', member: { shape: 'Weights' }, value: { A: 0.5 }, says: [` '{A=0.5}' at 'theMember' failed to satisfy constraint: Map keys must satisfy constraint: [${NAME_RULES}, ${PATTERN}, Member must not be null]`] },
  { name: 'values of a map', member: { shape: 'Weights' }, value: { abc: 2 }, says: [" '{abc=2}' at 'theMember' failed to satisfy constraint: Map value must satisfy constraint: [Member must have value less than or equal to 1.0, Member must have value greater than or equal to 0.0, Member must not be null]"] },
  { name: 'a map with secrets is not shown', member: { shape: 'Secrets' }, value: { abc: 'x' }, says: [" at 'theMember' failed to satisfy constraint: Map value must satisfy constraint: [Member must have length greater than or equal to 2, Member must not be null]"] },
  { name: 'inside structures of a list', member: { shape: 'Tags' }, value: [{ Key: 'abc' }, {}], says: [" null at 'theMember.2.member.key' failed to satisfy constraint: Member must not be null"] },
  { name: 'inside structures of a map', member: { shape: 'TagMap' }, value: { a: { Key: 'abcdef' } }, says: [" 'abcdef' at 'theMember.a.member.key' failed to satisfy constraint: Member must have length less than or equal to 5"] },
  { name: 'inside a shape that contains itself', member: { shape: 'Tags' }, value: [{ Key: 'abc', Tags: [{ Key: 'abc', Tags: [{}] }] }], says: [" null at 'theMember.1.member.tags.1.member.tags.1.member.key' failed to satisfy constraint: Member must not be null"] },
  { name: 'bytes, as Java prints them', member: { shape: 'Bytes' }, value: new Uint8Array(3), says: [" 'java.nio.HeapByteBuffer[pos=0 lim=3 cap=3]' at 'theMember' failed to satisfy constraint: Member must have length less than or equal to 2"] },
  { name: 'what the operation checks itself', member: { shape: 'Kind' }, value: 'three', quirks: { checkedByOperation: ['Kind'] } },
];

suite('validation', () => {
  for (const { name, member, value, says = [], quirks } of CASES) {
    test(name, () => {
      const input: Shape = { type: 'structure', members: { TheMember: member } };
      const schema = tinySchema({ ...SHAPES, Input: input }, quirks ? { quirks } : {});
      const head = `${says.length} validation error${says.length === 1 ? '' : 's'} detected: `;
      const words = head + says.map((part) => `Value${part}`).join('; ');
      assert.equal(
        messageOf(() => compileValidator(schema, operationOf(schema))({ TheMember: value })),
        says.length ? words : '',
      );
    });
  }

  test('a required member that is missing', () => {
    const schema = tinySchema({ Input: { type: 'structure', required: ['X'], members: { X: { shape: 'String' } } } });
    const message = messageOf(() => compileValidator(schema, operationOf(schema))({}));
    assert.equal(
      message,
      "1 validation error detected: Value null at 'x' failed to satisfy constraint: Member must not be null",
    );
  });

  test('ten violations at most, and a bounded message', () => {
    const schema = tinySchema({ ...SHAPES, Input: { type: 'structure', members: { Tags: { shape: 'Tags' } } } });
    const tags = Array.from({ length: 5_000 }, () => ({}));
    const message = messageOf(() => compileValidator(schema, operationOf(schema))({ Tags: tags }));
    assert.match(message, /^10 validation errors detected: /);
    assert.ok(message.length < 2_000);
  });

  test('code and status are those of the protocol, or of the quirks', () => {
    const input: Shape = { type: 'structure', required: ['X'], members: { X: { shape: 'String' } } };
    const codeOf = (options: Parameters<typeof tinySchema>[1]): string => {
      const schema = tinySchema({ Input: input }, options);
      const error = caught(() => compileValidator(schema, operationOf(schema))({}));
      return `${error.code} ${error.status}`;
    };
    assert.equal(codeOf({}), 'ValidationException 400');
    assert.equal(codeOf({ metadata: { protocol: 'query' } }), 'ValidationError 400');
    const quirks = { validationError: { code: 'InvalidParameterException', status: 400 } };
    assert.equal(codeOf({ quirks }), 'InvalidParameterException 400');
  });

  for (const name of ['lambda', 'iam', 'sts', 'logs']) {
    test(`every operation of ${name} compiles, and its patterns take no long time on hostile texts`, () => {
      const schema = loadSchema(new URL(`../services/${name}/model.json`, import.meta.url));
      for (const operation of schema.operations.values()) {
        const check = compileValidator(schema, operation);
        if (!operation.input) continue;
        const members = Object.entries(schema.shape(operation.input).members ?? {});
        for (const hostile of HOSTILE) {
          const strings = members.filter(([, ref]) => schema.shape(ref).type === 'string');
          const startedMs = performance.now();
          messageOf(() => check(Object.fromEntries(strings.map(([member]) => [member, hostile]))));
          assert.ok(performance.now() - startedMs < 2_000, `${operation.name} on ${hostile.slice(0, 10)}…`);
        }
      }
    });
  }
});

const HOSTILE = ['a', '/a', 'a.', 'arn:aws:', '1', '-', 'a-', ' ', '::'].map(
  (part) => `${part.repeat(2_048 / part.length - 1)}!`,
);

function caught(run: () => void): WireError {
  try {
    run();
  } catch (error) {
    if (error instanceof WireError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown');
}

function messageOf(run: () => void): string {
  try {
    run();
    return '';
  } catch (error) {
    assert.ok(error instanceof WireError);
    return error.message;
  }
}
