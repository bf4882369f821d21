/** Document paths: an attribute, then members of maps and elements of lists. */
import { type AttributeValue, attributeOf, type Item } from '../values/value.ts';

export type PathElement = string | number;

/** The first element is the attribute's name. */
export type Path = readonly [string, ...PathElement[]];

/** As errors quote it: `[a, [1], b]`. */
export function formatPath(path: Path): string {
  return `[${path.map((element) => (typeof element === 'number' ? `[${element}]` : element)).join(', ')}]`;
}

export function samePath(a: Path, b: Path): boolean {
  return a.length === b.length && a.every((element, index) => element === b[index]);
}

/** The value there, if there is one. */
export type Resolve = (item: Item) => AttributeValue | undefined;

export function compilePath(path: Path): Resolve {
  const [name, ...rest] = path;
  if (rest.length === 0) return (item) => attributeOf(item, name);
  return (item) => {
    let value = attributeOf(item, name);
    for (const element of rest) {
      if (value === undefined) return undefined;
      value = childOf(value, element);
    }
    return value;
  };
}

export function childOf(value: AttributeValue, element: PathElement): AttributeValue | undefined {
  if (typeof element === 'number') return value.L?.[element];
  return value.M === undefined ? undefined : attributeOf(value.M, element);
}
