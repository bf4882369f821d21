import assert from 'node:assert/strict';
import test from 'node:test';
import { compilePattern } from './pattern.ts';
import { testPatterns } from './pattern.suite.ts';

const BAD = '[ERROR 400] BAD REQUEST';

testPatterns([
  {
    shows: 'a regular expression (UG)',
    pattern: '%AUTHORIZED%',
    yes: ['[ERROR 401] UNAUTHORIZED REQUEST', '[SUCCESS 200] AUTHORIZED REQUEST'],
    no: [BAD],
  },
  { shows: 'anchor at the start', pattern: '%^\\[ERROR%', yes: [BAD], no: [' [ERROR'] },
  { shows: 'anchor at the end', pattern: '%REQUEST$%', yes: [BAD], no: ['REQUEST '] },
  { shows: 'both anchors', pattern: '%^abc$%', yes: ['abc'], no: ['abcd', 'xabc', ''] },
  { shows: 'zero or one (UG: colou?r)', pattern: '%colou?r%', yes: ['color', 'colour'], no: ['colouur'] },
  { shows: 'a class with a range (UG)', pattern: '%[a-c]x[^0-9]%', yes: ['bx!'], no: ['dx!', 'ax1'] },
  { shows: 'a class with signs', pattern: '%[.\\]-]%', yes: ['a.b', 'a]', 'a-b'], no: ['ab'] },
  { shows: 'counted (UG: {m,n})', pattern: '%^ab{2,3}$%', yes: ['abb', 'abbb'], no: ['ab', 'abbbb'] },
  { shows: 'counted exactly', pattern: '%^[0-9]{3}$%', yes: ['123'], no: ['12', '1234'] },
  { shows: 'counted from', pattern: '%^a{2,}$%', yes: ['aa', 'aaaaa'], no: ['a'] },
  { shows: 'alternatives (UG: gray|grey)', pattern: '%gray|grey%', yes: ['gray', 'a grey day'], no: ['groy'] },
  { shows: 'anchors in alternatives', pattern: '%^a|b$%', yes: ['ax', 'xb'], no: ['xa', 'bx'] },
  {
    shows: 'escaped dots (UG: 10\\.10\\.0\\.1)',
    pattern: '%10\\.10\\.0\\.1%',
    yes: ['from 10.10.0.1'],
    no: ['10x10x0x1'],
  },
  { shows: 'any number', pattern: '%^ab*c+d$%', yes: ['acd', 'abbccd'], no: ['abd'] },
  { shows: 'any character', pattern: '%^a.c$%', yes: ['abc', 'a🙂c'.replace('🙂', 'é')], no: ['ac', 'a\nc'] },
  {
    shows: 'digits, words, spaces (UG: \\d \\w \\s)',
    pattern: '%^\\d+\\s\\w+$%',
    yes: ['42 ab_1'],
    no: ['x 1', '42  '],
  },
  {
    shows: 'their opposites (UG: \\D \\W \\S)',
    pattern: '%^\\D\\W\\S$%',
    yes: ['a-b', 'é é'],
    no: ['1-b', 'aab', 'a- '],
  },
  { shows: 'a character by code (UG: \\xhh)', pattern: '%\\x41\\x42%', yes: ['xABx'], no: ['ab'] },
  { shows: 'two in one pattern', pattern: '%ERROR% %4\\d\\d%', yes: [BAD], no: ['ERROR 500'] },
  { shows: 'a regular expression left out', pattern: 'ERROR -%4\\d\\d%', yes: ['ERROR 500'], no: [BAD] },
]);

test('a regular expression that would take a backtracking engine for ever is linear in the message', () => {
  const matches = compilePattern(`%${'a*'.repeat(100)}b%`);
  assert.equal(matches('a'.repeat(100_000)), false);
  assert.equal(matches(`${'a'.repeat(100_000)}b`), true);
});
