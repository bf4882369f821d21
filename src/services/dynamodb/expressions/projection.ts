/** ProjectionExpression: the parts of an item that a reader asked for. */
import { type AttributeValue, attributeOf, type Item, setMember } from '../values/value.ts';
import { Checks, undefinedName } from './checks.ts';
import { compiledOnce } from './cache.ts';
import { type FunctionOperand, nothingUsed, type OperandGrammar, parsePath, type Used } from './operand.ts';
import { formatPath, type Path, type PathElement } from './path.ts';
import type { Placeholders } from './placeholders.ts';
import { TokenReader } from './tokens.ts';

export interface Projection {
  /** An item of its own, with parts of the given one; elements of lists stand together. */
  project(item: Item): Item;
  readonly attributes: readonly string[];
}

/** Throws ValidationException. */
export function compileProjection(text: string, placeholders: Placeholders): Projection {
  const parameter = 'ProjectionExpression';
  const { result, attributes } = compiledOnce(parameter, text, placeholders, (names) => {
    const { paths, used, checks } = parseProjection(text, names);
    return { used, checks: checks.inOrder(), compile: () => compilePaths(paths) };
  });
  return { project: result, attributes };
}

/** Of whole attributes (AttributesToGet). */
export function projectAttributes(names: readonly string[]): Projection {
  return { project: compilePaths(names.map((name): Path => [name])), attributes: names };
}

const RANK = { reserved: 0, name: 1, overlap: 2, conflict: 3 } as const;

function parseProjection(
  text: string,
  names: Readonly<Record<string, string>>,
): { readonly paths: readonly Path[]; readonly used: Used; readonly checks: Checks } {
  const checks = new Checks();
  const tokens = new TokenReader('ProjectionExpression', text);
  const grammar: OperandGrammar = {
    tokens,
    keywords: new Set(),
    continuesPaths: false,
    names,
    used: nothingUsed(),
    onReservedWord: (word) =>
      checks.fault(RANK.reserved, `Attribute name is a reserved keyword; reserved keyword: ${word}`),
    onUndefinedName: (placeholder) => checks.fault(RANK.name, undefinedName(placeholder)),
    onValue: () => {},
    onFunction: (_call: FunctionOperand) => {},
    onRedundantParentheses: () => {},
  };
  const paths: Path[] = [];
  do {
    const path = parsePath(grammar);
    for (const other of paths) checkPaths(other, path, checks);
    paths.push(path);
  } while (tokens.takeSymbol(','));
  tokens.expectEnd();
  return { paths, used: grammar.used, checks };
}

/** As in updates: no path may be another's, or its beginning. */
export function checkPaths(
  one: Path,
  two: Path,
  checks: Checks,
  rank: { readonly overlap: number; readonly conflict: number } = RANK,
): void {
  const paths = `must remove or rewrite one of these paths; path one: ${formatPath(one)}, path two: ${formatPath(two)}`;
  const length = Math.min(one.length, two.length);
  for (let at = 0; at < length; at++) {
    const a = one[at];
    const b = two[at];
    if (typeof a !== typeof b) {
      checks.fault(rank.conflict, `Two document paths conflict with each other; ${paths}`);
      return;
    }
    if (a !== b) return;
  }
  checks.fault(rank.overlap, `Two document paths overlap with each other; ${paths}`);
}

interface Node {
  /** All of it. */
  whole: boolean;
  readonly children: Map<PathElement, Node>;
}

/** A function that keeps what the paths lead to; what does not exist is left out, with whatever would hold only it. */
export function compilePaths(paths: readonly Path[]): (item: Item) => Item {
  const root: Node = { whole: false, children: new Map() };
  for (const path of paths) {
    let node = root;
    for (const element of path) {
      let child = node.children.get(element);
      if (!child) node.children.set(element, (child = { whole: false, children: new Map() }));
      node = child;
    }
    node.whole = true;
  }
  return (item) => keepMembers(root, item) ?? {};
}

function keep(node: Node, value: AttributeValue): AttributeValue | undefined {
  if (node.whole) return value;
  if (value.M !== undefined) {
    const members = keepMembers(node, value.M);
    return members && { M: members };
  }
  if (value.L === undefined) return undefined;
  const elements = keepElements(node, value.L);
  return elements.length === 0 ? undefined : { L: elements };
}

function keepMembers(
  node: Node,
  map: Readonly<Record<string, AttributeValue>>,
): Record<string, AttributeValue> | undefined {
  const kept: Record<string, AttributeValue> = {};
  let isEmpty = true;
  for (const [name, child] of node.children) {
    const value = typeof name === 'string' ? attributeOf(map, name) : undefined;
    const part = value && keep(child, value);
    if (part === undefined) continue;
    setMember(kept, String(name), part);
    isEmpty = false;
  }
  return isEmpty ? undefined : kept;
}

function keepElements(node: Node, list: readonly AttributeValue[]): AttributeValue[] {
  const indexes = [...node.children.keys()].filter((element) => typeof element === 'number');
  const kept: AttributeValue[] = [];
  for (const index of indexes.toSorted((a, b) => a - b)) {
    const child = node.children.get(index);
    const value = list[index];
    const part = child && value && keep(child, value);
    if (part) kept.push(part);
  }
  return kept;
}
