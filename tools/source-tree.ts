/** The code base as data, for the tests that read it: its files, their lines and what they import. */
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

export interface SourceFile {
  /** From the checkout's top: `src/kit/ids.ts`. */
  readonly name: string;
  readonly lines: number;
  readonly generated: boolean;
  readonly imports: readonly Import[];
}

export interface Import {
  /** As SourceFile.name. */
  readonly file: string;
  /** Erased before it runs, or run later: no part of a cycle. */
  readonly erasedOrLazy: boolean;
}

const TOP = path.join(import.meta.dirname, '..');

export function readSourceTree(folder = 'src'): readonly SourceFile[] {
  return readdirSync(path.join(TOP, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.includes('node_modules'))
    .map((name) => readSourceFile(path.join(folder, name)))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function readSourceFile(name: string): SourceFile {
  const text = readFileSync(path.join(TOP, name), 'utf8');
  return {
    name,
    lines: text.split('\n').length - 1,
    generated: /(^|\/)model\.ts$/.test(name) && text.startsWith('// Generated'),
    imports: importsOf(name, text),
  };
}

/** `import … from './x.ts'`, `export … from './x.ts'`, and `import('./x.ts')`. */
function importsOf(name: string, text: string): Import[] {
  const folder = path.dirname(name);
  const found: Import[] = [];
  for (const match of text.matchAll(/^(?:import|export)\s+(?:([^'";]*?)\s+from\s+)?'(\.[^']+)'/gm)) {
    const [, clause = '', target = ''] = match;
    found.push({ file: path.join(folder, target), erasedOrLazy: isTypeOnly(clause) });
  }
  for (const [, target = ''] of text.matchAll(/\bimport\('(\.[^']+)'\)/g)) {
    found.push({ file: path.join(folder, target), erasedOrLazy: true });
  }
  return found;
}

function isTypeOnly(clause: string): boolean {
  if (clause.startsWith('type ')) return true;
  const names = /^\{([^}]*)\}$/s.exec(clause.trim())?.[1];
  if (names === undefined) return false;
  const parts = names.split(',').map((part) => part.trim());
  return parts.every((part) => part === '' || part.startsWith('type '));
}
