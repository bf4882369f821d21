/** The grammar of UpdateExpression. */
import type { AttributeType } from '../values/value.ts';
import {
  type Check,
  checkOperandTypes,
  Checks,
  incorrectOperandCount,
  operandType,
  undefinedName,
  undefinedValue,
} from './checks.ts';
import { OPERATORS_MAX } from './limits.ts';
import {
  type FunctionOperand,
  nothingUsed,
  type Operand,
  type OperandGrammar,
  parseOperand,
  parsePath,
  parseValue,
  type Used,
  type ValueOperand,
} from './operand.ts';
import type { Path } from './path.ts';
import { checkPaths } from './projection.ts';
import { TokenReader } from './tokens.ts';

export type Action =
  | { readonly kind: 'set'; readonly path: Path; readonly operand: Operand }
  | { readonly kind: 'remove'; readonly path: Path }
  | { readonly kind: 'add' | 'delete'; readonly path: Path; readonly value: ValueOperand };

export interface ParsedUpdate {
  readonly actions: readonly Action[];
  readonly used: Used;
  readonly checks: readonly Check[];
}

type Section = 'SET' | 'REMOVE' | 'ADD' | 'DELETE';

const SECTIONS: readonly Section[] = ['SET', 'REMOVE', 'ADD', 'DELETE'];
const FUNCTIONS: ReadonlySet<string> = new Set(['if_not_exists', 'list_append']);

/** In this order AWS looks for faults (dynalite's recordings). */
const RANK = {
  reserved: 0,
  unknownFunction: 1,
  section: 2,
  name: 3,
  value: 4,
  overlap: 5,
  conflict: 6,
  operand: 7,
  function: 8,
  limits: 9,
} as const;

/** Syntax errors are thrown; all other faults are among the checks. */
export function parseUpdate(text: string, names: Readonly<Record<string, string>>): ParsedUpdate {
  return new UpdateParser(text, names).parse();
}

class UpdateParser implements OperandGrammar {
  readonly tokens: TokenReader;
  readonly keywords: ReadonlySet<string> = new Set(SECTIONS);
  readonly continuesPaths = false;
  readonly names: Readonly<Record<string, string>>;
  readonly used = nothingUsed();
  readonly #checks = new Checks();
  readonly #actions: Action[] = [];
  #operators = 0;

  constructor(text: string, names: Readonly<Record<string, string>>) {
    this.tokens = new TokenReader('UpdateExpression', text);
    this.names = names;
  }

  parse(): ParsedUpdate {
    const seen = new Set<Section>();
    do {
      const section = SECTIONS.find((name) => this.tokens.takeWord(name));
      if (!section) throw this.tokens.syntaxError();
      if (seen.has(section)) {
        const message = `The "${section}" section can only be used once in an update expression;`;
        this.#checks.fault(RANK.section, message);
      }
      seen.add(section);
      do this.#actions.push(this.#action(section));
      while (this.tokens.takeSymbol(','));
    } while (this.tokens.peek().kind !== 'end');
    this.#checkPaths();
    if (this.#operators > OPERATORS_MAX) {
      const message = `The expression contains too many operators; operator count: ${OPERATORS_MAX + 1}`;
      this.#checks.fault(RANK.limits, message);
    }
    return { actions: this.#actions, used: this.used, checks: this.#checks.inOrder() };
  }

  onReservedWord = (word: string): void => {
    this.#checks.fault(RANK.reserved, `Attribute name is a reserved keyword; reserved keyword: ${word}`);
  };

  onUndefinedName = (placeholder: string): void => {
    this.#checks.fault(RANK.name, undefinedName(placeholder));
  };

  onValue = (placeholder: string): void => {
    this.#checks.add(RANK.value, undefinedValue(placeholder));
  };

  /** Updates may have them. */
  onRedundantParentheses = (): void => {};

  onFunction = (call: FunctionOperand): void => {
    const { name, operands } = call;
    this.#operators++;
    if (!FUNCTIONS.has(name)) {
      this.#checks.fault(RANK.unknownFunction, `Invalid function name; function: ${name}`);
    } else if (operands.length !== 2) {
      this.#checks.fault(RANK.function, incorrectOperandCount(name, operands.length));
    } else if (name === 'list_append') {
      this.#checks.add(RANK.function, checkOperandTypes(name, operands, ['L']));
    } else if (operands[0]?.kind !== 'path') {
      const message = `Operator or function requires a document path; operator or function: ${name}`;
      this.#checks.fault(RANK.function, message);
    }
  };

  #action(section: Section): Action {
    const path = parsePath(this);
    switch (section) {
      case 'SET':
        this.tokens.expectSymbol('=');
        this.#operators++;
        return { kind: 'set', path, operand: this.#setOperand() };
      case 'REMOVE':
        return { kind: 'remove', path };
      case 'ADD':
        return { kind: 'add', path, value: this.#checkedValue('ADD', ['N', 'SS', 'NS', 'BS']) };
      case 'DELETE':
        return { kind: 'delete', path, value: this.#checkedValue('DELETE', ['SS', 'NS', 'BS']) };
    }
  }

  /** One operand, or a sum or difference of two; possibly in parentheses. */
  #setOperand(): Operand {
    const { tokens } = this;
    if (!tokens.isSymbol('(')) return this.#sum(parseOperand(this));
    tokens.expectSymbol('(');
    const inner = this.#sum(parseOperand(this));
    tokens.expectSymbol(')');
    return inner.kind === 'function' && (inner.name === '+' || inner.name === '-') ? inner : this.#sum(inner);
  }

  #sum(left: Operand): Operand {
    const operator = (['+', '-'] as const).find((symbol) => this.tokens.takeSymbol(symbol));
    if (operator === undefined) return left;
    this.#operators++;
    const operands = [left, parseOperand(this)];
    this.#checks.add(RANK.function, checkOperandTypes(operator, operands, ['N']));
    return { kind: 'function', name: operator, operands };
  }

  #checkedValue(operator: string, types: readonly AttributeType[]): ValueOperand {
    const value = parseValue(this);
    this.#operators++;
    this.#checks.add(RANK.operand, (values) => {
      const type = operandType(value, values);
      if (type === undefined || types.includes(type)) return undefined;
      const name = TYPE_NAMES[type] ?? type;
      return `Incorrect operand type for operator or function; operator: ${operator}, operand type: ${name}`;
    });
    return value;
  }

  #checkPaths(): void {
    const paths: Path[] = [];
    for (const { path } of this.#actions) {
      for (const other of paths) checkPaths(other, path, this.#checks, RANK);
      paths.push(path);
    }
  }
}

const TYPE_NAMES: Readonly<Partial<Record<AttributeType, string>>> = {
  S: 'STRING',
  N: 'NUMBER',
  B: 'BINARY',
  NULL: 'NULL',
  BOOL: 'BOOLEAN',
  L: 'LIST',
  M: 'MAP',
};
