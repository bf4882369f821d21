/** S3 orders keys by their UTF-8 bytes, which is the order of code points; JavaScript compares units of UTF-16. */

/** Negative where `a` is first. */
export function compareUtf8(a: string, b: string): number {
  if (a === b) return 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The first text behind all that begin with `prefix`; undefined where nothing is behind them. */
export function behindPrefix(prefix: string): string | undefined {
  const points = Array.from(prefix);
  for (let last = points.pop(); last !== undefined; last = points.pop()) {
    const point = last.codePointAt(0) ?? 0;
    // Surrogates are no code points of text.
    if (point < LAST_CODE_POINT) return points.join('') + String.fromCodePoint(point === 0xd7ff ? 0xe000 : point + 1);
  }
  return undefined;
}

const LAST_CODE_POINT = 0x10ffff;

/** The first text behind this one. */
export const behind = (text: string): string => `${text}\0`;
