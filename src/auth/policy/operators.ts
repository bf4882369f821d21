/** What each condition operator compares, and which of its values it can read. */
import { BlockList, isIP, SocketAddress } from 'node:net';
import { addressNumber } from '../../kit/ip-ranges.ts';
import { compileArnPattern, compileGlob, type Matcher, type Token } from './match.ts';
import type { AuthorizationRequest } from './policy.ts';
import { parseTemplate, templateMatcher, textOf } from './variables.ts';

export interface Comparer {
  /** The operator is one of the `Not` kind: it holds where nothing matches. */
  readonly negated: boolean;
  /** Keys of policy variables in the values, lower case. */
  readonly variables: readonly string[];
  /** Whether the request's value matches at least one of the policy's. */
  readonly matchesAny: (value: string, request: AuthorizationRequest) => boolean;
}

type Test = (value: string, request: AuthorizationRequest) => boolean;
type Compile = (policyValue: string, variables: boolean) => { readonly test: Test; readonly keys: readonly string[] };

export function isOperator(name: string): boolean {
  return OPERATORS.has(name);
}

export function isValidValue(operator: string, value: string): boolean {
  if (operator.startsWith('Date')) return readDate(value) !== undefined;
  if (operator.startsWith('Numeric')) return readNumber(value) !== undefined;
  if (operator.endsWith('IpAddress')) return readAddresses(value) !== undefined;
  return true;
}

export function comparerOf(operator: string, values: readonly string[], variables: boolean): Comparer {
  const [compile, negated] = OPERATORS.get(operator) ?? [never, false];
  const compiled = values.map((value) => compile(value, variables));
  const [first, ...others] = compiled.map(({ test }) => test);
  return {
    negated,
    variables: compiled.flatMap(({ keys }) => keys),
    matchesAny:
      first && others.length === 0 ? first : (value, request) => compiled.some(({ test }) => test(value, request)),
  };
}

const never: Compile = () => ({ test: () => false, keys: [] });

/** String and ARN operators: those that know variables. */
function templated(wildcards: boolean, compile: (tokens: readonly Token[]) => Matcher): Compile {
  return (policyValue, variables) => {
    const template = parseTemplate(policyValue, { variables, wildcards });
    return { test: templateMatcher(template, compile), keys: template.keys };
  };
}

function fixed<Value>(
  read: (text: string) => Value | undefined,
  holds: (policyValue: Value, value: string) => boolean,
): Compile {
  return (text) => {
    const policyValue = read(text);
    return { test: (value) => policyValue !== undefined && holds(policyValue, value), keys: [] };
  };
}

function ordered(read: (text: string) => number | undefined, holds: (order: number) => boolean): Compile {
  return fixed(read, (policyValue, text) => {
    const value = read(text);
    return value !== undefined && holds(value - policyValue);
  });
}

const equals = templated(false, (tokens) => {
  const text = textOf(tokens);
  return (value) => value === text;
});
const equalsIgnoringCase = templated(false, (tokens) => {
  const text = textOf(tokens).toLowerCase();
  return (value) => value.toLowerCase() === text;
});
const like = templated(true, compileGlob);
/** "The ArnEquals and ArnLike condition operators behave identically." */
const arnLike = templated(true, compileArnPattern);

const OPERATORS: ReadonlyMap<string, readonly [Compile, negated: boolean]> = new Map([
  ['StringEquals', [equals, false]],
  ['StringNotEquals', [equals, true]],
  ['StringEqualsIgnoreCase', [equalsIgnoringCase, false]],
  ['StringNotEqualsIgnoreCase', [equalsIgnoringCase, true]],
  ['StringLike', [like, false]],
  ['StringNotLike', [like, true]],
  ...orderedOperators('Numeric', readNumber),
  ...orderedOperators('Date', readDate),
  ['Bool', [fixed(lowerCase, (wanted, value) => value === wanted || value.toLowerCase() === wanted), false]],
  ['BinaryEquals', [fixed(readBytes, (wanted, value) => readBytes(value)?.equals(wanted) ?? false), false]],
  ['IpAddress', [fixed(readAddresses, contains), false]],
  ['NotIpAddress', [fixed(readAddresses, contains), true]],
  ['ArnEquals', [arnLike, false]],
  ['ArnLike', [arnLike, false]],
  ['ArnNotEquals', [arnLike, true]],
  ['ArnNotLike', [arnLike, true]],
  ['Null', [never, false]],
] satisfies [string, readonly [Compile, boolean]][]);

function orderedOperators(
  type: string,
  read: (text: string) => number | undefined,
): [string, readonly [Compile, boolean]][] {
  return [
    [`${type}Equals`, [ordered(read, (order) => order === 0), false]],
    [`${type}NotEquals`, [ordered(read, (order) => order === 0), true]],
    [`${type}LessThan`, [ordered(read, (order) => order < 0), false]],
    [`${type}LessThanEquals`, [ordered(read, (order) => order <= 0), false]],
    [`${type}GreaterThan`, [ordered(read, (order) => order > 0), false]],
    [`${type}GreaterThanEquals`, [ordered(read, (order) => order >= 0), false]],
  ];
}

function lowerCase(text: string): string {
  return text.toLowerCase();
}

function readNumber(text: string): number | undefined {
  return /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

/** ISO 8601 in W3C's profile (UTC unless it says otherwise), or seconds since the epoch. */
function readDate(text: string): number | undefined {
  const seconds = /^\d{5,13}(?:\.\d+)?$/.test(text) ? Number(text) : undefined;
  if (seconds !== undefined) return seconds * 1_000;
  const found = /^(\d{4}(?:-\d\d(?:-\d\d)?)?)(?:[Tt](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)([Zz]|[+-]\d\d:\d\d)?)?$/.exec(text);
  if (!found) return undefined;
  const [, date, time, zone] = found;
  const timeMs = Date.parse(time === undefined ? `${date}` : `${date}T${time}${zone?.toUpperCase() ?? 'Z'}`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

function readBytes(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

type Network = (asked: Address) => boolean;

interface Address {
  readonly address: SocketAddress;
  /** Of IPv4. */
  readonly number: number | undefined;
}

/**
 * An address, or a network in CIDR form; of IPv4 or IPv6. Two of IPv4 are compared as numbers, which takes a tenth of
 * asking a BlockList; that one knows how the families are written in each other.
 */
function readAddresses(text: string): Network | undefined {
  const [address = '', bits, rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest !== undefined) return undefined;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const widest = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? widest : /^\d{1,3}$/.test(bits) ? Number(bits) : Number.NaN;
  if (!(prefix <= widest)) return undefined;
  // Made when it is first asked: that takes longer than all else of a statement's compilation.
  let list: BlockList | undefined;
  const isInList = (asked: SocketAddress): boolean => {
    if (!list) (list = new BlockList()).addSubnet(address, prefix, family);
    return list.check(asked);
  };
  if (version === 6) return (asked) => isInList(asked.address);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(addressNumber(address) / size) * size;
  return ({ number, address: asked }) =>
    number === undefined ? isInList(asked) : number >= first && number < first + size;
}

function contains(network: Network, value: string): boolean {
  if (value !== lastRead.value) lastRead = { value, address: readAddress(value) };
  return lastRead.address !== undefined && network(lastRead.address);
}

/** All statements ask about the caller's one address: reading it takes longer than comparing it. */
let lastRead: { readonly value: string; readonly address: Address | undefined } = { value: '', address: undefined };

/** IPv4 addresses written as IPv6 ones (`::ffff:10.0.0.1`) are IPv4 addresses. */
function readAddress(value: string): Address | undefined {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(value)?.[1];
  const text = mapped ?? value;
  const version = isIP(text);
  if (version === 0) return undefined;
  const address = new SocketAddress({ address: text, family: version === 4 ? 'ipv4' : 'ipv6' });
  return { address, number: version === 4 ? addressNumber(text) : undefined };
}
