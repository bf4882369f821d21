/** `npm run fuzz -- --requests 100000 --seed 7`; with `--only 123` that request alone. */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    only: { type: 'string' },
  },
});
const seed = Number(values.seed);
console.log(`seed ${seed}`);
const report = await fuzz({
  requests: Number(values.requests),
  seed,
  ...(values.only !== undefined && { only: Number(values.only) }),
  progress: (line) => console.log(line),
});
console.log({
  ...report,
  findings: report.findings.length,
  residentBytes: report.residentBytes.map((bytes) => Math.round(bytes / 1e6)).join(' '),
});
for (const finding of report.findings) console.log(finding);
process.exitCode = report.findings.length > 0 || !report.isHealthy || report.leakedSecrets.length > 0 ? 1 : 0;
