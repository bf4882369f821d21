import { BOTH, ERROR_ONLY, WARN_ONLY, testPatterns } from './pattern.suite.ts';

const BAD = '[ERROR 400] BAD REQUEST';
const UNAUTHORIZED = '[ERROR 401] UNAUTHORIZED REQUEST';
const MISSING = '[ERROR 419] MISSING ARGUMENTS';
const INVALID = '[ERROR 420] INVALID ARGUMENTS';

testPatterns([
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
]);
