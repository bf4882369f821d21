/** Where a thread's program lies: beside this file, as source or as built. */
import { extname } from 'node:path';

export function threadFile(name: 'writer-thread' | 'reader-thread' | 'checkpoint-thread'): URL {
  return new URL(`./${name}${extname(import.meta.url)}`, import.meta.url);
}
