/** DynamoDB tables out to a bucket and in from it, as boto3 does it. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { cleanEnvironment, startCloud } from '../cloud.ts';
import { pythonWithBoto3 } from './aws.ts';

const EXPORT_IMPORT = path.join(import.meta.dirname, 'fixtures/export-import.py');

test('boto3: a table that is exported and imported again is the same', async () => {
  await using cloud = await startCloud({ flags: ['--isolation', 'process'] });
  const environment = { ...cleanEnvironment(), ...cloud.environment() };
  const { stdout } = await promisify(execFile)(pythonWithBoto3(), [EXPORT_IMPORT], { env: environment });
  assert.equal(stdout, 'the tables are the same\n');
});
