/** Computes a metric math expression. */
import { type Expression, MathError, type Operator } from './expression.ts';
import { FUNCTIONS, UNSUPPORTED } from './functions.ts';
import { combined, count, listValue, mapped, scalar, type Series, type Value, type Work } from './values.ts';

export interface MathContext {
  readonly startMs: number;
  readonly endMs: number;
  /** Of series that have none of their own (TIME_SERIES). */
  readonly periodMs: number;
  readonly work: Work;
  /** What a query of that id gives; throws MathError where there is none. */
  readonly lookUp: (id: string) => Value;
  /** The metrics of the request, those whose id contains the text: METRICS(). */
  readonly metrics: (text: string) => readonly Series[];
}

/** Throws MathError. */
export function evaluate(expression: Expression, context: MathContext): Value {
  switch (expression.type) {
    case 'number':
      return scalar(expression.value);
    case 'text':
      return expression;
    case 'name':
      return context.lookUp(expression.name);
    case 'list':
      return listValue(expression.items.flatMap((item) => seriesIn(evaluate(item, context), context)));
    case 'negative':
      return mapped(context.work, evaluate(expression.of, context), (value) => -value);
    case 'binary': {
      const left = evaluate(expression.left, context);
      return combined(context.work, left, evaluate(expression.right, context), OPERATIONS[expression.operator]);
    }
    case 'call':
      return call(expression, context);
  }
}

type Call = Extract<Expression, { type: 'call' }>;

function call({ name, called, items }: Call, context: MathContext): Value {
  // REPEAT, LINEAR, ASC …: what they mean is for the function that is given them.
  if (!called) return { type: 'text', text: name };
  if (UNSUPPORTED.has(name)) throw new MathError(`The function ${name} is not supported by Virga`);
  const found = FUNCTIONS.get(name);
  if (!found) throw new MathError(`Unknown function ${name}`);
  const [least, most] = found.arguments;
  if (items.length < least || items.length > most) throw new MathError(`Wrong number of arguments to ${name}`);
  return found.run(
    items.map((item) => evaluate(item, context)),
    context,
  );
}

/** Counted, since arrays of arrays of arrays grow by powers. */
function seriesIn(value: Value, { work }: MathContext): readonly Series[] {
  if (value.type === 'series') return [value.series];
  if (value.type === 'list') {
    count(work, value.list.length);
    return value.list;
  }
  throw new MathError('An array holds time series only');
}

const truth = (is: boolean): number => (is ? 1 : 0);

const OPERATIONS: Readonly<Record<Operator, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '^': (a, b) => a ** b,
  '<': (a, b) => truth(a < b),
  '>': (a, b) => truth(a > b),
  '<=': (a, b) => truth(a <= b),
  '>=': (a, b) => truth(a >= b),
  '==': (a, b) => truth(a === b),
  '!=': (a, b) => truth(a !== b),
  '&&': (a, b) => truth(a !== 0 && b !== 0),
  '||': (a, b) => truth(a !== 0 || b !== 0),
};
