import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { createSealer } from '../../kit/seal.ts';
import { checkVariables, openVariables, sealVariables } from './environment.ts';
import type { FunctionSettings } from './store.ts';

const UNABLE =
  'Lambda was unable to configure your environment variables because the environment variables you have provided';

test('reserved names are refused, all of them named (AWS, seen 2026-11-24)', () => {
  assert.throws(() => checkVariables({ A: '1', AWS_REGION: 'x', LAMBDA_TASK_ROOT: 'y' }), {
    name: 'InvalidParameterValueException',
    message: `${UNABLE} contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, LAMBDA_TASK_ROOT`,
  });
});

test('more than 4 KB is refused, and the values are not in the message', () => {
  checkVariables({ A: 'x'.repeat(4096 - '{"A":""}'.length) });
  assert.throws(() => checkVariables({ A: 'x'.repeat(4097 - '{"A":""}'.length) }), {
    message: `${UNABLE} exceeded the 4KB limit. Measured size: 4097 bytes`,
  });
});

test('sealed variables open for their own function alone, and show nothing', () => {
  const sealer = createSealer(randomBytes(32));
  const sealedEnvironment = sealVariables(sealer, 'arn:a', { TOKEN: 'geheim' });
  assert.ok(sealedEnvironment);
  assert.ok(!Buffer.from(sealedEnvironment, 'base64').includes('geheim'));
  const settings = { sealedEnvironment } as FunctionSettings;
  assert.deepEqual(openVariables(sealer, 'arn:a', settings), { TOKEN: 'geheim' });
  assert.throws(() => openVariables(sealer, 'arn:b', settings));
});
