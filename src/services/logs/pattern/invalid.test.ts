import assert from 'node:assert/strict';
import test from 'node:test';
import { InvalidParameterException } from '../model.ts';
import { compilePattern } from './pattern.ts';

const REFUSED: readonly (readonly [pattern: string, message: string])[] = [
  // aws-toolkit-jetbrains issue 3219 (2022-07-20).
  ['"open', 'Invalid filter pattern'],
  // defang issue 1008 (2025-02-14).
  ['""', 'Invalid filter pattern: Invalid character(s) in term \'""\''],
  // Zappa issue 651: an address without quotes.
  ['email@domain.com', "Invalid filter pattern: Invalid character(s) in term 'email@domain.com'"],
  // awslogs issue 210 (2018-08-07).
  ['{$.a="b"', "If a filter pattern starts with '{' it must end with '}'"],
  ['[a, b', "If a filter pattern starts with '[' it must end with ']'"],
  ['{ }', 'Invalid filter pattern'],
  ['{ $.a }', 'Invalid filter pattern'],
  ['{ $.a = }', 'Invalid filter pattern'],
  ['{ a = 1 }', 'Invalid filter pattern'],
  ['{ $.a = "x" && }', 'Invalid filter pattern'],
  ['{ ($.a = 1 }', 'Invalid filter pattern'],
  ['{ $.a > x }', 'Invalid filter pattern'],
  ['{ $.a > "1" }', 'Invalid filter pattern'],
  ['{ $.a = 1 } trailing }', 'Invalid filter pattern'],
  ['{ $.a[*].b[*] = 1 }', 'Invalid filter pattern'],
  ['[a, ..., b, ...]', 'Invalid filter pattern'],
  ['[a b]', 'Invalid filter pattern'],
  // UG: "%something!% would be rejected since '!' is not supported"; no groups; no multi-byte characters; two at most.
  ['%something!%', 'Invalid filter pattern'],
  ['%(a)%', 'Invalid filter pattern'],
  ['%é%', 'Invalid filter pattern'],
  ['%a% %b% %c%', 'Invalid filter pattern'],
  ['%a{3,2}%', 'Invalid filter pattern'],
  ['%[z-a]%', 'Invalid filter pattern'],
  ['%[abc%', 'Invalid filter pattern'],
  ['%*a%', 'Invalid filter pattern'],
  ['%a{9999}%', 'Invalid filter pattern'],
  [`{ ${'('.repeat(40)}$.a = 1${')'.repeat(40)} }`, 'Invalid filter pattern'],
];

for (const [pattern, message] of REFUSED) {
  test(`refused: ${pattern}`, () => {
    assert.throws(
      () => compilePattern(pattern),
      (error) => error instanceof InvalidParameterException && error.message === message,
    );
  });
}
