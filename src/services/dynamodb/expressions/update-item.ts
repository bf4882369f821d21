/**
 * Writes the changes of an update into a copy of an item, which shares with it whatever stays. Indexes are those of the
 * item before: elements are removed when everything is written, and what lies behind a list's end is appended.
 */
import { validationError } from '../errors.ts';
import { NESTING_LEVELS_MAX } from '../values/limits.ts';
import { type AttributeValue, attributeOf, type Item, setMember } from '../values/value.ts';
import type { Path, PathElement } from './path.ts';

/** No value removes what is there. */
export interface Change {
  readonly path: Path;
  readonly value: AttributeValue | undefined;
}

type Members = Record<string, AttributeValue>;

/** A list that is being written: a copy of its own. */
interface OpenList {
  readonly elements: AttributeValue[];
  readonly removed: Set<number>;
  /** Behind the end, by the index that was asked for. */
  readonly appended: [number, AttributeValue][];
}

/** Throws ValidationException. */
export function applyChanges(item: Item, changes: readonly Change[]): Item {
  const copy: Members = { ...item };
  const writer = new ItemWriter();
  for (const change of changes) {
    const [name, ...rest] = change.path;
    if (rest.length === 0) writeMember(copy, name, change.value);
    else if (change.value && rest.length + levelsOf(change.value) > NESTING_LEVELS_MAX) throw tooDeep();
    else writer.writeNested(copy, name, rest, change.value);
  }
  writer.close();
  return copy;
}

/** As AWS says it of an update (paritysuite's nestingDepth.test.ts, 2026-10). */
function tooDeep(): Error {
  return validationError('Nesting Levels have exceeded supported limits');
}

/** One of a value that holds no others. */
function levelsOf({ M: map, L: list }: AttributeValue): number {
  const inner = map ? Object.values(map) : (list ?? []);
  return 1 + inner.reduce((levels, value) => Math.max(levels, levelsOf(value)), 0);
}

class ItemWriter {
  /** Containers that belong to the copy. */
  readonly #own = new Set<object>();
  readonly #lists = new Map<readonly AttributeValue[], OpenList>();

  writeNested(item: Members, name: string, path: readonly PathElement[], value: AttributeValue | undefined): void {
    let container = this.#openMember(item, name);
    for (const element of path.slice(0, -1)) container = this.#openChild(container, element);
    const last = path.at(-1);
    if (typeof last === 'number') this.#writeElement(listIn(container), last, value);
    else if (last !== undefined) writeMember(mapIn(container), last, value);
  }

  /** Removes and appends, the last indexes first. */
  close(): void {
    for (const { elements, removed, appended } of this.#lists.values()) {
      for (const [, value] of appended.toSorted(([a], [b]) => a - b)) elements.push(value);
      for (const index of [...removed].toSorted((a, b) => b - a)) elements.splice(index, 1);
    }
  }

  #openChild(container: AttributeValue, element: PathElement): AttributeValue {
    if (typeof element === 'string') return this.#openMember(mapIn(container), element);
    const list = listIn(container);
    const child = this.#copy(list[element]);
    list[element] = child;
    return child;
  }

  #openMember(map: Members, name: string): AttributeValue {
    const child = this.#copy(attributeOf(map, name));
    setMember(map, name, child);
    return child;
  }

  #copy(value: AttributeValue | undefined): AttributeValue {
    if (value === undefined || (value.M === undefined && value.L === undefined)) return invalidPath();
    if (this.#own.has(value)) return value;
    const copy: AttributeValue = value.M === undefined ? { L: [...(value.L ?? [])] } : { M: { ...value.M } };
    this.#own.add(copy);
    return copy;
  }

  #writeElement(elements: AttributeValue[], index: number, value: AttributeValue | undefined): void {
    let list = this.#lists.get(elements);
    if (!list) this.#lists.set(elements, (list = { elements, removed: new Set(), appended: [] }));
    if (index >= elements.length) {
      if (value !== undefined) list.appended.push([index, value]);
    } else if (value === undefined) list.removed.add(index);
    else elements[index] = value;
  }
}

function writeMember(map: Members, name: string, value: AttributeValue | undefined): void {
  if (value === undefined) delete map[name];
  else setMember(map, name, value);
}

function mapIn({ M: map }: AttributeValue): Members {
  return map ?? invalidPath();
}

function listIn({ L: list }: AttributeValue): AttributeValue[] {
  return (list as AttributeValue[] | undefined) ?? invalidPath();
}

function invalidPath(): never {
  throw validationError('The document path provided in the update expression is invalid for update');
}
