/** The host users that sandboxes run as, where the platform is root: in a container not every number may exist. */
import { readFileSync } from 'node:fs';

/** Below these are the system's own users. Ours, after Debian's and Fedora's ranges of login users. */
const LOWEST = 10_000;
/** 65534 is nobody, and the numbers just below it are given out by some systems. */
const MARGIN = 1000;

/**
 * `wanted` where the user namespace that we are in maps that many numbers from it on, else a range that is mapped.
 * Throws in words for people where there is none. `map` is the text of /proc/self/uid_map (user_namespaces(7)).
 */
export function chooseFirstHostId(
  wanted: number,
  count: number,
  map: string = readFileSync('/proc/self/uid_map', 'utf8'),
): number {
  const ranges = map
    .split('\n')
    .filter(Boolean)
    .map((line) => line.trim().split(/\s+/).map(Number))
    .map(([inside = 0, , length = 0]) => ({ from: inside, to: inside + length }));
  if (ranges.some(({ from, to }) => from <= wanted && wanted + count <= to)) return wanted;
  for (const { from, to } of ranges) {
    const first = to - MARGIN - count;
    if (first >= Math.max(from, LOWEST)) return first;
  }
  throw new Error(
    `each sandbox runs as a user of its own, and this container maps too few user numbers for ${count}: map at least ${count + LOWEST + MARGIN}`,
  );
}
