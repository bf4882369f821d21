/**
 * The README's status table, made from the operation tables. Run: node tools/status-table.ts, which rewrites the README
 * between its marks; tools/status-table.test.ts fails where that was forgotten.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { loadServices } from './services.ts';

const README = path.join(import.meta.dirname, '../README.md');
const START = '<!-- status: made by tools/status-table.ts -->';
const END = '<!-- /status -->';

/** The README with today's table. */
export async function withStatusTable(readme: string): Promise<string> {
  const before = readme.split(START)[0];
  const after = readme.split(END)[1];
  if (before === undefined || after === undefined) throw new Error(`README.md lacks the marks ${START} and ${END}`);
  return `${before}${START}\n${await statusTable()}${END}${after}`;
}

async function statusTable(): Promise<string> {
  const services = (await loadServices()).filter(({ service }) => service.name !== 'virga');
  const rows = services.map(({ service, model, operations }) => {
    const done = Object.keys(operations).toSorted();
    const all = Object.keys(model.operations).length;
    const list = done.map((name) => `\`${name}\``).join(', ');
    return `| [${service.name}](src/services/${service.name}/README.md) | ${done.length} of ${all} | ${list} |\n`;
  });
  return `| service | operations | which |\n|---|---|---|\n${rows.join('')}`;
}

export function readReadme(): string {
  return readFileSync(README, 'utf8');
}

if (process.argv[1] === import.meta.filename) writeFileSync(README, await withStatusTable(readReadme()));
