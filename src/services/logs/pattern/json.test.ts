import { testPatterns } from './pattern.suite.ts';

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

testPatterns([
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
]);
