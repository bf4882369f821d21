/**
 * The documented examples of filter patterns, each with its source: UG is the user guide's page "Filter pattern syntax"
 * (read on 2026-11-23), UG18 its older text (awsdocs/amazon-cloudwatch-logs-user-guide, doc_source/
 * FilterAndPatternSyntax.md), PR a public report of the service's answer, CIS the CIS AWS Foundations Benchmark.
 */
import assert from 'node:assert/strict';
import test from 'node:test';
import { InvalidParameterException } from '../model.ts';
import { compilePattern } from './pattern.ts';

interface Case {
  readonly shows: string;
  readonly pattern: string;
  readonly yes?: readonly string[];
  readonly no?: readonly string[];
}

const BAD = '[ERROR 400] BAD REQUEST';
const UNAUTHORIZED = '[ERROR 401] UNAUTHORIZED REQUEST';
const MISSING = '[ERROR 419] MISSING ARGUMENTS';
const INVALID = '[ERROR 420] INVALID ARGUMENTS';
const [BOTH, ERROR_ONLY, WARN_ONLY] = ['ERROR WARN message', 'ERROR message', 'WARN message'];

const TERMS: readonly Case[] = [
  { shows: 'the empty pattern matches everything', pattern: '', yes: [BAD, ''] },
  { shows: 'one term (UG)', pattern: 'ERROR', yes: [BAD, UNAUTHORIZED, MISSING, INVALID], no: ['[error] x'] },
  { shows: 'a term inside a word (UG18)', pattern: 'ERROR', yes: ['Exiting with ERRORCODE: -1'] },
  { shows: 'all of several terms (UG)', pattern: 'ERROR ARGUMENTS', yes: [MISSING, INVALID], no: [BAD] },
  { shows: 'terms in any order', pattern: 'ARGUMENTS ERROR', yes: [MISSING] },
  { shows: 'one of optional terms (UG)', pattern: '?ERROR ?ARGUMENTS', yes: [BAD, MISSING, 'ARGUMENTS'], no: ['fine'] },
  {
    shows: 'optional terms beside others are ignored (UG)',
    pattern: '?ERROR ?REQUEST ARGUMENTS',
    yes: [MISSING],
    no: [BAD],
  },
  { shows: 'optional terms (UG18)', pattern: '?ERROR ?WARN', yes: [BOTH, ERROR_ONLY, WARN_ONLY] },
  { shows: 'two terms (UG18)', pattern: 'ERROR WARN', yes: [BOTH], no: [ERROR_ONLY, WARN_ONLY] },
  {
    shows: 'an exact phrase (UG)',
    pattern: '"INTERNAL SERVER ERROR"',
    yes: ['[ERROR 500] INTERNAL SERVER ERROR'],
    no: ['INTERNAL ERROR SERVER'],
  },
  { shows: 'a term left out (UG)', pattern: 'ERROR -ARGUMENTS', yes: [BAD, UNAUTHORIZED], no: [MISSING, INVALID] },
  {
    shows: 'a term left out, with space (UG18)',
    pattern: '"ERROR" - "Exiting"',
    yes: ['[ERROR] fatal'],
    no: ['Exiting with ERRORCODE: -1'],
  },
  { shows: 'only a term left out', pattern: '-WARN', yes: [ERROR_ONLY], no: [BOTH, WARN_ONLY] },
  { shows: 'signs between quotes', pattern: '"a@b.com" "x-y"', yes: ['to a@b.com: x-y'], no: ['a@b.com'] },
  { shows: 'an escaped quote', pattern: '"say \\"hi\\""', yes: ['he will say "hi" now'], no: ['say hi'] },
  { shows: 'text that is not ASCII', pattern: '"grüß dich 🙂"', yes: ['…grüß dich 🙂…'], no: ['gruss dich'] },
];

const REGEX: readonly Case[] = [
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
];

const TRAIL = JSON.stringify({
  eventType: 'UpdateTrail',
  sourceIPAddress: '111.111.111.111',
  arrayKey: ['value', 'another value'],
  objectList: [
    { name: 'a', id: 1 },
    { name: 'b', id: 2 },
  ],
  SomeObject: null,
  ThisFlag: true,
  'cluster.name': 'c',
});
const USERS = JSON.stringify({
  user: { id: 1, email: 'John.Stiles@example.com' },
  users: [
    { id: 2, email: 'John.Doe@example.com' },
    { id: 3, email: 'Jane.Doe@example.com' },
  ],
  actions: ['GET', 'PUT', 'DELETE'],
  coordinates: [
    [0, 1, 2],
    [4, 5, 6],
    [7, 8, 9],
  ],
});

const JSON_CASES: readonly Case[] = [
  {
    shows: 'a text (UG)',
    pattern: '{ $.eventType = "UpdateTrail" }',
    yes: [TRAIL],
    no: [USERS, 'no JSON', '"UpdateTrail"'],
  },
  { shows: 'a wildcard behind, unequal (UG)', pattern: '{ $.sourceIPAddress != 123.123.* }', yes: [TRAIL] },
  { shows: 'a wildcard behind, equal', pattern: '{ $.sourceIPAddress = 111.* }', yes: [TRAIL] },
  {
    shows: 'a wildcard in quotes (CIS 4.1)',
    pattern: '{ ($.errorCode = "*UnauthorizedOperation") || ($.errorCode = "AccessDenied*") }',
    yes: ['{"errorCode":"Client.UnauthorizedOperation"}', '{"errorCode":"AccessDeniedException"}'],
    no: ['{"errorCode":"x"}'],
  },
  {
    shows: 'wildcards at both ends',
    pattern: '{ $.eventType = *Trail* }',
    yes: [TRAIL, '{"eventType":"TrailHead"}'],
    no: [USERS],
  },
  {
    shows: 'no wildcard inside (UG18)',
    pattern: '{ $.e = "Ev*ent" }',
    yes: ['{"e":"Ev*ent"}'],
    no: ['{"e":"Evvvent"}'],
  },
  {
    shows: 'a place in an array (UG)',
    pattern: '{ $.arrayKey[0] = "value" }',
    yes: [TRAIL],
    no: ['{"arrayKey":"value"}'],
  },
  {
    shows: 'an object in an array (UG)',
    pattern: '{ $.objectList[1].id = 2 }',
    yes: [TRAIL],
    no: ['{"objectList":[{"id":2}]}'],
  },
  { shows: 'IS NULL (UG)', pattern: '{ $.SomeObject IS NULL }', yes: [TRAIL], no: [USERS] },
  {
    shows: 'NOT EXISTS (UG)',
    pattern: '{ $.SomeOtherObject NOT EXISTS }',
    yes: [TRAIL],
    no: ['{"SomeOtherObject":null}'],
  },
  { shows: 'EXISTS', pattern: '{ $.SomeObject EXISTS }', yes: [TRAIL], no: [USERS] },
  {
    shows: 'IS TRUE (UG)',
    pattern: '{ $.ThisFlag IS TRUE }',
    yes: [TRAIL],
    no: ['{"ThisFlag":false}', '{"ThisFlag":"true"}'],
  },
  { shows: 'IS FALSE (UG)', pattern: '{ $.ThisFlag IS FALSE }', yes: ['{"ThisFlag":false}'], no: [TRAIL] },
  { shows: 'a quoted name', pattern: "{ $.['cluster.name'] = c }", yes: [TRAIL], no: [USERS] },
  {
    shows: 'a regular expression',
    pattern: '{ $.eventType = %Trail$% }',
    yes: [TRAIL],
    no: ['{"eventType":"Trails"}'],
  },
  {
    shows: 'and, with parentheses (UG)',
    pattern: '{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }',
    yes: [USERS],
    no: [TRAIL],
  },
  {
    shows: 'or of and (UG)',
    pattern: '{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }',
    no: [USERS],
  },
  {
    shows: 'and binds closer than or (UG)',
    pattern: '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch && $.actions[2] = nomatch }',
    yes: [USERS],
  },
  {
    shows: 'parentheses change that (UG)',
    pattern:
      '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = nonmatch) && $.actions[2] = nomatch }',
    no: [USERS],
  },
  { shows: 'an array is no value (UG)', pattern: '{ $.users = 1 }', no: ['{"users":[1,2,3]}'] },
  { shows: 'nor unequal to one (UG)', pattern: '{ $.users != 1 }', yes: ['{"users":2}'], no: ['{"users":[1,2,3]}'] },
  {
    shows: 'at least (UG)',
    pattern: '{ $.latency >= 500 }',
    yes: ['{"latency":500}', '{"latency":1e3}'],
    no: ['{"latency":499}', '{"latency":"x"}'],
  },
  {
    shows: 'scientific notation (UG)',
    pattern: '{ $.numbers[0] < 10e3 }',
    yes: ['{"numbers":[9999]}'],
    no: ['{"numbers":[10000]}'],
  },
  {
    shows: 'with a negative exponent (UG)',
    pattern: '{ $.numbers[0] < 10e-3 }',
    yes: ['{"numbers":[0.009]}'],
    no: ['{"numbers":[1]}'],
  },
  {
    shows: 'a decimal (UG)',
    pattern: '{ $.processes[4].averageRuntime <= 55.5 }',
    yes: ['{"processes":[0,0,0,0,{"averageRuntime":55.5}]}'],
    no: ['{"processes":[]}'],
  },
  { shows: 'a number (UG)', pattern: '{ $.errorCode = 400 }', yes: ['{"errorCode":400}'], no: ['{"errorCode":4000}'] },
  {
    shows: 'not a number (UG)',
    pattern: '{ $.errorCode != 500 }',
    yes: ['{"errorCode":400}'],
    no: ['{"errorCode":500}'],
  },
  { shows: 'with a sign (UG)', pattern: '{ $.latency > +1000 }', yes: ['{"latency":1001}'], no: ['{"latency":1000}'] },
  { shows: 'any value (UG18)', pattern: '{ $.latency = * }', yes: ['{"latency":3}'], no: ['{"x":1}'] },
  { shows: 'every place of an array', pattern: '{ $.users[*].id = 3 }', yes: [USERS], no: [TRAIL] },
  { shows: 'names of the prototype are no members', pattern: '{ $.constructor EXISTS }', no: ['{}'] },
];

const APACHE = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
const APACHE_500 = '127.0.0.1 - frank [10/Oct/2000:13:35:22 -0700] "GET /apache_pb.gif HTTP/1.0" 500 5324';

const FIELDS: readonly Case[] = [
  {
    shows: 'as many fields (UG)',
    pattern: '[ip, user, username, timestamp, request, status_code, bytes]',
    yes: [APACHE, APACHE_500],
    no: ['a b c', `${APACHE} more`],
  },
  { shows: 'ellipsis in front (UG)', pattern: '[..., status_code, bytes]', yes: [APACHE, 'a b'], no: ['a'] },
  {
    shows: 'ellipsis in the middle (UG)',
    pattern: '[ip, user, ..., status_code, bytes]',
    yes: [APACHE],
    no: ['a b c'],
  },
  { shows: 'ellipsis at the end (UG)', pattern: '[ip, user, ...]', yes: [APACHE, 'a b'], no: ['a'] },
  {
    shows: 'a number (UG)',
    pattern: '[ip, user, username, timestamp, request, status_code, bytes > 1600]',
    yes: [APACHE_500],
    no: [APACHE],
  },
  {
    shows: 'a wildcard (UG)',
    pattern: '[ip, user, username, timestamp, request, status_code = 4*, bytes]',
    yes: [APACHE],
    no: [APACHE_500],
  },
  {
    shows: 'two wildcards (UG)',
    pattern: '[ip, user, username, timestamp, request = *html*, status_code = 4*, bytes]',
    yes: [APACHE],
    no: [APACHE_500],
  },
  {
    shows: 'and (UG)',
    pattern: '[ip, user, username, timestamp, request, status_code = 4* && bytes > 1000, x]',
    yes: [APACHE.replace('404', '4001')],
    no: [APACHE],
  },
  {
    shows: 'and not (UG)',
    pattern: '[ip, user, username, timestamp, request, status_code = 4* && status_code != 403, bytes]',
    yes: [APACHE],
    no: [APACHE.replace('404', '403')],
  },
  {
    shows: 'unnamed field (UG18)',
    pattern: '[..., request=*.html*, status_code=4*,]',
    yes: [APACHE],
    no: [APACHE_500],
  },
  { shows: 'first word (UG)', pattern: '[w1=ERROR, w2]', yes: [ERROR_ONLY], no: [BOTH, WARN_ONLY] },
  { shows: 'or (UG)', pattern: '[w1=ERROR || w1=WARN, w2]', yes: [ERROR_ONLY, WARN_ONLY], no: [BOTH] },
  {
    shows: 'neither (UG18: =!)',
    pattern: '[w1=!ERROR&&w1=!WARN, w2]',
    yes: ['INFO message'],
    no: [ERROR_ONLY, WARN_ONLY],
  },
  { shows: 'a quoted text', pattern: '[w1="ERROR", w2]', yes: [ERROR_ONLY] },
  {
    shows: 'a regular expression (UG)',
    pattern: '[w1=%ERR|WARN%, w2]',
    yes: [ERROR_ONLY, WARN_ONLY],
    no: ['INFO message'],
  },
];

for (const [kind, cases] of Object.entries({ TERMS, REGEX, JSON_CASES, FIELDS })) {
  for (const { shows, pattern, yes = [], no = [] } of cases) {
    test(`${kind}: ${shows}: ${pattern}`, () => {
      const matches = compilePattern(pattern);
      for (const message of yes) assert.equal(matches(message), true, `should match ${message}`);
      for (const message of no) assert.equal(matches(message), false, `should not match ${message}`);
    });
  }
}

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

test('a regular expression that would take a backtracking engine for ever is linear in the message', () => {
  const matches = compilePattern(`%${'a*'.repeat(100)}b%`);
  assert.equal(matches('a'.repeat(100_000)), false);
  assert.equal(matches(`${'a'.repeat(100_000)}b`), true);
});

test('a message of nothing but opening brackets is read once', () => {
  const message = '[ '.repeat(500);
  assert.equal(compilePattern('[a, ...]')(message), true);
  assert.equal(compilePattern('[a, ...]')('x '.repeat(5_000)), false);
});
