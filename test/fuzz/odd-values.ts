/** Values that programs trip over, whatever they were meant to be. */
import type { Random } from './random.ts';

/** Text that goes into JSON as it stands (numbers that no JavaScript value is, broken texts); elsewhere plain text. */
export class Literal {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

// biome-ignore format: a table
export const ODD_STRINGS: readonly string[] = [
  '', ' ', '\t', '\r\n', '\u0000', 'a\u0000b', '\ud800', '\udfff\ud800', '\ufeff', '\u2028', '\u202e', '😀', 'e\u0301', 'ﷺ', 'İ', 'ß',
  'null', 'undefined', 'NaN', 'true', '-', '0', '-1', '01', '1e400', '0x10', '١', '.', '..', '../../etc/passwd', '/', '//', '%00', '%2e%2e%2f',
  '__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', '$&', '$1', '${jndi:ldap://a}', '{{7*7}}', "' OR 1=1 --", '<!--', '<a xmlns="b"/>', ']]>',
  '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', '&amp;', '*', '**', '?', '(', '[', '\\', '^$', '(a+)+$', '@', 'a'.repeat(255), 'a'.repeat(256), 'a'.repeat(4_096), 'é'.repeat(2_049),
  'arn:', 'arn:aws', 'arn:aws:::::', 'arn:aws:lambda:us-east-1:000000000000:function:', 'arn:aws:iam::000000000000:role/', 'arn:aws:iam::aws:policy/AdministratorAccess',
  'arn:aws:logs:us-east-1:000000000000:log-group:*:*:*', 'arn:aws:lambda:us-east-1:999999999999:function:sample:$LATEST', 'arn:aws:sts::000000000000:assumed-role/a/b',
  '2026-11-24T00:00:00Z', '9999999-01-01T00:00:00Z', '-000001-01-01', '2026-02-30T25:61:61Z', 'YWI=', '=', 'YQ', 'YQ===', '!!!!', '{}', '[]', '{"a":', '"',
];

// biome-ignore format: a table
const ODD_NUMBERS: readonly unknown[] = [
  0, -0, 1, -1, 0.5, 1.5, 1e-7, 255, 256, 65_535, 65_536, 2 ** 31 - 1, 2 ** 31, -(2 ** 31) - 1, 2 ** 32, 2 ** 53, 2 ** 53 + 2, 2 ** 63, -(2 ** 63), 1e21, 1e300, 8.64e15, 8.64e15 + 1,
  new Literal('1e400'), new Literal('-1e400'), new Literal('-0'), new Literal('NaN'), new Literal('Infinity'), new Literal('-Infinity'), new Literal('01'), new Literal('+1'), new Literal('0x10'),
  new Literal('1.'), new Literal('.5'), new Literal('1e'), new Literal(`1${'0'.repeat(400)}`), new Literal(`0.${'1'.repeat(5_000)}`), new Literal('9223372036854775808'), new Literal('1E+2'),
];

// biome-ignore format: a table
const ODD_LITERALS: readonly Literal[] = [
  '', ',', '}', ']', 'nul', "'a'", '"a', '"\\x41"', '"\\u12"', '"\t"', '{a:1}', '{"a":1,}', '[1,]', '{"a":1,"a":2}', '{"__proto__":{"a":1},"__proto__":2}', '//', '/**/1', '1 2', '[', '{"a"',
].map((text) => new Literal(text));

const ODD_OBJECTS: readonly unknown[] = [
  null,
  [],
  {},
  [[]],
  [null],
  { a: null },
  { '': '' },
  JSON.parse('{"__proto__":{"a":1}}'),
  [{}],
  { constructor: { prototype: {} } },
];

const DEPTHS = [10, 31, 32, 33, 64, 127, 128, 129, 200, 1_000, 20_000];
const LENGTHS = [2, 51, 101, 1_001, 10_001];

export function oddString(random: Random): string {
  if (random.chance(0.8)) return random.pick(ODD_STRINGS);
  return random.pick(ODD_STRINGS) + random.pick(ODD_STRINGS);
}

export const oddNumber = (random: Random): unknown => random.pick(ODD_NUMBERS);

export function oddValue(random: Random): unknown {
  const roll = random.next();
  if (roll < 0.35) return oddString(random);
  if (roll < 0.55) return oddNumber(random);
  if (roll < 0.6) return random.chance(0.5);
  if (roll < 0.8) return random.pick(ODD_OBJECTS);
  if (roll < 0.9) return random.pick(ODD_LITERALS);
  return roll < 0.97 ? deep(random) : long(random);
}

/** Lists in lists or objects in objects. */
function deep(random: Random): Literal {
  const depth = random.pick(DEPTHS);
  const [open, close] = random.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"a":', '}]'],
  ] as const);
  return new Literal(`${open.repeat(depth)}1${close.repeat(random.chance(0.8) ? depth : depth - 1)}`);
}

function long(random: Random): unknown {
  const length = random.pick(LENGTHS);
  const item = random.chance(0.5) ? oddString(random).slice(0, 16) : 1;
  if (random.chance(0.5)) return Array.from({ length }, () => item);
  return Object.fromEntries(Array.from({ length }, (_, at) => [`key${at}`, item]));
}
