/** For this folder's tests: a pattern, and the messages that it must and must not match. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { compilePattern } from './pattern.ts';

/**
 * `shows` ends in the case's source: UG is the user guide's page "Filter pattern syntax" (read on 2026-11-23), UG18 its
 * older text (awsdocs/amazon-cloudwatch-logs-user-guide, doc_source/FilterAndPatternSyntax.md), PR a public report of
 * the service's answer, CIS the CIS AWS Foundations Benchmark.
 */
export interface PatternCase {
  readonly shows: string;
  readonly pattern: string;
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
}

export const [BOTH, ERROR_ONLY, WARN_ONLY] = ['ERROR WARN message', 'ERROR message', 'WARN message'];

export function testPatterns(cases: readonly PatternCase[]): void {
  for (const { shows, pattern, yes = [], no = [] } of cases) {
    test(`${shows}: ${pattern}`, () => {
      const matches = compilePattern(pattern);
      for (const message of yes) assert.equal(matches(message), true, `should match ${message}`);
      for (const message of no) assert.equal(matches(message), false, `should not match ${message}`);
    });
  }
}
