import assert from 'node:assert/strict';
import test from 'node:test';
import { compilePattern } from './pattern.ts';
import { BOTH, ERROR_ONLY, WARN_ONLY, testPatterns } from './pattern.suite.ts';

const APACHE = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
const APACHE_500 = '127.0.0.1 - frank [10/Oct/2000:13:35:22 -0700] "GET /apache_pb.gif HTTP/1.0" 500 5324';

testPatterns([
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
]);

test('a message of nothing but opening brackets is read once', () => {
  const message = '[ '.repeat(500);
  assert.equal(compilePattern('[a, ...]')(message), true);
  assert.equal(compilePattern('[a, ...]')('x '.repeat(5_000)), false);
});
