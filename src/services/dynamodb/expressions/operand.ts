/** Operands of expressions: document paths, values and functions of these. */
import { NESTING_MAX, PATH_ELEMENTS_MAX } from './limits.ts';
import type { Path, PathElement } from './path.ts';
import { isReservedWord } from './reserved-words.ts';
import type { TokenReader } from './tokens.ts';

export type Operand = PathOperand | ValueOperand | FunctionOperand;

export interface PathOperand {
  readonly kind: 'path';
  readonly path: Path;
}

export interface ValueOperand {
  readonly kind: 'value';
  /** With its colon. */
  readonly name: string;
}

export interface FunctionOperand {
  readonly kind: 'function';
  /** Of a function, or `+` and `-`. */
  readonly name: string;
  readonly operands: readonly Operand[];
}

/** What a grammar says of the operands in it. */
export interface OperandGrammar {
  readonly tokens: TokenReader;
  /** Words that are operators, and never attributes. */
  readonly keywords: ReadonlySet<string>;
  /** ExpressionAttributeNames. */
  readonly names: Readonly<Record<string, string>>;
  readonly used: Used;
  /** `(a).b` is a path. */
  readonly continuesPaths: boolean;
  readonly onReservedWord: (word: string) => void;
  readonly onUndefinedName: (placeholder: string) => void;
  readonly onValue: (placeholder: string) => void;
  readonly onFunction: (call: FunctionOperand) => void;
  readonly onRedundantParentheses: () => void;
}

/** Placeholders that an expression mentions, and the attributes that it names. */
export interface Used {
  readonly names: Set<string>;
  readonly values: Set<string>;
  readonly attributes: Set<string>;
}

export function nothingUsed(): Used {
  return { names: new Set(), values: new Set(), attributes: new Set() };
}

/** Whether the next tokens are the name of a function and a parenthesis. */
export function isFunctionNext({ tokens, keywords }: OperandGrammar): boolean {
  const token = tokens.peek();
  return token.kind === 'word' && !keywords.has(token.upper) && tokens.isSymbol('(', 1);
}

/** An operand, possibly in parentheses. */
export function parseOperand(grammar: OperandGrammar, depth = 0): Operand {
  const { tokens } = grammar;
  if (depth > NESTING_MAX) throw tokens.syntaxError();
  if (tokens.takeSymbol('(')) {
    const doubled = tokens.isSymbol('(');
    const operand = parseOperand(grammar, depth + 1);
    if (doubled && tokens.isBehind(')')) grammar.onRedundantParentheses();
    tokens.expectSymbol(')');
    return continueOperand(grammar, operand);
  }
  if (tokens.peek().kind === 'value') return parseValue(grammar);
  return isFunctionNext(grammar) ? parseFunction(grammar, depth) : parsePathOperand(grammar);
}

/** A path in parentheses may go on behind them, in conditions. */
export function continueOperand(grammar: OperandGrammar, operand: Operand): Operand {
  if (operand.kind !== 'path' || !grammar.continuesPaths) return operand;
  const { tokens } = grammar;
  if (!tokens.isSymbol('.') && !tokens.isSymbol('[')) return operand;
  return { kind: 'path', path: continuePath(grammar, operand.path) };
}

export function parseValue({ tokens, used, onValue }: OperandGrammar): ValueOperand {
  if (tokens.peek().kind !== 'value') throw tokens.syntaxError();
  const name = tokens.next().text;
  used.values.add(name);
  onValue(name);
  return { kind: 'value', name };
}

export function parseFunction(grammar: OperandGrammar, depth = 0): FunctionOperand {
  const { tokens } = grammar;
  const name = tokens.next().text;
  tokens.expectSymbol('(');
  const call: FunctionOperand = { kind: 'function', name, operands: parseOperands(grammar, depth + 1) };
  tokens.expectSymbol(')');
  grammar.onFunction(call);
  return call;
}

export function parseOperands(grammar: OperandGrammar, depth: number): Operand[] {
  const operands = [parseOperand(grammar, depth)];
  while (grammar.tokens.takeSymbol(',')) operands.push(parseOperand(grammar, depth));
  return operands;
}

export function parsePathOperand(grammar: OperandGrammar): PathOperand {
  return { kind: 'path', path: parsePath(grammar) };
}

export function parsePath(grammar: OperandGrammar): Path {
  const name = parseName(grammar);
  grammar.used.attributes.add(name);
  return continuePath(grammar, [name]);
}

/** Members and elements behind a path, perhaps one in parentheses. */
export function continuePath(grammar: OperandGrammar, start: Path): Path {
  const { tokens } = grammar;
  const path: [string, ...PathElement[]] = [...start];
  for (;;) {
    if (tokens.takeSymbol('.')) path.push(parseName(grammar));
    else if (tokens.isSymbol('[')) path.push(parseIndex(tokens));
    else return path;
    if (path.length > PATH_ELEMENTS_MAX) {
      throw tokens.error('The document path has too many nesting elements; nesting levels: ' + path.length);
    }
  }
}

function parseName(grammar: OperandGrammar): string {
  const { tokens, names, used } = grammar;
  const token = tokens.peek();
  if (token.kind === 'word' && !grammar.keywords.has(token.upper)) {
    if (isReservedWord(token.text)) grammar.onReservedWord(token.text);
    return tokens.next().text;
  }
  if (token.kind !== 'name') throw tokens.syntaxError();
  tokens.next();
  used.names.add(token.text);
  const name = Object.hasOwn(names, token.text) ? names[token.text] : undefined;
  if (name === undefined) grammar.onUndefinedName(token.text);
  return name ?? token.text;
}

const INDEX_MAX = 2 ** 31 - 1;

function parseIndex(tokens: TokenReader): number {
  tokens.expectSymbol('[');
  if (tokens.peek().kind !== 'number') throw tokens.syntaxError();
  const { text } = tokens.next();
  tokens.expectSymbol(']');
  const index = Number(text);
  if (index > INDEX_MAX) throw tokens.error(`List index is not within the allowable range; index: [${text}]`);
  return index;
}
