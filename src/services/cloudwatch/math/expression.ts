/** Metric math as text becomes a tree: a parser by precedence, in time linear in the text, with bounded nesting. */
import { MATH_DEPTH_MAX } from '../limits.ts';

export type Operator = '+' | '-' | '*' | '/' | '^' | '<' | '>' | '<=' | '>=' | '==' | '!=' | '&&' | '||';

export type Expression =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'text'; readonly text: string }
  /** The id of a query (lower case). */
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'list'; readonly items: readonly Expression[] }
  /** Without parentheses (REPEAT, ASC) there are no arguments. */
  | { readonly type: 'call'; readonly name: string; readonly called: boolean; readonly items: readonly Expression[] }
  | { readonly type: 'negative'; readonly of: Expression }
  | { readonly type: 'binary'; readonly operator: Operator; readonly left: Expression; readonly right: Expression };

/** Its message says what is wrong, for the caller. */
export class MathError extends Error {
  override readonly name = 'MathError';
}

/** Throws MathError. */
export function parseExpression(text: string): Expression {
  const parser = { tokens: tokensOf(text), at: 0, depth: 0 };
  const expression = parseBinary(parser, 0);
  const rest = parser.tokens[parser.at];
  if (rest) throw new MathError(`Unexpected '${rest.text}'`);
  return expression;
}

/** Ids that an expression names, and the functions that it calls. */
export function namesIn(expression: Expression, found = new Set<string>()): Set<string> {
  switch (expression.type) {
    case 'name':
      found.add(expression.name);
      break;
    case 'list':
    case 'call':
      if (expression.type === 'call') found.add(expression.name);
      for (const item of expression.items) namesIn(item, found);
      break;
    case 'negative':
      return namesIn(expression.of, found);
    case 'binary':
      namesIn(expression.left, found);
      return namesIn(expression.right, found);
    case 'number':
    case 'text':
  }
  return found;
}

interface Token {
  readonly kind: 'number' | 'text' | 'name' | 'sign';
  readonly text: string;
}

interface Parser {
  readonly tokens: readonly Token[];
  at: number;
  depth: number;
}

const TOKEN =
  /\s*(?:(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[A-Za-z]\w*)|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<sign><=|>=|==|!=|&&|\|\||[-+*/^<>()[\],]))/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < end) {
    const begin = TOKEN.lastIndex;
    const groups = TOKEN.exec(text)?.groups;
    if (!groups) throw new MathError(`Unexpected '${text.slice(begin).trimStart().charAt(0)}'`);
    const { number, name, double, single, sign } = groups;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (name !== undefined) tokens.push(wordOf(name));
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'text', text: double ?? single ?? '' });
  }
  return tokens;
}

function wordOf(name: string): Token {
  if (name === 'AND') return { kind: 'sign', text: '&&' };
  if (name === 'OR') return { kind: 'sign', text: '||' };
  return { kind: 'name', text: name };
}

/** From the loosest to the tightest; each level takes its operators from the left. */
const LEVELS: readonly (readonly Operator[])[] = [
  ['||'],
  ['&&'],
  ['<', '>', '<=', '>=', '==', '!='],
  ['+', '-'],
  ['*', '/'],
];

function parseBinary(parser: Parser, level: number): Expression {
  const operators = LEVELS[level];
  if (!operators) return parseNegative(parser);
  let left = parseBinary(parser, level + 1);
  for (let operator = operatorOf(parser, operators); operator; operator = operatorOf(parser, operators)) {
    left = { type: 'binary', operator, left, right: parseBinary(parser, level + 1) };
  }
  return left;
}

/** Takes the next token where it is one of these. */
function operatorOf(parser: Parser, operators: readonly Operator[]): Operator | undefined {
  const token = parser.tokens[parser.at];
  const found = token?.kind === 'sign' ? operators.find((operator) => operator === token.text) : undefined;
  if (found) parser.at++;
  return found;
}

function parseNegative(parser: Parser): Expression {
  if (!takes(parser, '-')) return parsePower(parser);
  return nested(parser, () => ({ type: 'negative', of: parseNegative(parser) }));
}

/** From the right: 2^3^2 is 2^9. */
function parsePower(parser: Parser): Expression {
  const left = parseValue(parser);
  if (!takes(parser, '^')) return left;
  return nested(parser, () => ({ type: 'binary', operator: '^', left, right: parseNegative(parser) }));
}

function parseValue(parser: Parser): Expression {
  const token = parser.tokens[parser.at++];
  if (!token) throw new MathError('Unexpected end of the expression');
  if (token.kind === 'number') return { type: 'number', value: Number(token.text) };
  if (token.kind === 'text') return { type: 'text', text: token.text };
  if (token.kind === 'name') return parseName(parser, token.text);
  if (token.text === '[') return nested(parser, () => ({ type: 'list', items: parseItems(parser, ']') }));
  if (token.text !== '(') throw new MathError(`Unexpected '${token.text}'`);
  return nested(parser, () => {
    const inner = parseBinary(parser, 0);
    expect(parser, ')');
    return inner;
  });
}

/** Functions are upper case, ids begin with a lower case letter. */
function parseName(parser: Parser, name: string): Expression {
  if (/^[a-z]/.test(name)) return { type: 'name', name };
  if (!takes(parser, '(')) return { type: 'call', name, called: false, items: [] };
  return nested(parser, () => ({ type: 'call', name, called: true, items: parseItems(parser, ')') }));
}

function parseItems(parser: Parser, end: ')' | ']'): Expression[] {
  const items: Expression[] = [];
  if (takes(parser, end)) return items;
  do items.push(parseBinary(parser, 0));
  while (takes(parser, ','));
  expect(parser, end);
  return items;
}

function takes(parser: Parser, sign: string): boolean {
  const token = parser.tokens[parser.at];
  if (token?.kind !== 'sign' || token.text !== sign) return false;
  parser.at++;
  return true;
}

function expect(parser: Parser, sign: string): void {
  if (!takes(parser, sign)) throw new MathError(`Expected '${sign}'`);
}

function nested(parser: Parser, parse: () => Expression): Expression {
  if (++parser.depth > MATH_DEPTH_MAX) throw new MathError('The expression is nested too deeply');
  const expression = parse();
  parser.depth--;
  return expression;
}
