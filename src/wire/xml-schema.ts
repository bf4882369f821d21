/** Whether a document has only what the model has: for services that hold theirs against a schema (XmlQuirks.strict). */
import type { Shape, ShapeRef } from './model.ts';
import type { ServiceSchema } from './schema.ts';
import { malformedXml, type XmlElement } from './xml-text.ts';
import { xmlTag } from './xml-writer.ts';

/** Throws MalformedXML where there is an element that the model lacks, or a second one of what there is one of. */
export function checkElements(schema: ServiceSchema, ref: ShapeRef, { children }: XmlElement): void {
  const shape = schema.shape(ref);
  if (shape.type === 'list') checkItems(schema, shape, children);
  if (shape.type === 'structure') checkMembers(schema, shape, children);
}

function checkItems(schema: ServiceSchema, { member }: Shape, items: readonly XmlElement[]): void {
  if (!member) return;
  for (const item of items) {
    if (item.name !== (member.locationName ?? 'member')) throw malformedXml();
    checkElements(schema, member, item);
  }
}

function checkMembers(schema: ServiceSchema, { members = {} }: Shape, elements: readonly XmlElement[]): void {
  const inBody = Object.entries(members).filter(([, ref]) => ref.location === undefined && !ref.xmlAttribute);
  const byTag = new Map(inBody.map(([name, ref]) => [xmlTag(schema, name, ref), ref]));
  const seen = new Set<string>();
  for (const element of elements) {
    const ref = byTag.get(element.name);
    if (!ref) throw malformedXml();
    const shape = schema.shape(ref);
    const repeated = shape.type === 'list' && (ref.flattened ?? shape.flattened) ? shape.member : undefined;
    if (!repeated && seen.has(element.name)) throw malformedXml();
    seen.add(element.name);
    checkElements(schema, repeated ?? ref, element);
  }
}
