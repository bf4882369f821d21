/** Attribute values as the wire's codec makes them: objects with one member, which says their type. */
import type { AttributeValue } from '../model.ts';

export type { AttributeValue };

export type Item = Readonly<Record<string, AttributeValue>>;

export type AttributeType = 'S' | 'N' | 'B' | 'SS' | 'NS' | 'BS' | 'M' | 'L' | 'NULL' | 'BOOL';

/** The types that keys have. */
export type ScalarType = 'S' | 'N' | 'B';

const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'NULL', 'BOOL']);

export function isAttributeType(text: string): text is AttributeType {
  return TYPES.has(text);
}

/** Of a checked value (check-value.ts): its only member. */
export function typeOf(value: AttributeValue): AttributeType {
  const [type] = Object.keys(value);
  if (type === undefined) throw new Error('An attribute value without a type');
  return type as AttributeType;
}

/** An item's own attribute: names like `constructor` and `__proto__` are names like any other. */
export function attributeOf(item: Readonly<Record<string, AttributeValue>>, name: string): AttributeValue | undefined {
  return Object.hasOwn(item, name) ? item[name] : undefined;
}

/** Sets an own member, whatever its name. */
export function setMember<T>(record: Record<string, T>, name: string, value: T): void {
  if (name === '__proto__') {
    Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true });
  } else record[name] = value;
}
