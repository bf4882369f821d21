/** Inputs made from a service's model: mostly what the operation takes, with a few places hurt. */
import type { PolicyKind } from '../../src/auth/policy/document.ts';
import { compilePattern } from '../../src/wire/constraints.ts';
import type { ServiceModel, Shape, ShapeRef } from '../../src/wire/model.ts';
import { sampleInput } from '../access/inputs.ts';
import { Literal, oddNumber, oddString, oddValue } from './odd-values.ts';
import { policyText } from './policies.ts';
import type { Random } from './random.ts';

const LONG_MAX = 70_000;
const DEPTH_MAX = 5;

/** Custom runtimes alone: nothing is fetched for them. */
export const FIXED: Readonly<Record<string, unknown>> = { Runtime: 'provided.al2023', Handler: 'bootstrap' };

/** Must never be read on the server's disk. */
export const SECRET = 'fuzz-secret-7f3a9c51d2e84b06';

const POLICIES: Readonly<Record<string, PolicyKind>> = {
  PolicyDocument: 'identity',
  AssumeRolePolicyDocument: 'trust',
  policyDocument: 'resource',
  Policy: 'identity',
};

const OVERRIDES: Readonly<Record<string, unknown>> = { ...FIXED, Environment: { Variables: { TOKEN: SECRET } } };

/** What strings often have to look like; those that a shape's pattern takes are its plausible values. */
// biome-ignore format: a table
const LIKELY: readonly string[] = [
  'sample', 'arn:aws:iam::000000000000:role/sample', 'arn:aws:iam::000000000000:policy/sample', 'arn:aws:lambda:us-east-1:000000000000:function:sample',
  'arn:aws:logs:us-east-1:000000000000:log-group:sample', 'us-east-1', '000000000000', '/', '/a/', '1', '$LATEST', 'AKIAAAAAAAAAAAAAAAAA', 'index.handler', '123456',
  'a@example.com', 'https://example.com', '2026-11-24', '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}', '[a, b]', 's3.amazonaws.com', 'sample=1',
];

export class Inputs {
  readonly #service: string;
  readonly #model: ServiceModel;
  readonly #random: Random;

  constructor(service: string, model: ServiceModel, random: Random) {
    this.#service = service;
    this.#model = model;
    this.#random = random;
  }

  /** With `wounds` places changed at most. */
  make(operation: string, wounds: number): Record<string, unknown> | Literal {
    const ref = this.#model.operations[operation]?.input;
    const input: Record<string, unknown> = { ...sampleInput(this.#service, operation, this.#model) };
    if (!ref) return input;
    const shape = this.#shape(ref);
    for (const name of Object.keys(input)) {
      if (name in OVERRIDES) input[name] = OVERRIDES[name];
      if (wounds > 0 && this.#random.chance(0.5)) input[name] = randomPolicy(name, this.#random) ?? input[name];
    }
    for (const [name, member] of Object.entries(shape.members ?? {})) {
      if (!(name in input) && this.#random.chance(0.2)) input[name] = OVERRIDES[name] ?? this.#plausible(member, 0);
    }
    let hurt: unknown = input;
    for (let count = 0; count < wounds; count++) hurt = this.#hurt(hurt, ref, 0);
    return hurt as Record<string, unknown> | Literal;
  }

  #shape(ref: ShapeRef | undefined): Shape {
    const shape = this.#model.shapes[ref?.shape ?? ''];
    if (!shape) throw new Error(`the model of ${this.#service} has no shape ${ref?.shape}`);
    return shape;
  }

  #plausible(ref: ShapeRef, depth: number): unknown {
    const shape = this.#shape(ref);
    const random = this.#random;
    if (depth > DEPTH_MAX) return undefined;
    switch (shape.type) {
      case 'structure': {
        const required = new Set(shape.required);
        const members = Object.entries(shape.members ?? {}).filter(
          ([name]) => required.has(name) || random.chance(0.4),
        );
        return Object.fromEntries(members.map(([name, member]) => [name, this.#plausible(member, depth + 1)]));
      }
      case 'list':
        return Array.from({ length: Math.max(shape.min ?? 0, 1) }, () =>
          this.#plausible(member(shape.member), depth + 1),
        );
      case 'map':
        return {
          [String(this.#plausible(member(shape.key), depth + 1))]: this.#plausible(member(shape.value), depth + 1),
        };
      case 'boolean':
        return random.chance(0.5);
      case 'blob':
        return Buffer.from('sample');
      case 'string':
      case 'character':
        return shape.enum ? random.pick(shape.enum) : plausibleString(shape, random);
      case 'timestamp':
        return 1_764_000_000;
      case 'integer':
      case 'long':
      case 'float':
      case 'double':
        return shape.min ?? (random.chance(0.5) ? 1 : Math.min(shape.max ?? 100, 100));
    }
  }

  /** Goes down to some place and changes it there. */
  #hurt(value: unknown, ref: ShapeRef, depth: number): unknown {
    const shape = this.#shape(ref);
    const random = this.#random;
    if (value instanceof Literal || (depth > 0 && random.chance(0.1))) return oddValue(random);
    if (shape.type === 'structure' && isPlain(value)) return this.#hurtStructure(value, shape, depth);
    if (shape.type === 'list' && Array.isArray(value)) return this.#hurtList(value, shape, depth);
    if (shape.type === 'map' && isPlain(value)) return this.#hurtMap(value, shape, depth);
    return random.chance(0.25) ? oddValue(random) : offLimit(shape, random);
  }

  #hurtStructure(value: Readonly<Record<string, unknown>>, shape: Shape, depth: number): unknown {
    const random = this.#random;
    const roll = random.next();
    if (roll < 0.02) return oddValue(random);
    if (roll < 0.06) return { ...value, [oddString(random)]: oddValue(random) };
    const names = Object.keys(value).filter((name) => Object.hasOwn(shape.members ?? {}, name));
    if (names.length === 0) return { ...value, unknown: oddValue(random) };
    const name = random.pick(names);
    if (roll < 0.16) return Object.fromEntries(Object.entries(value).filter(([other]) => other !== name));
    return { ...value, [name]: this.#hurt(value[name], member(shape.members?.[name]), depth + 1) };
  }

  #hurtList(value: readonly unknown[], shape: Shape, depth: number): unknown {
    const random = this.#random;
    const roll = random.next();
    if (roll < 0.1) return [];
    if (roll < 0.2) return [...value, ...value];
    if (roll < 0.3) return repeat(value[0], (shape.max ?? 100) + 1);
    if (roll < 0.4 || value.length === 0) return [...value, oddValue(random)];
    return value.with(0, this.#hurt(value[0], member(shape.member), depth + 1));
  }

  #hurtMap(value: Readonly<Record<string, unknown>>, shape: Shape, depth: number): unknown {
    const random = this.#random;
    const roll = random.next();
    if (roll < 0.1) return {};
    if (roll < 0.3) return { ...value, [oddString(random)]: this.#plausible(member(shape.value), depth + 1) };
    if (roll < 0.4) {
      const length = Math.min((shape.max ?? 100) + 1, 10_000);
      return Object.fromEntries(Array.from({ length }, (_, at) => [`key${at}`, Object.values(value)[0]]));
    }
    const [key] = Object.keys(value);
    return key === undefined ? value : { ...value, [key]: this.#hurt(value[key], member(shape.value), depth + 1) };
  }
}

/** For members that are policies. */
function randomPolicy(name: string, random: Random): string | undefined {
  const kind = POLICIES[name];
  return kind && policyText(random, kind);
}

/** At a limit or one beyond it. */
function offLimit({ type, min, max, enum: values, pattern }: Shape, random: Random): unknown {
  const bounds = [min, max].filter((bound) => bound !== undefined).flatMap((bound) => [bound - 1, bound, bound + 1]);
  switch (type) {
    case 'string':
    case 'character': {
      if (values && random.chance(0.8))
        return random.pick(values).toLowerCase() + random.pick(['', ' ', '\u0000', 'x']);
      const length = bounds.length > 0 ? Math.min(Math.max(random.pick(bounds), 0), LONG_MAX) : random.below(3) * 5_000;
      if (pattern !== undefined && random.chance(0.3))
        return plausibleString({ type, pattern }, random) + oddString(random);
      return random.chance(0.6)
        ? random.pick(['a', 'é', '1', 'a/', 'a:', ' ']).repeat(length).slice(0, length)
        : oddString(random);
    }
    case 'blob':
      return random.bytes(Math.min(bounds.length > 0 ? Math.max(random.pick(bounds), 0) : random.below(64), 4_096));
    case 'boolean':
      return random.pick(['true', 'false', 0, 1, null]);
    case 'structure':
    case 'list':
    case 'map':
      return oddValue(random);
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
    case 'timestamp':
      return bounds.length > 0 && random.chance(0.6) ? random.pick(bounds) : oddNumber(random);
  }
}

function plausibleString({ pattern, min = 0, max = LONG_MAX }: Shape, random: Random): string {
  const fits = (text: string): boolean => text.length >= min && text.length <= max;
  const likely = likelyByPattern(pattern).filter(fits);
  return likely.length > 0 ? random.pick(likely) : 'a'.repeat(Math.min(Math.max(min, 1), LONG_MAX));
}

const likely = new Map<string, readonly string[]>();

function likelyByPattern(pattern: string | undefined): readonly string[] {
  if (pattern === undefined) return LIKELY;
  const ready = likely.get(pattern);
  if (ready) return ready;
  const expression = compilePattern(pattern);
  const found = LIKELY.filter((text) => expression.test(text));
  likely.set(pattern, found);
  return found;
}

function repeat(item: unknown, count: number): unknown[] {
  return Array.from({ length: Math.min(count, 10_000) }, () => item);
}

function member(ref: ShapeRef | undefined): ShapeRef {
  if (!ref) throw new Error('a list, map or structure without this member');
  return ref;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
}
