/** Compiles shapes into closures that turn an XML element into a value of an operation's input. */
import type { Shape, ShapeRef } from './model.ts';
import { compileOnce } from './once.ts';
import { compileTextReader } from './scalars.ts';
import type { ServiceSchema } from './schema.ts';
import { malformedXml, type XmlElement } from './xml-text.ts';
import { xmlTag } from './xml-writer.ts';

export type XmlReader = (element: XmlElement) => unknown;
type Made = Map<string, XmlReader>;

/** Elements that the model does not know, and members in other places than the body, are left out (see xml-schema.ts). */
export function compileXmlReader(schema: ServiceSchema, ref: ShapeRef, made: Made = new Map()): XmlReader {
  const shape = schema.shape(ref);
  switch (shape.type) {
    case 'structure':
      return compileOnce(made, ref.shape, () => compileStructure(schema, shape, made));
    case 'list':
      return compileOnce(made, ref.shape, () => compileList(schema, shape, made));
    case 'map':
      return compileOnce(made, ref.shape, () => compileMap(schema, shape, made));
    case 'string':
    case 'character':
      return readText;
    case 'blob':
    case 'boolean':
    case 'double':
    case 'float':
    case 'integer':
    case 'long':
    case 'timestamp': {
      const read = compileTextReader(schema, ref, malformedXml);
      return (element) => read(readText(element).trim());
    }
  }
}

function readText({ children, text }: XmlElement): string {
  if (children.length > 0) throw malformedXml();
  return text.toWellFormed();
}

type Taker = (elements: readonly XmlElement[], parent: XmlElement) => unknown;

function compileStructure(schema: ServiceSchema, shape: Shape, made: Made): XmlReader {
  const takers = Object.entries(shape.members ?? {})
    .filter(([, ref]) => ref.location === undefined)
    .map(([name, ref]) => ({ name, ...compileMember(schema, name, ref, made) }));
  return (element) => {
    if (element.text.trim() !== '') throw malformedXml();
    const byTag = groupByTag(element.children);
    const value: Record<string, unknown> = {};
    for (const { name, tag, take } of takers) {
      const member = take(byTag.get(tag) ?? NO_ELEMENTS, element);
      if (member !== undefined) value[name] = member;
    }
    return value;
  };
}

const NO_ELEMENTS: readonly XmlElement[] = [];

function groupByTag(elements: readonly XmlElement[]): ReadonlyMap<string, readonly XmlElement[]> {
  const groups = new Map<string, XmlElement[]>();
  for (const element of elements) {
    const group = groups.get(element.name);
    if (group) group.push(element);
    else groups.set(element.name, [element]);
  }
  return groups;
}

function compileMember(
  schema: ServiceSchema,
  name: string,
  ref: ShapeRef,
  made: Made,
): { readonly tag: string; readonly take: Taker } {
  const shape = schema.shape(ref);
  const tag = xmlTag(schema, name, ref);
  if (ref.xmlAttribute) {
    const local = tag.slice(tag.indexOf(':') + 1);
    return { tag, take: (_elements, { attributes }) => attributes[local] };
  }
  const flattened = ref.flattened ?? shape.flattened ?? false;
  if (flattened && shape.type === 'list') {
    const read = compileXmlReader(schema, child(shape.member), made);
    return { tag, take: (elements) => (elements.length === 0 ? undefined : elements.map(read)) };
  }
  if (flattened && shape.type === 'map') {
    const read = compileEntry(schema, shape, made);
    return { tag, take: (elements) => (elements.length === 0 ? undefined : Object.fromEntries(elements.map(read))) };
  }
  const read = compileXmlReader(schema, ref, made);
  return {
    tag,
    take: (elements) => {
      const last = elements.at(-1);
      return last && read(last);
    },
  };
}

function compileList(schema: ServiceSchema, shape: Shape, made: Made): XmlReader {
  const member = child(shape.member);
  const tag = member.locationName ?? 'member';
  const read = compileXmlReader(schema, member, made);
  return ({ children }) => children.filter(({ name }) => name === tag).map(read);
}

function compileMap(schema: ServiceSchema, shape: Shape, made: Made): XmlReader {
  const read = compileEntry(schema, shape, made);
  return ({ children }) => Object.fromEntries(children.filter(({ name }) => name === 'entry').map(read));
}

function compileEntry(schema: ServiceSchema, shape: Shape, made: Made): (entry: XmlElement) => [string, unknown] {
  const keyTag = child(shape.key).locationName ?? 'key';
  const valueTag = child(shape.value).locationName ?? 'value';
  const read = compileXmlReader(schema, child(shape.value), made);
  return ({ children }) => {
    const key = children.find(({ name }) => name === keyTag);
    const value = children.find(({ name }) => name === valueTag);
    if (!key || !value) throw malformedXml();
    return [readText(key), read(value)];
  };
}

function child(ref: ShapeRef | undefined): ShapeRef {
  if (!ref) throw new Error('A list or map without a member');
  return ref;
}
