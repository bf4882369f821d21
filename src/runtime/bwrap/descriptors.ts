/** A sandbox inherits every descriptor of ours that is not close-on-exec, and bwrap does not close them. */
import { closeSync, readdirSync, readFileSync } from 'node:fs';

/** O_CLOEXEC in the octal `flags:` of /proc/PID/fdinfo (proc(5)). */
const CLOSE_ON_EXEC = 0o2000000;

/** Descriptors above stderr that a child would inherit. */
export function inheritableDescriptors(): number[] {
  const found: number[] = [];
  for (const name of readdirSync('/proc/self/fdinfo')) {
    if (Number(name) <= 2) continue;
    try {
      const flags = /^flags:\s+(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${name}`, 'utf8'))?.[1];
      if (flags !== undefined && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0) found.push(Number(name));
    } catch {
      // That of readdir itself: closed meanwhile.
    }
  }
  return found;
}

/**
 * Closes them: Node marks the first 16 at its start, and whatever lies above came from whoever started us and is nothing
 * that we use. Returns those that were closed.
 */
export function closeInheritableDescriptors(): number[] {
  const found = inheritableDescriptors();
  for (const descriptor of found) closeSync(descriptor);
  return found;
}
