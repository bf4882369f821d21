/** The first file that runs: switches Node's compile cache on, then loads the rest through it. */
import { enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { resolveQuickly } from './resolve-quickly.ts';

// Where the launcher did not: in the user's own folder, since code that another user could write must not be run.
const cache = path.join(homedir(), '.cache', 'virga', 'compile');
enableCompileCache(cache);
// For worker threads, each of which would else load what strips types: 10 MB and 20 ms a thread.
process.env['NODE_COMPILE_CACHE'] ??= cache;
resolveQuickly();
const { run } = await import('./run.ts');
process.exitCode = await run(process.argv.slice(2));
