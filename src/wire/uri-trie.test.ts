import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { OperationModel } from './model.ts';
import { loadSchema } from './schema.ts';
import { compileUris } from './uri-trie.ts';

const OPERATIONS: readonly OperationModel[] = [
  ['List', 'GET', '/v1/functions'],
  ['Get', 'GET', '/v1/functions/{Name}'],
  ['Special', 'GET', '/v1/functions/special'],
  ['Policy', 'GET', '/v1/functions/{Name}/policy'],
  ['Delete', 'DELETE', '/v1/functions/{Name}'],
  ['Tags', 'GET', '/tags/{Arn+}'],
  ['Versions', 'GET', '/{Bucket}?versions'],
  ['Bucket', 'GET', '/{Bucket}'],
  ['Object', 'GET', '/{Bucket}/{Key+}'],
  ['ByArn', 'GET', '/v2/layers?find=Version'],
  ['DropBucket', 'DELETE', '/{Bucket}'],
  ['PutAcl', 'PUT', '/{Bucket}?acl'],
].map(([name = '', method = '', requestUri = '']) => ({ name, http: { method, requestUri } }));

// biome-ignore format: one line a case
const CASES: readonly [why: string, method: string, path: string, query: string, found: string | undefined, labels?: Record<string, string>][] = [
  ['a plain path', 'GET', '/v1/functions', '', 'List'],
  ['the trailing slash of older SDKs', 'GET', '/v1/functions/', '', 'List'],
  ['a label', 'GET', '/v1/functions/f', '', 'Get', { Name: 'f' }],
  ['a literal before a label', 'GET', '/v1/functions/special', '', 'Special'],
  ['a literal that leads nowhere gives way to a label', 'GET', '/v1/functions/special/policy', '', 'Policy', { Name: 'special' }],
  ['the method decides', 'DELETE', '/v1/functions/f', '', 'Delete', { Name: 'f' }],
  ['an unknown method', 'PATCH', '/v1/functions/f', '', undefined],
  ['a label is decoded once', 'GET', '/v1/functions/a%252Fb', '', 'Get', { Name: 'a%2Fb' }],
  ['an encoded slash stays in its label', 'GET', '/v1/functions/a%2Fb', '', 'Get', { Name: 'a/b' }],
  ['a plus is a plus', 'GET', '/v1/functions/a+b', '', 'Get', { Name: 'a+b' }],
  ['bytes that are no UTF-8', 'GET', '/v1/functions/%ff', '', undefined],
  ['a broken escape', 'GET', '/v1/functions/%zz', '', undefined],
  ['a greedy label', 'GET', '/tags/arn:aws:x/y/z', '', 'Tags', { Arn: 'arn:aws:x/y/z' }],
  ['an empty label is none', 'GET', '/v1/functions//policy', '', 'Object', { Bucket: 'v1', Key: 'functions//policy' }],
  ['a constant in the query string', 'GET', '/b', 'x=1&versions', 'Versions', { Bucket: 'b' }],
  ['a constant with an empty value', 'GET', '/b', 'versions=', 'Versions', { Bucket: 'b' }],
  ['without it', 'GET', '/b', 'x=versions', 'Bucket', { Bucket: 'b' }],
  ['a constant of another method', 'DELETE', '/b', 'acl', undefined],
  ['the same with an empty value', 'DELETE', '/b', 'x=1&versions=', undefined],
  ['two constants', 'GET', '/b', 'versions&acl', undefined],
  ['a name that is no constant of this path', 'DELETE', '/b', 'find', 'DropBucket', { Bucket: 'b' }],
  ['a constant with a value', 'GET', '/v2/layers', 'find=Version', 'ByArn'],
  ['and another value', 'GET', '/v2/layers', 'find=Other', 'Object', { Bucket: 'v2', Key: 'layers' }],
];

suite('paths of REST operations', () => {
  const match = compileUris(OPERATIONS);
  for (const [why, method, path, query, found, labels = {}] of CASES) {
    test(why, () => {
      const expected = found === undefined ? undefined : { operation: found, labels };
      assert.deepEqual(match(method, path, query), expected);
    });
  }

  test('every operation of Lambda is found by its own path', () => {
    const { operations } = loadSchema(new URL('../services/lambda/model.json', import.meta.url));
    const find = compileUris(operations.values());
    for (const { name, http } of operations.values()) {
      const [path = '', query = ''] = http.requestUri.replace(/\{[^}]+\}/g, 'x').split('?');
      assert.equal(find(http.method, path, query)?.operation, name);
    }
  });
});
