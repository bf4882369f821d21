/** Whether a function's code names the runtime's AWS SDK, which is installed only where one does. */
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Ours: larger files are bundles that carry what they use. */
const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** Ours: past so much of a package it is taken to mention the SDK. */
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;

const KINDS = [
  { family: 'python', file: /\.py$/, words: /\b(boto3|botocore)\b/, bundled: ['boto3', 'botocore'] },
  { family: 'node', file: /\.[cm]?js$/, words: /@(aws-sdk|smithy)\//, bundled: ['node_modules/@aws-sdk'] },
] as const;

export type SdkFamily = 'node' | 'python';

/** The languages whose SDK the code in `folder` names without carrying it. */
export async function mentionedSdks(folder: string): Promise<SdkFamily[]> {
  const kinds = [];
  for (const kind of KINDS) {
    const carried = await Promise.all(kind.bundled.map((name) => stat(path.join(folder, name)).catch(() => undefined)));
    if (carried.every((found) => found === undefined)) kinds.push(kind);
  }
  const found = new Set<SdkFamily>();
  let bytes = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const kind = kinds.find((one) => !found.has(one.family) && entry.isFile() && one.file.test(entry.name));
    if (!kind) continue;
    const file = path.join(entry.parentPath, entry.name);
    const { size } = await stat(file);
    bytes += size;
    if (bytes > MAX_TOTAL_BYTES) return kinds.map((one) => one.family);
    if (size <= MAX_FILE_BYTES && (await contains(file, kind.words))) found.add(kind.family);
  }
  return [...found];
}

async function contains(file: string, words: RegExp): Promise<boolean> {
  let rest = '';
  for await (const chunk of createReadStream(file, 'latin1') as AsyncIterable<string>) {
    const text = rest + chunk;
    if (words.test(text)) return true;
    rest = text.slice(-32);
  }
  return false;
}
