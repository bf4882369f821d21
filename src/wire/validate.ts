/** Holds an input against the model's constraints and complains in AWS's words; compiled once for each operation. */
import { type Constraint, constraintsOf } from './constraints.ts';
import { WireError } from './error.ts';
import { QUOTED_VALUE_MAX, VIOLATIONS_MAX } from './limits.ts';
import type { OperationModel, Shape, ShapeRef } from './model.ts';
import type { ServiceSchema } from './schema.ts';

/** Throws WireError with up to ten violations. */
export type Validator = (input: unknown) => void;

/** Adds a violation for each constraint that does not hold. */
type Check = (value: unknown, path: string, found: string[]) => void;

export function compileValidator(schema: ServiceSchema, { input }: OperationModel): Validator {
  const check = input && new Compiler(schema).structure(input);
  if (!check) return () => {};
  const { code, status } = validationError(schema);
  const checkPayload = payloadValidator(schema, input);
  return (value) => {
    checkPayload?.(value);
    const found: string[] = [];
    check(value, '', found);
    if (found.length === 0) return;
    const shown = found.slice(0, VIOLATIONS_MAX);
    const head = `${shown.length} validation error${shown.length === 1 ? '' : 's'} detected: `;
    throw new WireError(code, status, head + shown.join('; '));
  };
}

/** Of the member that is the body, where the service says something else of it. */
function payloadValidator(schema: ServiceSchema, input: ShapeRef): Validator | undefined {
  const { payloadError, missingPayloadError } = schema.quirks;
  const { payload = '', members, required } = schema.shape(input);
  const ref = members?.[payload];
  if (!payloadError || !ref || schema.shape(ref).type !== 'structure') return undefined;
  const missing = required?.includes(payload) ? missingPayloadError : undefined;
  const check = new Compiler(schema).structure(ref);
  return (value) => {
    const body = (value as Readonly<Record<string, unknown>>)[payload];
    if (body === undefined) {
      if (missing) throw new WireError(missing.code, missing.status, missing.message);
      return;
    }
    const found: string[] = [];
    check?.(body, '', found);
    if (found.length > 0) throw new WireError(payloadError.code, payloadError.status, payloadError.message);
  };
}

function validationError({ quirks, metadata }: ServiceSchema): { code: string; status: number } {
  if (quirks.validationError) return quirks.validationError;
  return { code: metadata.protocol === 'query' ? 'ValidationError' : 'ValidationException', status: 400 };
}

const NOT_NULL = 'Member must not be null';

class Compiler {
  readonly #schema: ServiceSchema;
  readonly #unchecked: ReadonlySet<string>;
  /** Undefined where a shape has nothing to check; shapes that contain themselves are found here again. */
  readonly #made = new Map<string, Check | undefined>();

  constructor(schema: ServiceSchema) {
    this.#schema = schema;
    this.#unchecked = new Set(schema.quirks.checkedByOperation);
  }

  structure(ref: ShapeRef): Check | undefined {
    if (this.#made.has(ref.shape)) return this.#made.get(ref.shape);
    const later: { check?: Check | undefined } = {};
    this.#made.set(ref.shape, (value, path, found) => later.check?.(value, path, found));
    later.check = this.#compileStructure(this.#schema.shape(ref));
    this.#made.set(ref.shape, later.check);
    return later.check;
  }

  #compileStructure(shape: Shape): Check | undefined {
    const required = new Set(shape.required);
    const { hidesValues = false } = this.#schema.quirks;
    const members = Object.entries(shape.members ?? {}).flatMap(([name, ref]) => {
      const check = this.#value(ref);
      const isRequired = required.has(name);
      return check || isRequired ? [{ name, path: lowerFirst(name), isRequired, check }] : [];
    });
    if (members.length === 0) return undefined;
    return (value, path, found) => {
      const input = value as Readonly<Record<string, unknown>>;
      for (const member of members) {
        const item = input[member.name];
        if (item === undefined) {
          if (member.isRequired) found.push(violation(undefined, join(path, member.path), NOT_NULL, hidesValues));
        } else if (member.check) member.check(item, join(path, member.path), found);
      }
    };
  }

  /** A member's value, or that of a list or map in a list or map. */
  #value(ref: ShapeRef): Check | undefined {
    const shape = this.#schema.shape(ref);
    if (this.#unchecked.has(ref.shape) || shape.document || shape.eventstream) return undefined;
    if (shape.type === 'structure') return this.structure(ref);
    const own = this.#own(shape, ref);
    const inner =
      shape.type === 'list' ? this.#items(ref, shape) : shape.type === 'map' ? this.#entries(ref, shape) : undefined;
    if (!own || !inner) return own ?? inner;
    return (value, path, found) => {
      own(value, path, found);
      inner(value, path, found);
    };
  }

  #own(shape: Shape, ref: ShapeRef): Check | undefined {
    // One by one, AWS names the pattern before the length.
    const constraints = constraintsOf(shape).toReversed();
    if (constraints.length === 0) return undefined;
    const secret = this.#isSecret(ref);
    return (value, path, found) => {
      for (const constraint of constraints) {
        if (!constraint.holds(value)) found.push(violation(value, path, constraint.words, secret));
      }
    };
  }

  #items(ref: ShapeRef, shape: Shape): Check {
    const member = child(shape.member);
    const itemShape = this.#schema.shape(member);
    const group = this.#group('Member must satisfy constraint', member, itemShape);
    const check = isScalar(itemShape) ? undefined : this.#inner(member, itemShape);
    const secret = this.#isSecret(ref);
    return (value, path, found) => {
      const items = value as readonly unknown[];
      if (items.some((item) => !group.holds(item))) found.push(violation(value, path, group.words, secret));
      if (!check) return;
      for (const [index, item] of items.entries()) {
        if (item !== undefined) check(item, `${path}.${index + 1}.member`, found);
        if (found.length >= VIOLATIONS_MAX) return;
      }
    };
  }

  #entries(ref: ShapeRef, shape: Shape): Check {
    const member = child(shape.value);
    const valueShape = this.#schema.shape(member);
    const keys = this.#group(
      'Map keys must satisfy constraint',
      child(shape.key),
      this.#schema.shape(child(shape.key)),
    );
    const values = this.#group('Map value must satisfy constraint', member, valueShape);
    const check = isScalar(valueShape) ? undefined : this.#inner(member, valueShape);
    const secret = this.#isSecret(ref);
    return (value, path, found) => {
      const entries = Object.entries(value as Readonly<Record<string, unknown>>);
      if (entries.some(([key]) => !keys.holds(key))) found.push(violation(value, path, keys.words, secret));
      if (entries.some(([, item]) => !values.holds(item))) found.push(violation(value, path, values.words, secret));
      if (!check) return;
      for (const [key, item] of entries) {
        if (item !== undefined) check(item, `${path}.${key}.member`, found);
        if (found.length >= VIOLATIONS_MAX) return;
      }
    };
  }

  /** What is inside an item; its own constraints are reported on the list or map. */
  #inner(ref: ShapeRef, shape: Shape): Check | undefined {
    if (this.#unchecked.has(ref.shape) || shape.document) return undefined;
    if (shape.type === 'structure') return this.structure(ref);
    return shape.type === 'list' ? this.#items(ref, shape) : this.#entries(ref, shape);
  }

  /** All constraints of an item at once, as AWS reports them whichever was violated. */
  #group(head: string, ref: ShapeRef, shape: Shape): Constraint {
    const constraints = this.#unchecked.has(ref.shape) ? [] : constraintsOf(shape);
    const words = [...constraints.map((constraint) => constraint.words), NOT_NULL].join(', ');
    return {
      words: `${head}: [${words}]`,
      holds: (value) => value !== undefined && constraints.every((constraint) => constraint.holds(value)),
    };
  }

  #isSecret(ref: ShapeRef, seen = new Set<string>()): boolean {
    if (this.#schema.quirks.hidesValues) return true;
    if (seen.has(ref.shape)) return false;
    seen.add(ref.shape);
    const shape = this.#schema.shape(ref);
    if (shape.sensitive) return true;
    const inner = [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value];
    return inner.some((item) => item !== undefined && this.#isSecret(item, seen));
  }
}

function isScalar({ type }: Shape): boolean {
  return type !== 'structure' && type !== 'list' && type !== 'map';
}

function child(ref: ShapeRef | undefined): ShapeRef {
  if (!ref) throw new Error('A list or map without a member');
  return ref;
}

function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function violation(value: unknown, path: string, words: string, secret: boolean): string {
  const shown = secret ? '' : value === undefined ? ' null' : ` '${quoted(value)}'`;
  return `Value${shown} at '${path}' failed to satisfy constraint: ${words}`;
}

function quoted(value: unknown): string {
  const text = show(value, { characters: QUOTED_VALUE_MAX });
  return text.length > QUOTED_VALUE_MAX ? `${text.slice(0, QUOTED_VALUE_MAX)}…` : text;
}

/** As Java prints it, as far as there is room. */
function show(value: unknown, room: { characters: number }): string {
  if (room.characters < 0) return '';
  room.characters -= 2;
  if (Array.isArray(value)) return `[${joined(value, room, (item) => show(item, room))}]`;
  if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
    return `{${joined(Object.entries(value), room, ([key, item]) => `${key}=${show(item, room)}`)}}`;
  }
  const text = showScalar(value);
  room.characters -= text.length;
  return text;
}

function joined<Item>(items: readonly Item[], room: { characters: number }, show: (item: Item) => string): string {
  const parts: string[] = [];
  for (const item of items) {
    if (room.characters < 0) break;
    parts.push(show(item));
  }
  return parts.join(', ');
}

function showScalar(value: unknown): string {
  if (value === undefined) return 'null';
  if (value instanceof Uint8Array) return `java.nio.HeapByteBuffer[pos=0 lim=${value.length} cap=${value.length}]`;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
