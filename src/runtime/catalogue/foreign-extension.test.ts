/** A package with a module compiled for the Python that was asked for, run by the newer one that stands in. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answerOf, RuntimeRoom } from '../runtime.fixture.ts';
import { findPythons } from './find-pythons.ts';

const newest = [...(await findPythons()).values()].toSorted((a, b) => minor(b.version) - minor(a.version))[0];
const wanted = newest && minor(newest.version) > 9 ? `3.${minor(newest.version) - 1}` : undefined;

test('compiled modules of another version are refused with what to do', {
  skip: !wanted,
  timeout: 60_000,
}, async () => {
  assert.ok(newest && wanted);
  const extension = `native.cpython-${wanted.replace('.', '')}-x86_64-linux-gnu.so`;
  const room = await RuntimeRoom.open('process', { pythons: new Map([[newest.version, newest]]) });
  try {
    const fn = await room.make({
      runtime: `python${wanted}`,
      handler: 'main.handler',
      files: {
        'main.py': 'import package.native\ndef handler(event, context):\n    return 1\n',
        [`package/${extension}`]: '',
      },
    });
    const result = await room.invoke(fn);
    assert.equal(result.functionError, 'Unhandled');
    const { errorType, errorMessage } = answerOf(result) as Record<string, string>;
    assert.equal(errorType, 'Runtime.ImportModuleError');
    assert.equal(
      errorMessage,
      `Unable to import module 'main': No module named 'package.native'; package/${extension} is compiled for Python ` +
        `${wanted}, which this machine does not have: functions of python${wanted} run on Python ${newest.version} here, ` +
        `so package the extension for that version, or install Python ${wanted}`,
    );
  } finally {
    await room.close();
  }
});

function minor(version: string): number {
  return Number(version.split('.')[1]);
}
