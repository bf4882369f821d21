/** S3's table out of the botocore package, for tests of what only S3 asks of the wire. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** Of a table in a folder that `remove` takes away. */
export function writeS3Model(): { readonly modelUrl: URL; readonly folder: string } {
  const script = path.join(import.meta.dirname, 'rest_xml_cases.py');
  const options = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024, timeout: 60_000 } as const;
  const { model } = JSON.parse(execFileSync('python3', [script, 'make', 's3'], options)) as { model: object };
  const folder = mkdtempSync(path.join(tmpdir(), 'virga-s3-'));
  const file = path.join(folder, 'model.json');
  writeFileSync(file, JSON.stringify(model));
  return { modelUrl: pathToFileURL(file), folder };
}
