/** Policy documents at random: mostly of the language, with a few places hurt. */
import type { PolicyKind } from '../../src/auth/policy/document.ts';
import { jsonOf } from './draft.ts';
import { oddString, oddValue } from './odd-values.ts';
import type { Random } from './random.ts';

// biome-ignore format: a table
const ACTIONS: readonly string[] = ['*', 's3:GetObject', 's3:*', 'lambda:Invoke*', 'sts:AssumeRole', 'iam:Pass?ole', 'a:b', '*:*', 's3:', ':', 's3', '*'.repeat(200), `s3:${'*a'.repeat(500)}`, `s3:${'?'.repeat(900)}`, 'S3:getobject', 's3:Get Object'];
// biome-ignore format: a table
const RESOURCES: readonly string[] = ['*', 'arn:aws:s3:::bucket/*', 'arn:aws:s3:::${aws:username}/*', 'arn:*:*:*:*:*', 'arn:aws:iam::000000000000:role/*', 'arn:aws:sqs:us-east-1:000000000000:orders', '${*}', '${?}${$}', '${aws:username, "x"}', '${', '${aws:PrincipalTag/a}', 'arn:aws:s3:::'.padEnd(3_000, '*a'), 'arn', '::::::', `arn:aws:s3:::${'${aws:username}'.repeat(150)}`];
// biome-ignore format: a table
const OPERATORS: readonly string[] = [
  'StringEquals', 'StringLike', 'StringNotLikeIfExists', 'ArnLike', 'ArnEquals', 'NumericLessThan', 'NumericEquals', 'DateGreaterThan', 'Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress', 'Null', 'ForAllValues:StringLike', 'ForAnyValue:ArnLike', 'ForAnyValue:StringEqualsIfExists',
  'StringEqualsIgnoreCase', 'Fly', 'forallvalues:stringequals', 'ForAllValues:', 'constructor', '__proto__', '',
];
// biome-ignore format: a table
const KEYS: readonly string[] = ['aws:SourceIp', 'aws:username', 'aws:CurrentTime', 'aws:EpochTime', 'aws:PrincipalArn', 'aws:PrincipalTag/team', 'aws:SecureTransport', 'aws:TagKeys', 's3:prefix', 'aws:MultiFactorAuthAge', 'a', '', 'constructor', '__proto__', 'aws:PrincipalTag/'];
// biome-ignore format: a table
const VALUES: readonly unknown[] = ['*', 'a*', '?*?*?*', `${'*a'.repeat(300)}`, '10.0.0.0/8', '::/0', '300.1.1.1/99', '0.0.0.0/-1', '2026-11-24T00:00:00Z', '1764000000', 'true', 'TRUE', 'false', '1e400', 'NaN', '0x10', '-0', 1, 1e21, true, null, 'YWI=', '${aws:username}', '${aws:username', 'arn:aws:iam::000000000000:user/*', 'arn:*', [], [[]], {}];
// biome-ignore format: a table
const PRINCIPALS: readonly unknown[] = ['*', { AWS: '*' }, { AWS: '000000000000' }, { AWS: ['arn:aws:iam::000000000000:root', 'arn:aws:iam::999999999999:user/a'] }, { Service: 'lambda.amazonaws.com' }, { Federated: 'a' }, { CanonicalUser: 'a'.repeat(64) }, {}, [], { Fly: 'a' }, { AWS: [] }, { AWS: {} }, { AWS: null }, 'a', { AWS: 'arn:aws:sts::000000000000:assumed-role/a/b' }, { AWS: 'arn:aws:iam::000000000000:user/*' }];

/** How many of each table, from its beginning, are right. */
const RIGHT = new Map<readonly unknown[], number>([
  [ACTIONS, 6],
  [RESOURCES, 6],
  [OPERATORS, 17],
  [KEYS, 11],
  [VALUES, 4],
  [PRINCIPALS, 5],
]);

export function policyText(random: Random, kind: PolicyKind): string {
  const statements = Array.from({ length: 1 + random.below(random.chance(0.05) ? 60 : 3) }, () =>
    statement(random, kind),
  );
  const policy = {
    ...(random.chance(0.9) && {
      Version: random.chance(0.97) ? '2012-10-17' : random.pick(['2008-10-17', '2026-11-24', 1]),
    }),
    ...(random.chance(0.1) && { Id: odd(random, 'a') }),
    Statement: random.chance(0.9) ? statements : random.chance(0.9) ? statements[0] : oddValue(random),
    ...(random.chance(0.03) && { [oddString(random)]: oddValue(random) }),
  };
  const text = jsonOf(policy);
  if (random.chance(0.95)) return text;
  const at = random.below(text.length);
  return random.pick([
    text.slice(0, at),
    text.slice(0, at) + oddString(random) + text.slice(at),
    text.replace('"Action"', '"Effect":"Deny","Action"'),
    `\ufeff${text}`,
    ` ${text}\n`,
  ]);
}

function statement(random: Random, kind: PolicyKind): unknown {
  if (random.chance(0.02)) return oddValue(random);
  const [hasPrincipal, hasResource] = [kind !== 'identity', kind !== 'trust'].map((is) => is !== random.chance(0.02));
  return {
    ...(random.chance(0.3) && {
      Sid: odd(
        random,
        random.chance(0.9) ? `S${random.below(100_000)}` : random.pick(['a', 'with space', 'a'.repeat(200)]),
      ),
    }),
    ...(random.chance(0.98) && {
      Effect: random.chance(0.99) ? random.pick(['Allow', 'Allow', 'Deny']) : random.pick(['allow', 'Maybe']),
    }),
    ...(random.chance(0.97) && { [random.chance(0.9) ? 'Action' : 'NotAction']: some(random, ACTIONS) }),
    ...(hasResource && {
      [random.chance(0.9) ? 'Resource' : 'NotResource']: some(random, RESOURCES),
    }),
    ...(hasPrincipal && { [random.chance(0.9) ? 'Principal' : 'NotPrincipal']: often(random, PRINCIPALS) }),
    ...(random.chance(0.5) && { Condition: conditions(random) }),
    ...(random.chance(0.01) && { [oddString(random)]: 1 }),
  };
}

function conditions(random: Random): unknown {
  if (random.chance(0.01)) return oddValue(random);
  const block = (): [string, unknown] => [often(random, KEYS), some(random, VALUES)];
  const blocks = (): unknown => Object.fromEntries(Array.from({ length: 1 + random.below(3) }, block));
  return Object.fromEntries(Array.from({ length: 1 + random.below(3) }, () => [often(random, OPERATORS), blocks()]));
}

/** One, or a list. */
function some(random: Random, from: readonly unknown[]): unknown {
  if (random.chance(0.01)) return oddValue(random);
  if (random.chance(0.6)) return often(random, from);
  return Array.from({ length: 1 + random.below(random.chance(0.05) ? 200 : 4) }, () => often(random, from));
}

/** Mostly a right one. */
function often<Item>(random: Random, from: readonly Item[]): Item {
  return random.chance(0.97) ? random.pick(from.slice(0, RIGHT.get(from))) : random.pick(from);
}

function odd(random: Random, otherwise: string): unknown {
  return random.chance(0.05) ? oddValue(random) : otherwise;
}
