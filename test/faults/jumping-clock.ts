/** Preloaded into a server (`--import`): its wall clock is off by what the file JUMP_FILE says, read anew on SIGUSR2. */
import { readFileSync, writeFileSync } from 'node:fs';

const file = process.env['JUMP_FILE'] ?? '';
const realNow = Date.now.bind(Date);
let offsetMs = Number(readFileSync(file, 'utf8'));
Date.now = () => realNow() + offsetMs;

process.on('SIGUSR2', () => {
  offsetMs = Number(readFileSync(file, 'utf8'));
  writeFileSync(`${file}.seen`, String(offsetMs));
});
