/** `npm run soak -- --minutes 60 --report docs/reports/soak.md`. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { markdown } from './report.ts';
import { soak } from './soak.ts';
import { complaints } from './verdict.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    report: { type: 'string', default: 'reports/soak.md' },
  },
});
const report = await soak({ minutes: Number(values.minutes), progress: (line) => console.log(line) });
const file = path.resolve(import.meta.dirname, '../..', values.report);
mkdirSync(path.dirname(file), { recursive: true });
writeFileSync(file, markdown(report));
const wrong = complaints(report);
for (const line of wrong) console.log(`WRONG: ${line}`);
console.log(`${file}: ${wrong.length === 0 ? 'it ended as it began' : `${wrong.length} complaints`}`);
process.exitCode = wrong.length === 0 ? 0 : 1;
