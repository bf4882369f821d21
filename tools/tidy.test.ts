/** The code base's own rules: imports point one way, there is no cycle, and no file outgrows its reader. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSourceTree, type SourceFile } from './source-tree.ts';

const MAX_LINES = 500;

/** Room → rooms whose files it may import, besides its own. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  kit: [],
  wire: ['kit'],
  storage: ['kit'],
  blob: ['kit'],
  egress: ['kit'],
  backup: ['kit', 'storage', 'blob'],
  events: ['kit', 'storage', 'blob'],
  auth: ['kit', 'wire', 'storage', 'blob', 'events'],
  runtime: ['kit', 'wire', 'storage', 'blob', 'events'],
  metering: ['kit', 'wire', 'storage', 'blob', 'events', 'runtime'],
  services: ['kit', 'egress', 'wire', 'storage', 'blob', 'events', 'auth', 'runtime', 'metering'],
  pipeline: ['kit', 'wire', 'storage', 'blob', 'events', 'auth', 'runtime', 'metering', 'services/service.ts'],
  config: ['kit'],
  boot: ['*'],
  main: ['*'],
  'data-folder': ['kit'],
  cli: ['*'],
};

const files = readSourceTree();

/** `services/lambda` for a service, else the first folder (or the file) below src. */
function roomOf(name: string): string {
  const [, first = '', second = ''] = name.split('/');
  if (first === 'services' && !second.endsWith('.ts')) return `services/${second}`;
  return first.replace(/(\.test)?\.ts$/, '').replace(/^pipeline-.*/, 'pipeline');
}

function mayImport(from: SourceFile, target: string): boolean {
  const room = roomOf(from.name);
  const other = roomOf(target);
  if (room === other || /\.(test|suite|fixture)\.ts$/.test(from.name)) return true;
  const allowed = MAY_IMPORT[room.split('/')[0] ?? ''] ?? [];
  if (allowed.includes('*')) return true;
  const isServiceContract = target === 'src/services/service.ts';
  return allowed.includes(other) || (isServiceContract && (room.startsWith('services') || room === 'pipeline'));
}

test('imports point one way', () => {
  const wrong = files.flatMap((file) =>
    file.imports
      .filter(({ file: target }) => !mayImport(file, target))
      .map(({ file: target }) => `${file.name} -> ${target}`),
  );
  assert.deepEqual(wrong, []);
});

test('every room is known', () => {
  const rooms = new Set(files.map((file) => roomOf(file.name).split('/')[0] ?? ''));
  assert.deepEqual(
    [...rooms].filter((room) => !Object.hasOwn(MAY_IMPORT, room)),
    [],
  );
});

test('no file imports itself through others', () => {
  const byName = new Map(files.map((file) => [file.name, file]));
  const done = new Set<string>();
  const cycles: string[] = [];
  function visit(name: string, trail: readonly string[]): void {
    const at = trail.indexOf(name);
    if (at >= 0) cycles.push([...trail.slice(at), name].join(' -> '));
    if (at >= 0 || done.has(name)) return;
    for (const { file, erasedOrLazy } of byName.get(name)?.imports ?? []) {
      if (!erasedOrLazy) visit(file, [...trail, name]);
    }
    done.add(name);
  }
  for (const { name } of files) visit(name, []);
  assert.deepEqual(cycles, []);
});

test(`no file is longer than ${MAX_LINES} lines`, () => {
  const all = [...files, ...readSourceTree('test'), ...readSourceTree('tools'), ...readSourceTree('bench')];
  const long = all.filter(({ generated, lines }) => !generated && lines > MAX_LINES);
  assert.deepEqual(
    long.map(({ name, lines }) => `${name}: ${lines}`),
    [],
  );
});

test('the tests of this file can fail', () => {
  const pretend: SourceFile = { name: 'src/kit/x.ts', lines: 1, generated: false, imports: [] };
  assert.equal(mayImport(pretend, 'src/wire/error.ts'), false);
  assert.equal(mayImport({ ...pretend, name: 'src/services/iam/x.ts' }, 'src/services/sts/y.ts'), false);
  assert.equal(mayImport({ ...pretend, name: 'src/services/iam/x.ts' }, 'src/services/service.ts'), true);
});
