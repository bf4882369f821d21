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

const ZERO = '\0\0\0\0';

/** Bytes for the sockets that our bootstraps hold: their frames, forged, and what is none. */
const FRAMES = {
  garbage: 'a'.repeat(999),
  zeros: '\0'.repeat(4_096),
  'a length without an end': '\u00ff\u00ff\u00ff\u00ff\u0012',
  'an unknown type': frame(99, 'a'),
  'an empty frame': '\0\0\0\0',
  'an answer too short for its head': frame(18, 'a'),
  'an error type past its message': frame(19, `${ZERO}${ZERO}\u00ff\u00ff`),
  'ready once more': frame(16, ZERO),
  'an answer too early': frame(18, `${ZERO}${ZERO}"two"`),
  'many answers': frame(18, `${ZERO}${ZERO}"two"`).repeat(1_000),
  'answers to output that never comes': frame(18, `\x7f\0\0\0${ZERO}"two"`).repeat(1_000),
  'an error at init, too late': frame(17, `${ZERO}\0\x01Aab`),
} as const;

/** As src/runtime/managed/frames.ts has them. */
function frame(type: number, body: string): string {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(1 + body.length);
  return `${length.toString('latin1')}${String.fromCharCode(type)}${body}`;
}

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

/** Attacks nobody, and must not notice. */
export const BYSTANDER: HostileFunction = {
  name: 'bystander',
  runtime: 'nodejs22.x',
  handler: 'index.handler',
  zip: () => zipOf({ 'index.js': NODE }),
  attacks: [],
};
