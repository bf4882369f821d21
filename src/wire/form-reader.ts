/** awsQuery's forms: `Tags.member.1.Key=a` and the like, split into a tree once and read by compiled closures. */
import { WireError } from './error.ts';
import { FORM_DEPTH_MAX } from './limits.ts';
import type { Shape, ShapeRef } from './model.ts';
import { compileOnce } from './once.ts';
import { compileTextReader } from './scalars.ts';
import type { ServiceSchema } from './schema.ts';

export interface FormNode {
  text: string | undefined;
  readonly children: Map<string, FormNode>;
}

export type FormReader = (node: FormNode) => unknown;

export function formTree(pairs: readonly (readonly [string, string])[]): FormNode {
  const root: FormNode = { text: undefined, children: new Map() };
  for (const [key, value] of pairs) {
    const parts = key.split('.', FORM_DEPTH_MAX + 1);
    if (parts.length > FORM_DEPTH_MAX) throw malformedInput(`A field is nested deeper than ${FORM_DEPTH_MAX} levels`);
    let node = root;
    for (const part of parts) node = childOf(node, part);
    node.text = value;
  }
  return root;
}

function childOf(node: FormNode, name: string): FormNode {
  const found = node.children.get(name);
  if (found) return found;
  const made: FormNode = { text: undefined, children: new Map() };
  node.children.set(name, made);
  return made;
}

export function malformedInput(message: string): WireError {
  return new WireError('MalformedInput', 400, message);
}

export function compileFormReader(
  schema: ServiceSchema,
  ref: ShapeRef,
  made = new Map<string, FormReader>(),
): FormReader {
  const shape = schema.shape(ref);
  if (shape.type === 'structure') return compileOnce(made, ref.shape, () => compileStructure(schema, shape, made));
  if (shape.type === 'list') return compileList(schema, ref, shape, made);
  if (shape.type === 'map') return compileMap(schema, ref, shape, made);
  const read = compileTextReader(schema, ref, malformedInput);
  return ({ text }) => (text === undefined ? undefined : read(text));
}

function compileStructure(schema: ServiceSchema, shape: Shape, made: Map<string, FormReader>): FormReader {
  const members = new Map<string, { name: string; read: FormReader }>();
  for (const [name, ref] of Object.entries(shape.members ?? {})) {
    members.set(formName(schema, name, ref), { name, read: compileFormReader(schema, ref, made) });
  }
  return (node) => {
    const input: Record<string, unknown> = {};
    for (const [key, child] of node.children) {
      const member = members.get(key);
      const value = member?.read(child);
      if (member && value !== undefined) input[member.name] = value;
    }
    return input;
  };
}

/** A flattened list is named like its items. */
function formName(schema: ServiceSchema, name: string, ref: ShapeRef): string {
  const shape = schema.shape(ref);
  const flattened =
    (ref.flattened ?? shape.flattened) && shape.type === 'list' ? shape.member?.locationName : undefined;
  return flattened ?? ref.locationName ?? name;
}

/** `X.member.1` or flattened `X.1`; `X=` is an empty list. */
function compileList(schema: ServiceSchema, ref: ShapeRef, shape: Shape, made: Map<string, FormReader>): FormReader {
  if (!shape.member) throw new Error('A list without a member');
  const flattened = ref.flattened ?? shape.flattened ?? false;
  const itemName = flattened ? undefined : (shape.member.locationName ?? 'member');
  const read = compileFormReader(schema, shape.member, made);
  return (node) => {
    const items = itemName === undefined ? node : node.children.get(itemName);
    if (!items || items.children.size === 0) return node.text === '' ? [] : undefined;
    return inOrder(items).map(read);
  };
}

/** `X.entry.1.key` or flattened `X.1.key`. */
function compileMap(schema: ServiceSchema, ref: ShapeRef, shape: Shape, made: Map<string, FormReader>): FormReader {
  if (!shape.value || !shape.key) throw new Error('A map without a key or value');
  const flattened = ref.flattened ?? shape.flattened ?? false;
  const keyName = shape.key.locationName ?? 'key';
  const valueName = shape.value.locationName ?? 'value';
  const read = compileFormReader(schema, shape.value, made);
  return (node) => {
    const entries = flattened ? node : node.children.get('entry');
    if (!entries || entries.children.size === 0) return node.text === '' ? {} : undefined;
    const pairs: [string, unknown][] = [];
    for (const entry of inOrder(entries)) {
      const key = entry.children.get(keyName)?.text;
      const value = entry.children.get(valueName);
      if (key === undefined) throw malformedInput('A map entry has no key');
      pairs.push([key, value && read(value)]);
    }
    return Object.fromEntries(pairs);
  };
}

const NUMBER = /^[0-9]{1,9}$/;

/** By number; what is no number is no item. */
function inOrder({ children }: FormNode): FormNode[] {
  const numbered = [...children].filter(([name]) => NUMBER.test(name));
  return numbered.toSorted(([a], [b]) => Number(a) - Number(b)).map(([, node]) => node);
}
