/** Functions that turn on the platform: what each tries, and what its own caller may see of it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { zipOf } from '../zip.ts';

export interface HostileFunction {
  readonly name: string;
  readonly runtime: 'provided.al2023' | 'nodejs22.x' | 'python3.12';
  readonly handler: string;
  readonly zip: () => Promise<Buffer>;
  /** Values of the event's `attack`; `none` answers "fine". */
  readonly attacks: readonly string[];
}

const BOOTSTRAP = readFileSync(path.join(import.meta.dirname, 'hostile-bootstrap.cjs'), 'utf8');
const NAMES = [...BOOTSTRAP.matchAll(/^ {2}'?([\w ,]+?)'?: (?:async )?(?:\(|never)/gm)].map(([, name = '']) => name);

/** Bytes for the sockets that our bootstraps hold: their frames, forged, and what is none. */
const FRAMES = {
  garbage: 'a'.repeat(999),
  zeros: '\0'.repeat(4_096),
  'a length without an end': '\u00ff\u00ff\u00ff\u00ff\u0012',
  'an unknown type': '\0\0\0\x02\x63a',
  'an empty frame': '\0\0\0\0',
  'an answer too short for its head': '\0\0\0\x02\x12a',
  'an error type past its message': '\0\0\0\x07\x13\0\0\0\0\u00ff\u00ff',
  'ready once more': '\0\0\0\x01\x10',
  'an answer too early': '\0\0\0\x0a\x12\0\0\0\0"two"',
  'many answers': '\0\0\0\x0a\x12\0\0\0\0"two"'.repeat(1_000),
  'an error at init, too late': '\0\0\0\x06\x11\0\x01Aab',
} as const;

const NODE = `
const fs = require('node:fs');
const FRAMES = ${JSON.stringify(FRAMES)};
exports.handler = async ({ attack }) => {
  if (attack === 'none') return 'fine';
  if (attack === 'closed') for (let fd = 3; fd < 64; fd++) try { fs.closeSync(fd); } catch {}
  const bytes = Buffer.from(FRAMES[attack] ?? '', 'latin1');
  for (let fd = 3; fd < 64; fd++) try { if (fs.fstatSync(fd).isSocket()) fs.writeSync(fd, bytes); } catch {}
  return 'fine';
};`;

const PYTHON = `
import json, os, stat
FRAMES = json.loads(${JSON.stringify(JSON.stringify(FRAMES))})
def handler(event, context):
    attack = event['attack']
    if attack == 'none':
        return 'fine'
    data = FRAMES.get(attack, '').encode('latin-1')
    for fd in range(3, 64):
        try:
            if attack == 'closed':
                os.close(fd)
            elif stat.S_ISSOCK(os.fstat(fd).st_mode):
                os.write(fd, data)
        except OSError:
            pass
    return 'fine'
`;

export const HOSTILE_FUNCTIONS: readonly HostileFunction[] = [
  {
    name: 'custom',
    runtime: 'provided.al2023',
    handler: 'bootstrap',
    zip: () =>
      zipOf({
        bootstrap: { text: `#!/bin/sh\nexec '${process.execPath}' "$LAMBDA_TASK_ROOT/hostile.cjs"\n`, mode: 0o755 },
        'hostile.cjs': BOOTSTRAP,
      }),
    attacks: NAMES.filter((name) => name !== 'none'),
  },
  {
    name: 'node',
    runtime: 'nodejs22.x',
    handler: 'index.handler',
    zip: () => zipOf({ 'index.js': NODE }),
    attacks: [...Object.keys(FRAMES), 'closed'],
  },
  {
    name: 'python',
    runtime: 'python3.12',
    handler: 'main.handler',
    zip: () => zipOf({ 'main.py': PYTHON }),
    attacks: [...Object.keys(FRAMES), 'closed'],
  },
];
