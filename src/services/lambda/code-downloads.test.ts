import assert from 'node:assert/strict';
import test from 'node:test';
import { buffer, text } from 'node:stream/consumers';
import { CODE_PATH } from './code-downloads.ts';
import { openBench, PACKAGE } from './lambda.fixture.ts';
import { deleteFunction } from './operations/delete-function.ts';
import { getFunction } from './operations/get-function.ts';

test('the link of GetFunction downloads the package for ten minutes, and nothing else', async () => {
  await using bench = await openBench();
  await bench.create();
  const { Code } = await getFunction(bench.context(), { FunctionName: 'hello' });
  const url = new URL(Code?.Location ?? '');
  assert.equal(url.origin, 'http://127.0.0.1:4566');
  const path = `${url.pathname}${url.search}`;
  const { codeDownloads, platformRoutes } = bench.lambda;
  const download = await platformRoutes[CODE_PATH]?.({ rawPath: url.pathname, rawQuery: url.search.slice(1) });
  assert.ok(download);
  assert.equal(download.status, 200);
  assert.equal(download.headers['content-length'], String(PACKAGE.byteLength));
  assert.deepEqual(await buffer(download.body), Buffer.from(PACKAGE));

  for (const forged of [
    path.replace('expires=1', 'expires=2'),
    path.slice(0, -1),
    path.replace(/[0-9a-f]{32}/, '0'.repeat(32)),
    '/_virga/code/',
  ]) {
    const refused = await codeDownloads.handle(forged);
    assert.equal(refused.status, 403);
    assert.match(await text(refused.body), /not valid/);
  }
  bench.clock.advance(10 * 60_000 + 1);
  assert.equal((await codeDownloads.handle(path)).status, 403);
});

test('a package that was deleted is gone', async () => {
  await using bench = await openBench();
  await bench.create();
  const { Code } = await getFunction(bench.context(), { FunctionName: 'hello' });
  await deleteFunction(bench.context(), { FunctionName: 'hello' });
  const { pathname, search } = new URL(Code?.Location ?? '');
  assert.equal((await bench.lambda.codeDownloads.handle(`${pathname}${search}`)).status, 404);
});
