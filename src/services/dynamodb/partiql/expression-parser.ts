/** The parts that statements share: paths, values, and conditions, which are those of expressions. */
import { validationError } from '../errors.ts';
import type { AttributeType, AttributeValue } from '../values/value.ts';
import { type Check, checkOperandTypes, incorrectOperandCount } from '../expressions/checks.ts';
import type { Comparator, Condition } from '../expressions/condition-parser.ts';
import { checkFunction, FUNCTIONS } from '../expressions/condition-functions.ts';
import type { FunctionOperand, Operand, ValueOperand } from '../expressions/operand.ts';
import type { Path, PathElement } from '../expressions/path.ts';
import { notWellFormed } from './errors.ts';
import { isKeyword, isOperatorWord } from './keywords.ts';
import { NESTING_MAX } from './limits.ts';
import { type Token, TokenReader } from './tokens.ts';
import type { ValueNode } from './value-node.ts';

const COMPARATORS: ReadonlyMap<string, Comparator> = new Map([
  ['=', '='],
  ['<>', '<>'],
  ['!=', '<>'],
  ['<', '<'],
  ['<=', '<='],
  ['>', '>'],
  ['>=', '>='],
]);

/** Names of types behind IS, and the types that they are. */
const TYPE_NAMES: ReadonlyMap<string, AttributeType> = new Map([
  ['NULL', 'NULL'],
  ['BOOL', 'BOOL'],
  ['BOOLEAN', 'BOOL'],
  ['STRING', 'S'],
  ['VARCHAR', 'S'],
  ['CHAR', 'S'],
  ['NUMBER', 'N'],
  ['NUMERIC', 'N'],
  ['DECIMAL', 'N'],
  ['INT', 'N'],
  ['INTEGER', 'N'],
  ['FLOAT', 'N'],
  ['BINARY', 'B'],
  ['BLOB', 'B'],
  ['LIST', 'L'],
  ['MAP', 'M'],
  ['STRUCT', 'M'],
  ['TUPLE', 'M'],
]);

type Part = Condition | Operand;

export class ExpressionParser {
  readonly tokens: TokenReader;
  readonly values = new Map<string, ValueNode>();
  readonly checks: Check[] = [];
  readonly attributes = new Set<string>();
  #parameters = 0;

  constructor(text: string) {
    this.tokens = new TokenReader(text);
  }

  get parameterCount(): number {
    return this.#parameters;
  }

  /** Behind WHERE. */
  condition(): Condition {
    return requireCondition(this.#or(0));
  }

  #or(depth: number): Part {
    return this.#chain('or', 'OR', () => this.#and(depth));
  }

  #and(depth: number): Part {
    return this.#chain('and', 'AND', () => this.#not(depth));
  }

  #chain(kind: 'and' | 'or', word: string, parsePart: () => Part): Part {
    const first = parsePart();
    if (!this.tokens.isWord(word)) return first;
    const parts = [requireCondition(first)];
    while (this.tokens.takeWord(word)) {
      if (this.tokens.peek().kind === 'end') {
        throw notWellFormed('Missing right-hand side expression of infix operator');
      }
      parts.push(requireCondition(parsePart()));
    }
    return { kind, parts };
  }

  #not(depth: number): Part {
    if (depth > NESTING_MAX) throw notWellFormed('Unexpected term');
    if (!this.tokens.takeWord('NOT')) return this.#comparison(depth);
    return { kind: 'not', part: requireCondition(this.#not(depth + 1)) };
  }

  #comparison(depth: number): Part {
    const left = this.#primary(depth);
    if (!isOperand(left)) return left;
    const { tokens } = this;
    const operator = tokens.peek().kind === 'symbol' ? COMPARATORS.get(tokens.peek().text) : undefined;
    if (operator) return this.#compare(operator, left, depth);
    if (tokens.takeWord('IS')) return this.#is(left);
    if (tokens.isWord('LIKE')) throw validationError('Unsupported operation: Like');
    const negated = tokens.isWord('NOT', 'BETWEEN') || tokens.isWord('NOT', 'IN');
    if (negated) tokens.next();
    const part = tokens.takeWord('BETWEEN')
      ? this.#between(left, depth)
      : tokens.takeWord('IN')
        ? this.#in(left, depth)
        : undefined;
    if (!part) return left;
    return negated ? { kind: 'not', part } : part;
  }

  #compare(operator: Comparator, left: Operand, depth: number): Condition {
    this.tokens.next();
    const right = this.operand(depth);
    if (operator !== '=' && operator !== '<>') {
      this.checks.push(checkOperandTypes(operator, [left, right], ['S', 'N', 'B']));
    }
    return { kind: 'compare', operator, left, right };
  }

  #between(operand: Operand, depth: number): Condition {
    const lower = this.operand(depth);
    if (!this.tokens.takeWord('AND')) throw notWellFormed('Expected AND after BETWEEN');
    const upper = this.operand(depth);
    this.checks.push(checkOperandTypes('BETWEEN', [operand, lower, upper], ['S', 'N', 'B']));
    return { kind: 'between', operand, lower, upper };
  }

  #in(operand: Operand, depth: number): Condition {
    const { tokens } = this;
    const close = tokens.isSymbol('(') ? ')' : ']';
    if (!tokens.takeSymbol('(') && !tokens.takeSymbol('[')) throw notWellFormed('Unexpected term');
    const list = [this.operand(depth + 1)];
    while (tokens.takeSymbol(',')) list.push(this.operand(depth + 1));
    tokens.expectSymbol(close, `Expected ${close === ')' ? 'RIGHT_PAREN' : 'RIGHT_BRACKET'}`);
    return { kind: 'in', operand, list };
  }

  #is(operand: Operand): Condition {
    const { tokens } = this;
    const negated = tokens.takeWord('NOT');
    const part = this.#typeTest(operand, tokens.next());
    return negated ? { kind: 'not', part } : part;
  }

  #typeTest(operand: Operand, { upper }: Token): Condition {
    if (upper === 'MISSING') return { kind: 'function', name: 'attribute_not_exists', operands: [operand] };
    const type = TYPE_NAMES.get(upper);
    if (!type) throw notWellFormed('Expected type name');
    const name = this.#addValue({ kind: 'literal', value: { S: type } });
    return { kind: 'function', name: 'attribute_type', operands: [operand, name] };
  }

  #primary(depth: number): Part {
    const { tokens } = this;
    if (!tokens.takeSymbol('(')) return this.operand(depth);
    const inner = this.#or(depth + 1);
    tokens.expectSymbol(')', 'Expected RIGHT_PAREN');
    return inner;
  }

  /** A path, a value, a function, or one of these in parentheses. */
  operand(depth = 0): Operand {
    const { tokens } = this;
    if (depth > NESTING_MAX) throw notWellFormed('Unexpected term');
    if (tokens.takeSymbol('(')) {
      const inner = this.operand(depth + 1);
      tokens.expectSymbol(')', 'Expected RIGHT_PAREN');
      return inner;
    }
    const token = tokens.peek();
    if (token.kind === 'word' && tokens.isSymbol('(', 1)) return this.#function(depth);
    if (token.kind === 'quoted' || (token.kind === 'word' && !isKeyword(token.upper))) {
      return { kind: 'path', path: this.path() };
    }
    return this.#addValue(this.value(depth));
  }

  #addValue(node: ValueNode): ValueOperand {
    const name = `:${this.values.size}`;
    this.values.set(name, node);
    return { kind: 'value', name };
  }

  #function(depth: number): FunctionOperand {
    const { tokens } = this;
    const token = tokens.next();
    const name = token.text.toLowerCase();
    const operands = this.arguments(depth);
    const count = FUNCTIONS.get(name);
    if (count === undefined) throw validationError(`Unrecognized function: ${name} at ${token.at}`);
    const call: FunctionOperand = { kind: 'function', name, operands };
    if (count !== operands.length) this.checks.push(() => incorrectOperandCount(name, operands.length));
    else {
      const check = checkFunction(call);
      if (check) this.checks.push(check);
    }
    return call;
  }

  /** With their parentheses. */
  arguments(depth: number): Operand[] {
    const { tokens } = this;
    tokens.expectSymbol('(', 'Unexpected term');
    const operands: Operand[] = [];
    if (tokens.takeSymbol(')')) return operands;
    do operands.push(this.operand(depth + 1));
    while (tokens.takeSymbol(','));
    tokens.expectSymbol(')', 'Expected RIGHT_PAREN');
    return operands;
  }

  path(): Path {
    const { tokens } = this;
    const root = this.#rootName();
    this.attributes.add(root);
    const path: [string, ...PathElement[]] = [root];
    for (;;) {
      if (tokens.takeSymbol('.')) path.push(this.#memberName());
      else if (tokens.takeSymbol('[')) path.push(this.#element());
      else return path;
    }
  }

  #rootName(): string {
    const token = this.tokens.next();
    if (token.kind === 'quoted' || (token.kind === 'word' && !isKeyword(token.upper))) return token.text;
    throw unexpected(token);
  }

  #memberName(): string {
    const token = this.tokens.next();
    if (token.kind === 'quoted' || (token.kind === 'word' && !isKeyword(token.upper))) return token.text;
    throw notWellFormed('Invalid path dot component');
  }

  #element(): PathElement {
    const token = this.tokens.next();
    this.tokens.expectSymbol(']', 'Expected RIGHT_BRACKET');
    if (token.kind === 'string' || token.kind === 'quoted') return token.text;
    if (token.kind === 'number' && /^\d{1,9}$/.test(token.text)) return Number(token.text);
    throw notWellFormed('Unexpected term');
  }

  value(depth = 0): ValueNode {
    if (depth > NESTING_MAX) throw notWellFormed('Unexpected term');
    const { tokens } = this;
    const token = tokens.next();
    switch (token.kind) {
      case 'string':
        return literal({ S: token.text });
      case 'number':
        return { kind: 'number', text: checkScale(token.text) };
      case 'parameter':
        return { kind: 'parameter', index: this.#parameters++ };
      case 'symbol':
        return this.#container(token, depth);
      case 'word':
      case 'quoted':
      case 'end': {
        const constant = CONSTANTS.get(token.upper);
        if (constant) return literal(constant);
        throw unexpected(token);
      }
    }
  }

  #container(token: Token, depth: number): ValueNode {
    const { tokens } = this;
    switch (token.text) {
      case '-':
      case '+': {
        const number = tokens.next();
        if (number.kind !== 'number') throw unexpected(number);
        return { kind: 'number', text: token.text + checkScale(number.text) };
      }
      case '[':
        return { kind: 'list', elements: this.#elements(']', depth) };
      case '<<':
        return { kind: 'set', elements: this.#elements('>>', depth) };
      case '{':
        return { kind: 'map', members: this.members(depth) };
      default:
        throw unexpected(token);
    }
  }

  #elements(close: ']' | '>>', depth: number): ValueNode[] {
    const { tokens } = this;
    const elements: ValueNode[] = [];
    if (tokens.takeSymbol(close)) return elements;
    do elements.push(this.value(depth + 1));
    while (tokens.takeSymbol(','));
    tokens.expectSymbol(close, 'Unexpected term');
    return elements;
  }

  /** Behind the opening brace. */
  members(depth: number): (readonly [name: string, value: ValueNode])[] {
    const { tokens } = this;
    const members: (readonly [string, ValueNode])[] = [];
    if (tokens.takeSymbol('}')) return members;
    do {
      const name = tokens.next();
      if (name.kind !== 'string' && name.kind !== 'quoted') throw unexpected(name);
      tokens.expectSymbol(':', 'Expected COLON');
      members.push([name.text, this.#memberValue(depth + 1)]);
    } while (tokens.takeSymbol(','));
    tokens.expectSymbol('}', 'Expected RIGHT_CURLY');
    return members;
  }

  #memberValue(depth: number): ValueNode {
    const token = this.tokens.peek();
    if (token.kind === 'word' && this.tokens.isSymbol('(', 1)) {
      throw validationError(`Unsupported data type: ${token.text.toLowerCase()} under key root at ${token.at}`);
    }
    return this.value(depth);
  }
}

const CONSTANTS: ReadonlyMap<string, AttributeValue> = new Map<string, AttributeValue>([
  ['TRUE', { BOOL: true }],
  ['FALSE', { BOOL: false }],
  ['NULL', { NULL: true }],
]);

function literal(value: AttributeValue): ValueNode {
  return { kind: 'literal', value };
}

const SCALE_MAX = 2 ** 31 - 1;

/** Java's decimals keep exponent and scale in 32 bits: such a literal cannot even be read. */
function checkScale(text: string): string {
  const [mantissa = '', exponent = '0'] = text.toLowerCase().split('e');
  const power = Number(exponent);
  const scale = (mantissa.split('.')[1]?.length ?? 0) - power;
  if (Math.abs(power) > SCALE_MAX || Math.abs(scale) > SCALE_MAX) throw notWellFormed();
  return text;
}

/** Where something that gives a value should be. */
export function unexpected(token: Token): Error {
  if (isOperatorWord(token.upper)) return notWellFormed('Unexpected operator');
  if (isKeyword(token.upper)) return notWellFormed('Unexpected keyword');
  return notWellFormed('Unexpected term');
}

function isOperand(part: Part): part is Operand {
  return part.kind === 'path' || part.kind === 'value' || part.kind === 'function';
}

/** Of the functions only size gives no truth. */
function requireCondition(part: Part): Condition {
  if (part.kind === 'path' || part.kind === 'value' || (part.kind === 'function' && part.name === 'size')) {
    throw validationError('Filter Expression must be a condition');
  }
  return part;
}
