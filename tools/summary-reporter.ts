/** What a run of the tests says at its end: each failure with its cause, the slowest files, and how many there were. */
import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

const SLOWEST = 15;

export default async function* summary(source: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const msByFile = new Map<string, number>();
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const file = data.file ?? '?';
    if (data.nesting === 0) msByFile.set(file, (msByFile.get(file) ?? 0) + data.details.duration_ms);
    if (data.details.type === 'suite' || data.name === file) continue;
    if (data.skip !== undefined || data.todo !== undefined) counts.skipped++;
    else if (type === 'test:pass') counts.passed++;
    else counts.failed++;
    if (type === 'test:fail') yield describeFailure(data);
  }
  const slowest = [...msByFile].toSorted(([, a], [, b]) => b - a).slice(0, SLOWEST);
  yield `\nslowest files:\n${slowest.map(([file, ms]) => `  ${(ms / 1000).toFixed(1)} s  ${shorten(file)}\n`).join('')}`;
  const total = counts.passed + counts.failed + counts.skipped;
  yield `\n${total} tests ran: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`;
}

interface Failure {
  readonly name: string;
  readonly file?: string | undefined;
  readonly details: { readonly error: Error };
}

function describeFailure({ name, file, details }: Failure): string {
  const cause = details.error.cause ?? details.error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : inspect(cause);
  return `\nFAILED ${name} (${shorten(file ?? '?')})\n${text}\n`;
}

function shorten(file: string): string {
  const top = new URL('..', import.meta.url).pathname;
  return file.startsWith(top) ? file.slice(top.length) : file;
}
