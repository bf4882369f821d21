/**
 * Finds a REST operation by method and path: literals before labels, each label decoded exactly once. Operations that
 * share both (S3's CopyObject, PutObject and UploadPart) are told apart by what they require of headers and query.
 */
import type { OperationModel, Shape } from './model.ts';
import type { Headers } from './protocols/protocol.ts';
import { decodePercent } from './text.ts';

export interface UriMatch {
  readonly operation: string;
  readonly labels: Readonly<Record<string, string>>;
}

interface Node {
  readonly literals: Map<string, Node>;
  label: { readonly node: Node } | undefined;
  readonly leaves: Leaves;
  /** A greedy label ends here, or in the middle of what follows (`{Key+}/suffix` is in no model). */
  readonly greedy: Leaves;
}

interface Leaves {
  readonly byMethod: Map<string, Leaf[]>;
  /** Constants of the query string that name an operation of this path. */
  readonly names: Set<string>;
}

interface Leaf {
  readonly operation: string;
  readonly labelNames: readonly string[];
  /** Constants of the query string that must be there: `?versioning`, `?x=y`. */
  readonly constants: readonly (readonly [string, string | undefined])[];
  /** Parameters of the query string and headers that are required. */
  readonly requiredQuery: readonly string[];
  readonly requiredHeaders: readonly string[];
}

/** What of a request the path does not hold. */
interface Rest {
  readonly method: string;
  readonly rawQuery: string;
  readonly headers: Headers;
  /** Behind the path: part of a greedy label. */
  readonly slash: string;
}

/** Undefined where no operation has this path; `decoded` labels that are no UTF-8 count as no match. */
export type UriMatcher = (method: string, rawPath: string, rawQuery: string, headers?: Headers) => UriMatch | undefined;

/** `inputOf`: an operation's input, where its headers and query tell it from others. */
export function compileUris(
  operations: Iterable<OperationModel>,
  inputOf: (operation: OperationModel) => Shape | undefined = () => undefined,
): UriMatcher {
  const root = emptyNode();
  for (const operation of operations) insert(root, operation, inputOf(operation));
  return (method, rawPath, rawQuery, headers = {}) => {
    const segments = splitPath(rawPath);
    const values: string[] = [];
    const slash = rawPath.length > 1 && rawPath.endsWith('/') ? '/' : '';
    const leaf = find(root, segments, 0, { method, rawQuery, headers, slash }, values);
    return leaf && labelled(leaf, values);
  };
}

function emptyNode(): Node {
  const noLeaves = (): Leaves => ({ byMethod: new Map(), names: new Set() });
  return { literals: new Map(), label: undefined, leaves: noLeaves(), greedy: noLeaves() };
}

function insert(root: Node, { name, http }: OperationModel, input: Shape | undefined): void {
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
  for (const [name, value] of constants) if (value === undefined) leaves.names.add(name);
  const same = leaves.byMethod.get(http.method) ?? [];
  const requiredQuery = requiredIn(input, 'querystring');
  const requiredHeaders = requiredIn(input, 'header').map((header) => header.toLowerCase());
  const leaf = { operation: name, labelNames, constants, requiredQuery, requiredHeaders };
  leaves.byMethod.set(
    http.method,
    [...same, leaf].toSorted((a, b) => weightOf(b) - weightOf(a)),
  );
}

function requiredIn(input: Shape | undefined, place: 'querystring' | 'header'): string[] {
  const required = (input?.required ?? []).map((name) => ({ name, ref: input?.members?.[name] }));
  return required.filter(({ ref }) => ref?.location === place).map(({ name, ref }) => ref?.locationName ?? name);
}

/** Constants first: what they say is the operation's name; what is missing otherwise is the caller's mistake. */
function weightOf({ constants, requiredQuery, requiredHeaders }: Leaf): number {
  return constants.length * 100 + requiredQuery.length + requiredHeaders.length;
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
function find(node: Node, segments: readonly string[], at: number, rest: Rest, values: string[]): Leaf | undefined {
  const segment = segments[at];
  if (segment === undefined) return pick(node.leaves, rest);
  const literal = node.literals.get(segment);
  const found = literal && find(literal, segments, at + 1, rest, values);
  if (found) return found;
  if (node.label && segment !== '') {
    values.push(segment);
    const below = find(node.label.node, segments, at + 1, rest, values);
    if (below) return below;
    values.pop();
  }
  const greedy = pick(node.greedy, rest);
  if (greedy) values.push(segments.slice(at).join('/') + rest.slash);
  return greedy;
}

/** The first that has all it requires; where none has, the one that requires least says what is missing. */
function pick({ byMethod, names }: Leaves, { method, rawQuery, headers }: Rest): Leaf | undefined {
  const named = namedIn(names, rawQuery);
  const leaves = byMethod.get(method)?.filter(({ constants }) => {
    const hasAll = constants.every((constant) => hasConstant(rawQuery, constant));
    return hasAll && named.every((name) => constants.some(([constant]) => constant === name));
  });
  const complete = leaves?.find(
    ({ requiredQuery, requiredHeaders }) =>
      requiredQuery.every((name) => hasConstant(rawQuery, [name, undefined])) &&
      requiredHeaders.every((name) => headers[name] !== undefined),
  );
  return complete ?? leaves?.findLast(({ constants }) => constants.length === leaves[0]?.constants.length);
}

/**
 * What the query names by constants of this path, whatever the method: `DELETE /bucket?acl` is none of the bucket's own
 * operations, and must not delete it.
 */
function namedIn(names: ReadonlySet<string>, rawQuery: string): readonly string[] {
  if (names.size === 0 || rawQuery === '') return [];
  return rawQuery.split('&').flatMap((pair) => {
    const [name] = constantOf(pair);
    return names.has(name) ? [name] : [];
  });
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
