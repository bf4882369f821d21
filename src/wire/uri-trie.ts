/** Finds a REST operation by method and path: literals before labels, each label decoded exactly once. */
import type { OperationModel } from './model.ts';
import { decodePercent } from './text.ts';

export interface UriMatch {
  readonly operation: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Node {
  readonly literals: Map<string, Node>;
  label: { readonly node: Node } | undefined;
  /** By method. */
  readonly leaves: Map<string, Leaf[]>;
  /** A greedy label ends here, or in the middle of what follows (`{Key+}/suffix` is in no model). */
  readonly greedy: Map<string, Leaf[]>;
}

interface Leaf {
  readonly operation: string;
  readonly labelNames: readonly string[];
  /** Constants of the query string that must be there: `?versioning`, `?x=y`. */
  readonly constants: readonly (readonly [string, string | undefined])[];
}

/** Undefined where no operation has this path; `decoded` labels that are no UTF-8 count as no match. */
export type UriMatcher = (method: string, rawPath: string, rawQuery: string) => UriMatch | undefined;

export function compileUris(operations: Iterable<OperationModel>): UriMatcher {
  const root = emptyNode();
  for (const operation of operations) insert(root, operation);
  return (method, rawPath, rawQuery) => {
    const segments = splitPath(rawPath);
    const values: string[] = [];
    const leaf = find(root, segments, 0, method, rawQuery, values);
    return leaf && labelled(leaf, values);
  };
}

function emptyNode(): Node {
  return { literals: new Map(), label: undefined, leaves: new Map(), greedy: new Map() };
}

function insert(root: Node, { name, http }: OperationModel): void {
  const [path = '', queryText = ''] = http.requestUri.split('?', 2);
  const labelNames: string[] = [];
  let node = root;
  let greedy = false;
  for (const segment of splitPath(path)) {
    const label = /^\{(.+?)(\+?)\}$/.exec(segment);
    if (!label) node = literalOf(node, segment);
    else {
      labelNames.push(label[1] ?? '');
      if (label[2] === '+') greedy = true;
      else node = (node.label ??= { node: emptyNode() }).node;
    }
  }
  const constants = queryText.split('&').filter(Boolean).map(constantOf);
  const leaves = greedy ? node.greedy : node.leaves;
  const same = leaves.get(http.method) ?? [];
  const leaf = { operation: name, labelNames, constants };
  leaves.set(
    http.method,
    [...same, leaf].toSorted((a, b) => b.constants.length - a.constants.length),
  );
}

function constantOf(text: string): readonly [string, string | undefined] {
  const at = text.indexOf('=');
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}

function literalOf(node: Node, segment: string): Node {
  const found = node.literals.get(segment);
  if (found) return found;
  const made = emptyNode();
  node.literals.set(segment, made);
  return made;
}

/** Without the slashes at both ends: older SDKs put one behind. */
function splitPath(path: string): string[] {
  const end = path.endsWith('/') && path.length > 1 ? path.length - 1 : path.length;
  return path.slice(1, end).split('/');
}

/** Fills `values` with the labels' texts on its way. */
function find(
  node: Node,
  segments: readonly string[],
  at: number,
  method: string,
  rawQuery: string,
  values: string[],
): Leaf | undefined {
  const segment = segments[at];
  if (segment === undefined) return pick(node.leaves.get(method), rawQuery);
  const literal = node.literals.get(segment);
  const found = literal && find(literal, segments, at + 1, method, rawQuery, values);
  if (found) return found;
  if (node.label && segment !== '') {
    values.push(segment);
    const below = find(node.label.node, segments, at + 1, method, rawQuery, values);
    if (below) return below;
    values.pop();
  }
  const greedy = pick(node.greedy.get(method), rawQuery);
  if (greedy) values.push(segments.slice(at).join('/'));
  return greedy;
}

function pick(leaves: readonly Leaf[] | undefined, rawQuery: string): Leaf | undefined {
  return leaves?.find((leaf) => leaf.constants.every((constant) => hasConstant(rawQuery, constant)));
}

function hasConstant(rawQuery: string, [key, value]: readonly [string, string | undefined]): boolean {
  return rawQuery.split('&').some((pair) => {
    const [name, given] = constantOf(pair);
    return name === key && (value === undefined || given === value);
  });
}

function labelled({ operation, labelNames }: Leaf, values: readonly string[]): UriMatch | undefined {
  const labels: Record<string, string> = {};
  for (const [index, name] of labelNames.entries()) {
    const value = decodePercent(values[index] ?? '');
    if (value === undefined) return undefined;
    labels[name] = value;
  }
  return { operation, labels };
}
