/** The first file that runs: switches Node's compile cache on, then loads the rest through it. */
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';

// In the user's own folder: code that another user could write must not be run.
enableCompileCache(path.join(homedir(), '.cache', 'virga', 'compile'));
const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2));
