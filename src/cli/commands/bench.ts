/** `./virga bench [part]`: side-by-side measurements, in a checkout only. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { UserError } from '../../kit/user-error.ts';
import type { Command } from '../command.ts';

const FOLDER = path.join(import.meta.dirname, '../../../bench');
const PARTS = ['storage', 'policy', 'warm', 'invoke', 'startup', 'data'] as const;

interface Part {
  run(print: (line: string) => void): Promise<void>;
}

export const bench: Command = {
  name: 'bench',
  summary: 'Measures this machine side by side with bare programs (of a checkout).',
  positionals: `[${PARTS.join('|')}]`,
  maxPositionals: 1,
  options: {},
  async run({ positionals: [chosen] }, io) {
    if (!existsSync(FOLDER)) throw new UserError('there are no benchmarks here: run it in a checkout of Virga');
    const parts = PARTS.filter((part) => chosen === undefined || part === chosen);
    if (parts.length === 0) throw new UserError(`there is no part ${chosen}: choose one of ${PARTS.join(', ')}`);
    for (const part of parts) {
      io.out(`# ${part}\n`);
      const module = (await import(pathToFileURL(path.join(FOLDER, `${part}.ts`)).href)) as Part;
      await module.run((line) => io.out(`${line}\n`));
      io.out('\n');
    }
    return 0;
  },
};
