/** SET and REMOVE of statements, as the actions of update expressions. */
import { validationError } from '../errors.ts';
import { Checks, checkOperandTypes } from '../expressions/checks.ts';
import type { FunctionOperand, Operand } from '../expressions/operand.ts';
import { type Path, samePath } from '../expressions/path.ts';
import { checkPaths } from '../expressions/projection.ts';
import type { Action } from '../expressions/update-parser.ts';
import { notWellFormed } from './errors.ts';
import type { ExpressionParser } from './expression-parser.ts';
import type { Token } from './tokens.ts';

/** One clause or more, each with one assignment or more. */
export function parseActions(parser: ExpressionParser): readonly Action[] {
  const { tokens } = parser;
  const actions: Action[] = [];
  while (tokens.isWord('SET') || tokens.isWord('REMOVE')) {
    const parse = tokens.next().upper === 'SET' ? parseSet : parseRemove;
    do actions.push(parse(parser));
    while (tokens.takeSymbol(','));
  }
  if (actions.length === 0) throw notWellFormed('Expected data manipulation');
  checkActions(parser, actions);
  return actions;
}

function checkActions({ checks }: ExpressionParser, actions: readonly Action[]): void {
  const found = new Checks();
  const rank = { overlap: 0, conflict: 1 };
  for (const [index, { path }] of actions.entries()) {
    for (const other of actions.slice(0, index)) checkPaths(other.path, path, found, rank);
  }
  checks.push(...found.inOrder());
}

function parseRemove(parser: ExpressionParser): Action {
  return { kind: 'remove', path: parser.path() };
}

function parseSet(parser: ExpressionParser): Action {
  const { tokens } = parser;
  const path = parser.path();
  tokens.expectSymbol('=', 'Expected assignment');
  const token = tokens.peek();
  if (token.kind === 'word' && tokens.isSymbol('(', 1)) {
    const kind = ({ SET_ADD: 'add', SET_DELETE: 'delete' } as const)[token.upper];
    if (kind) return parseSetChange(parser, kind, path);
  }
  return { kind: 'set', path, operand: parseSum(parser) };
}

function parseSum(parser: ExpressionParser): Operand {
  const left = parseSetOperand(parser);
  const operator = (['+', '-'] as const).find((symbol) => parser.tokens.takeSymbol(symbol));
  if (!operator) return left;
  const operands = [left, parseSetOperand(parser)];
  parser.checks.push(checkOperandTypes(operator, operands, ['N']));
  return { kind: 'function', name: operator, operands };
}

/** Functions of updates are not those of conditions. */
function parseSetOperand(parser: ExpressionParser): Operand {
  const { tokens } = parser;
  const token = tokens.peek();
  if (token.kind !== 'word' || !tokens.isSymbol('(', 1)) return parser.operand();
  tokens.next();
  const name = token.text.toLowerCase();
  const call: FunctionOperand = { kind: 'function', name, operands: parseArguments(parser) };
  if (name !== 'list_append' && name !== 'if_not_exists') {
    throw validationError(`Unrecognized function: ${name} at ${token.at}`);
  }
  if (call.operands.length !== 2) {
    throw validationError(`${token.upper} must have exactly two arguments at ${token.at}`);
  }
  if (name === 'list_append') parser.checks.push(checkOperandTypes(name, call.operands, ['L']));
  else if (call.operands[0]?.kind !== 'path') {
    throw validationError(`Operator or function requires a document path; operator or function: ${name}`);
  }
  return call;
}

function parseArguments(parser: ExpressionParser): Operand[] {
  const { tokens } = parser;
  tokens.expectSymbol('(', 'Unexpected term');
  const operands: Operand[] = [];
  if (tokens.takeSymbol(')')) return operands;
  do operands.push(parseSetOperand(parser));
  while (tokens.takeSymbol(','));
  tokens.expectSymbol(')', 'Expected RIGHT_PAREN');
  return operands;
}

/** `SET a = set_add(a, <<…>>)`: what ADD and DELETE are in expressions. */
function parseSetChange(parser: ExpressionParser, kind: 'add' | 'delete', path: Path): Action {
  const name: Token = parser.tokens.next();
  const first = parser.tokens.peek(1);
  const [target, value, ...more] = parser.arguments(0);
  if (!target || !value || more.length > 0) {
    throw validationError(`${name.upper} must have exactly two arguments at ${name.at}`);
  }
  if (target.kind !== 'path' || !samePath(target.path, path)) {
    throw validationError(`The first argument to ${name.upper} must equal the assignment value at ${name.at}`);
  }
  const node = value.kind === 'value' ? parser.values.get(value.name) : undefined;
  const wrong = `The second argument to ${name.upper} must be a value with type SET at ${first.at}`;
  if (value.kind !== 'value' || (node?.kind !== 'set' && node?.kind !== 'parameter')) throw validationError(wrong);
  parser.checks.push((values) => {
    const given = values[value.name];
    return given && !given.SS && !given.NS && !given.BS ? wrong : undefined;
  });
  return { kind, path, value };
}
