/** Compiles shapes into closures that write XML, for awsQuery and restXml. */
import type { Shape, ShapeRef } from './model.ts';
import { compileOnce } from './once.ts';
import { formatTimestamp, timestampFormatOf, writeBase64 } from './scalars.ts';
import type { ServiceSchema } from './schema.ts';

/** Writes one element of this name (a flattened list: several). */
export type XmlWriter = (name: string, value: never) => string;
type Made = Map<string, (value: never) => string>;

export function compileXmlWriter(schema: ServiceSchema, ref: ShapeRef, made: Made = new Map()): XmlWriter {
  const shape = schema.shape(ref);
  const flattened = ref.flattened ?? shape.flattened ?? false;
  if (flattened && shape.type === 'list') return compileFlatList(schema, shape, made);
  if (flattened && shape.type === 'map') return compileFlatMap(schema, shape, made);
  const write = compileContent(schema, ref, shape, made);
  const attributes = compileAttributes(schema, ref, shape);
  if (!attributes) return (name, value) => `<${name}>${write(value)}</${name}>`;
  return (name, value) => `<${name}${attributes(value)}>${write(value)}</${name}>`;
}

/** Namespaces and members that are attributes: with a space before each. */
function compileAttributes(schema: ServiceSchema, ref: ShapeRef, shape: Shape): ((value: never) => string) | undefined {
  const members = Object.entries(shape.members ?? {})
    .filter(([, member]) => member.xmlAttribute)
    .map(([name, member]) => ({ name, tag: xmlTag(schema, name, member) }));
  const declaration = namespaceDeclaration(ref.xmlNamespace ?? shape.xmlNamespace);
  if (members.length === 0 && declaration === '') return undefined;
  return (value: Readonly<Record<string, string | number | boolean | null | undefined>>) => {
    let text = declaration;
    for (const { name, tag } of members) {
      const item = value[name];
      if (item !== undefined && item !== null) text += ` ${tag}="${escapeXml(String(item))}"`;
    }
    return text;
  };
}

export function namespaceDeclaration(namespace: ShapeRef['xmlNamespace']): string {
  if (namespace === undefined) return '';
  if (typeof namespace === 'string') return ` xmlns="${escapeXml(namespace)}"`;
  return ` xmlns${namespace.prefix === undefined ? '' : `:${namespace.prefix}`}="${escapeXml(namespace.uri)}"`;
}

/** What stands inside a structure's element. */
export function compileXmlContent(schema: ServiceSchema, ref: ShapeRef): (value: never) => string {
  return compileContent(schema, ref, schema.shape(ref), new Map());
}

function compileContent(schema: ServiceSchema, ref: ShapeRef, shape: Shape, made: Made): (value: never) => string {
  switch (shape.type) {
    case 'structure':
      return compileOnce(made, ref.shape, () => compileStructure(schema, shape, made));
    case 'list':
      return compileOnce(made, ref.shape, () => compileList(schema, shape, made));
    case 'map':
      return compileOnce(made, ref.shape, () => compileMap(schema, shape, made));
    case 'blob':
      return writeBase64;
    case 'timestamp': {
      const format = timestampFormatOf(ref, shape, 'iso8601');
      if (format === 'iso8601' && schema.quirks.xml?.milliseconds) return (ms: number) => new Date(ms).toISOString();
      return (ms: number) => formatTimestamp(ms, format);
    }
    case 'string':
    case 'character':
      return escapeXml;
    case 'boolean':
    case 'integer':
    case 'long':
    case 'float':
    case 'double':
      return String;
  }
}

function compileStructure(schema: ServiceSchema, shape: Shape, made: Made): (value: never) => string {
  const members = Object.entries(shape.members ?? {})
    .filter(([, ref]) => ref.location === undefined && !ref.xmlAttribute && !ref.eventheader)
    .map(([name, ref]) => ({ name, tag: xmlTag(schema, name, ref), write: compileXmlWriter(schema, ref, made) }));
  return (value: Readonly<Record<string, never>>) => {
    let text = '';
    for (const { name, tag, write } of members) {
      const item: unknown = value[name];
      if (item !== undefined && item !== null) text += write(tag, item as never);
    }
    return text;
  };
}

/** A member's element. A flattened list's elements may be named by its member. */
export function xmlTag(schema: ServiceSchema, name: string, ref: ShapeRef): string {
  const shape = schema.shape(ref);
  const flattened =
    (ref.flattened ?? shape.flattened) && shape.type === 'list' ? shape.member?.locationName : undefined;
  return ref.locationName ?? flattened ?? name;
}

function compileList(schema: ServiceSchema, shape: Shape, made: Made): (value: never) => string {
  const member = child(shape.member);
  const tag = member.locationName ?? 'member';
  const write = compileXmlWriter(schema, member, made);
  return (values: readonly never[]) => {
    let text = '';
    for (const value of values) text += write(tag, value);
    return text;
  };
}

function compileFlatList(schema: ServiceSchema, shape: Shape, made: Made): XmlWriter {
  const write = compileXmlWriter(schema, child(shape.member), made);
  return (name, values: readonly never[]) => values.map((value) => write(name, value)).join('');
}

function compileMap(schema: ServiceSchema, shape: Shape, made: Made): (value: never) => string {
  const write = compileEntry(schema, shape, made);
  return (value: Readonly<Record<string, never>>) =>
    Object.entries(value)
      .map((pair) => write('entry', pair))
      .join('');
}

function compileFlatMap(schema: ServiceSchema, shape: Shape, made: Made): XmlWriter {
  const write = compileEntry(schema, shape, made);
  return (name, value: Readonly<Record<string, never>>) =>
    Object.entries(value)
      .map((pair) => write(name, pair))
      .join('');
}

function compileEntry(schema: ServiceSchema, shape: Shape, made: Made): (tag: string, pair: [string, never]) => string {
  const keyTag = child(shape.key).locationName ?? 'key';
  const valueTag = child(shape.value).locationName ?? 'value';
  const write = compileXmlWriter(schema, child(shape.value), made);
  return (tag, [key, value]) => `<${tag}><${keyTag}>${escapeXml(key)}</${keyTag}>${write(valueTag, value)}</${tag}>`;
}

function child(ref: ShapeRef | undefined): ShapeRef {
  if (!ref) throw new Error('A list or map without a member');
  return ref;
}

/** Everything that would be markup, or that a reader would normalise away or refuse. */
const SPECIAL = /[&<>"'\u2028\ufffe\uffff]|(?![\t\n])\p{Cc}|\p{Cs}/gu;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\r': '&#xD;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
};

/** Characters that XML 1.0 cannot hold become U+FFFD. */
export function escapeXml(text: string): string {
  return text.replace(
    SPECIAL,
    (character) => ENTITIES[character] ?? (/[\x7f-\x9f]/.test(character) ? character : '\ufffd'),
  );
}
