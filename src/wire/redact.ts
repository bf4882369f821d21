/** Compiles a shape into a closure that copies a value without secrets and bytes, for the audit trail. */
import type { OperationModel, Shape, ShapeRef } from './model.ts';
import { compileOnce } from './once.ts';
import type { ServiceSchema } from './schema.ts';

/** What JSON.stringify takes; undefined where nothing may be shown. */
export type Redactor = (value: unknown) => unknown;

export function compileRedactor(schema: ServiceSchema, { input }: OperationModel): Redactor {
  return (input && compile(schema, input, new Map())) ?? (() => undefined);
}

/** Undefined where the whole shape is left out. */
function compile(schema: ServiceSchema, ref: ShapeRef, made: Map<string, Redactor>): Redactor | undefined {
  const shape = schema.shape(ref);
  if (shape.sensitive || shape.type === 'blob' || shape.eventstream) return undefined;
  if (shape.type !== 'structure' && shape.type !== 'list' && shape.type !== 'map') return (value) => value;
  if (shape.document) return undefined;
  return compileOnce(made, ref.shape, () => compileAggregate(schema, ref.shape, shape, made));
}

function compileAggregate(
  schema: ServiceSchema,
  shapeName: string,
  shape: Shape,
  made: Map<string, Redactor>,
): Redactor {
  if (shape.type === 'structure') return compileStructure(schema, shapeName, shape, made);
  const item = shape.type === 'list' ? shape.member : shape.value;
  const redactItem = item && compile(schema, item, made);
  if (!redactItem) return () => undefined;
  // Inputs that violate constraints are recorded too: an item may be null.
  const redact: Redactor = (value) => (value === undefined ? undefined : redactItem(value));
  if (shape.type === 'list') return (value) => (value as readonly unknown[]).map(redact);
  return (value) =>
    Object.fromEntries(
      Object.entries(value as Readonly<Record<string, unknown>>).map(([key, of]) => [key, redact(of)]),
    );
}

function compileStructure(
  schema: ServiceSchema,
  shapeName: string,
  shape: Shape,
  made: Map<string, Redactor>,
): Redactor {
  const left = new Set(schema.quirks.unauditedMembers);
  const members = Object.entries(shape.members ?? {}).flatMap(([name, ref]) => {
    if (left.has(`${shapeName}.${name}`)) return [];
    const redact = compile(schema, ref, made);
    return redact ? [{ name, redact }] : [];
  });
  return (value) => {
    const input = value as Readonly<Record<string, unknown>>;
    const output: Record<string, unknown> = {};
    for (const { name, redact } of members) {
      const item = input[name];
      if (item !== undefined) output[name] = redact(item);
    }
    return output;
  };
}
