/** The grammar of conditions: ConditionExpression, FilterExpression and KeyConditionExpression. */
import { compareValues } from '../values/compare.ts';
import { type AttributeValue, typeOf } from '../values/value.ts';
import {
  type Check,
  checkOperandTypes,
  Checks,
  incorrectOperandCount,
  undefinedName,
  undefinedValue,
  type Values,
} from './checks.ts';
import { checkFunction, FUNCTIONS } from './condition-functions.ts';
import { IN_OPERANDS_MAX, NESTING_MAX, OPERATORS_MAX } from './limits.ts';
import {
  continueOperand,
  type FunctionOperand,
  nothingUsed,
  type Operand,
  type OperandGrammar,
  parseOperand,
  parseOperands,
  parseFunction,
  isFunctionNext,
  parsePathOperand,
  parseValue,
  type Used,
} from './operand.ts';
import { formatPath, samePath } from './path.ts';
import { TokenReader } from './tokens.ts';

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'compare'; readonly operator: Comparator; readonly left: Operand; readonly right: Operand }
  | { readonly kind: 'between'; readonly operand: Operand; readonly lower: Operand; readonly upper: Operand }
  | { readonly kind: 'in'; readonly operand: Operand; readonly list: readonly Operand[] }
  | FunctionOperand;

export interface ParsedCondition {
  readonly condition: Condition;
  readonly used: Used;
  readonly checks: readonly Check[];
}

const KEYWORDS: ReadonlySet<string> = new Set(['AND', 'OR', 'NOT', 'BETWEEN', 'IN']);
const COMPARATORS: ReadonlySet<string> = new Set(['=', '<>', '<', '<=', '>', '>=']);
/** In this order AWS looks for faults (dynalite's recordings); within a condition by `step`. */
const RANK = { parentheses: 0, limits: 1, unknownFunction: 2, misusedFunction: 3, reserved: 4, conditions: 5 } as const;
const STEP = { placeholders: 0, operandCount: 1, distinct: 2, types: 3 } as const;

/** Syntax errors are thrown; all other faults are among the checks. */
export function parseCondition(
  parameter: string,
  text: string,
  names: Readonly<Record<string, string>>,
): ParsedCondition {
  return new ConditionParser(parameter, text, names).parse();
}

/** Operands are conditions' parts, and a function may be either: what stands alone is found out afterwards. */
type Part = Condition | Operand;

class ConditionParser implements OperandGrammar {
  readonly tokens: TokenReader;
  readonly keywords = KEYWORDS;
  readonly continuesPaths = true;
  readonly names: Readonly<Record<string, string>>;
  readonly used = nothingUsed();
  readonly #checks = new Checks();
  /** Of the condition that is being read. */
  #steps = new Checks();
  #operators = 0;
  /** What the parentheses that closed last hold: another pair right around them says nothing. */
  #group: Part | undefined;

  constructor(parameter: string, text: string, names: Readonly<Record<string, string>>) {
    this.tokens = new TokenReader(parameter, text);
    this.names = names;
  }

  parse(): ParsedCondition {
    const condition = this.#require(this.#or(0));
    this.tokens.expectEnd();
    if (this.#operators > OPERATORS_MAX) {
      const message = `The expression contains too many operators; operator count: ${OPERATORS_MAX + 1}`;
      this.#checks.fault(RANK.limits, message);
    }
    return { condition, used: this.used, checks: this.#checks.inOrder() };
  }

  onReservedWord = (word: string): void => {
    this.#checks.fault(RANK.reserved, `Attribute name is a reserved keyword; reserved keyword: ${word}`);
  };

  onUndefinedName = (placeholder: string): void => {
    this.#steps.fault(STEP.placeholders, undefinedName(placeholder));
  };

  onValue = (placeholder: string): void => {
    this.#steps.add(STEP.placeholders, undefinedValue(placeholder));
  };

  onRedundantParentheses = (): void => {
    this.#checks.fault(RANK.parentheses, 'The expression has redundant parentheses;');
  };

  onFunction = (call: FunctionOperand): void => {
    this.#operators++;
    this.#misused(call.operands);
    const count = FUNCTIONS.get(call.name);
    if (count === undefined) {
      this.#checks.fault(RANK.unknownFunction, `Invalid function name; function: ${call.name}`);
    } else if (count !== call.operands.length) {
      this.#steps.fault(STEP.operandCount, incorrectOperandCount(call.name, call.operands.length));
    } else {
      this.#distinct(call.name, call.operands);
      const check = checkFunction(call);
      if (check) this.#steps.add(STEP.types, check);
    }
  };

  #or(depth: number): Part {
    return this.#chain('or', 'OR', () => this.#and(depth));
  }

  #and(depth: number): Part {
    return this.#chain('and', 'AND', () => this.#not(depth));
  }

  #chain(kind: 'and' | 'or', word: string, parsePart: () => Part): Part {
    const first = parsePart();
    if (!this.tokens.isWord(word)) return first;
    const parts = [this.#require(first)];
    while (this.tokens.takeWord(word)) {
      this.#operators++;
      parts.push(this.#require(parsePart()));
    }
    return { kind, parts };
  }

  #not(depth: number): Part {
    if (depth > NESTING_MAX) throw this.tokens.syntaxError();
    if (!this.tokens.takeWord('NOT')) return this.#comparison(depth);
    this.#operators++;
    return { kind: 'not', part: this.#require(this.#not(depth + 1)) };
  }

  /** A condition, a function, or, in parentheses, an operand that turns out to be compared outside of them. */
  #comparison(depth: number): Part {
    const left = this.#primary(depth);
    if (!isOperand(left)) return left;
    const { tokens } = this;
    const token = tokens.peek();
    if (token.kind === 'symbol' && COMPARATORS.has(token.text)) return this.#compare(left, depth);
    if (tokens.takeWord('BETWEEN')) return this.#between(left, depth);
    if (tokens.takeWord('IN')) return this.#in(left, depth);
    return left;
  }

  #primary(depth: number): Part {
    const { tokens } = this;
    if (!tokens.takeSymbol('(')) return this.#operand();
    const inner = this.#or(depth + 1);
    tokens.expectSymbol(')');
    if (inner === this.#group) this.onRedundantParentheses();
    this.#group = isOperand(inner) ? continueOperand(this, inner) : inner;
    return this.#group;
  }

  #operand(): Operand {
    if (this.tokens.peek().kind === 'value') return parseValue(this);
    return isFunctionNext(this) ? parseFunction(this) : parsePathOperand(this);
  }

  #compare(left: Operand, depth: number): Condition {
    const operator = this.tokens.next().text as Comparator;
    const right = parseOperand(this, depth);
    this.#operators++;
    this.#misused([left, right]);
    this.#distinct(operator, [left, right]);
    if (operator !== '=' && operator !== '<>') {
      this.#steps.add(STEP.types, checkOperandTypes(operator, [left, right], ['S', 'N', 'B']));
    }
    this.#endCondition();
    return { kind: 'compare', operator, left, right };
  }

  #between(operand: Operand, depth: number): Condition {
    const lower = parseOperand(this, depth);
    this.tokens.expectWord('AND');
    const upper = parseOperand(this, depth);
    this.#operators++;
    this.#misused([operand, lower, upper]);
    this.#steps.add(STEP.types, checkOperandTypes('BETWEEN', [operand, lower, upper], ['S', 'N', 'B']));
    this.#steps.add(STEP.types, (values) => checkBounds(lower, upper, values));
    this.#endCondition();
    return { kind: 'between', operand, lower, upper };
  }

  #in(operand: Operand, depth: number): Condition {
    this.tokens.expectSymbol('(');
    const list = parseOperands(this, depth);
    this.tokens.expectSymbol(')');
    this.#operators++;
    this.#misused([operand, ...list]);
    if (list.length > IN_OPERANDS_MAX) {
      this.#steps.fault(STEP.operandCount, incorrectOperandCount('IN', list.length + 1));
    }
    this.#endCondition();
    return { kind: 'in', operand, list };
  }

  /** What stands where a condition must: a function that is one, and no operand. */
  #require(part: Part): Condition {
    if (part.kind === 'path' || part.kind === 'value') throw this.tokens.syntaxError();
    if (part.kind === 'function') {
      if (part.name === 'size') this.#checks.fault(RANK.misusedFunction, misusedFunction(part.name));
      this.#endCondition();
    }
    return part;
  }

  #endCondition(): void {
    for (const check of this.#steps.inOrder()) this.#checks.add(RANK.conditions, check);
    this.#steps = new Checks();
  }

  /** Of functions only size gives something to compare. */
  #misused(operands: readonly Operand[]): void {
    for (const operand of operands) {
      if (operand.kind === 'function' && operand.name !== 'size') {
        this.#checks.fault(RANK.misusedFunction, misusedFunction(operand.name));
      }
    }
  }

  #distinct(operator: string, [first, second]: readonly Operand[]): void {
    if (first?.kind !== 'path' || second?.kind !== 'path' || !samePath(first.path, second.path)) return;
    this.#steps.fault(
      STEP.distinct,
      'The first operand must be distinct from the remaining operands for this operator or function; ' +
        `operator: ${operator}, first operand: ${formatPath(first.path)}`,
    );
  }
}

function isOperand(part: Part): part is Operand {
  return part.kind === 'path' || part.kind === 'value' || part.kind === 'function';
}

function misusedFunction(name: string): string {
  return `The function is not allowed to be used this way in an expression; function: ${name}`;
}

function checkBounds(lower: Operand, upper: Operand, values: Values): string | undefined {
  const low = lower.kind === 'value' ? values[lower.name] : undefined;
  const high = upper.kind === 'value' ? values[upper.name] : undefined;
  if (!low || !high) return undefined;
  const bounds = `lower bound operand: AttributeValue: ${quote(low)}, upper bound operand: AttributeValue: ${quote(high)}`;
  if (typeOf(low) !== typeOf(high)) {
    return `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`;
  }
  if ((compareValues(low, high) ?? 0) <= 0) return undefined;
  return `The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ${bounds}`;
}

function quote(value: AttributeValue): string {
  return `{${typeOf(value)}:${value.S ?? value.N ?? Buffer.from(value.B ?? []).toString('base64')}}`;
}
